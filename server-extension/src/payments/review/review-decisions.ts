import type { CalendarDate } from '../../domain/time/calendar-day.ts';
import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';

/** Reviewers accept or reject; `REVIEW` is what Decision Manager said before them. */
export type ReviewVerdict = 'ACCEPT' | 'REVIEW' | 'REJECT';

/** What a reviewer decided about one payment. */
export interface ReviewDecision {
  /** The gateway's id of the payment. */
  readonly ref: GatewayRef;
  readonly orderId: OrderId;
  readonly originalDecision: ReviewVerdict;
  readonly newDecision: ReviewVerdict;
  /** Absent in a report that does not say when. */
  readonly decidedAt?: Date;
  readonly reviewer?: string;
  readonly comments?: string;
}

/** The daily report of one date, and the time that it covers. */
export interface DecisionReport {
  readonly covers: TimeWindow;
  readonly decisions: readonly ReviewDecision[];
}

/** `refused`: the gateway has no open case of the payment. `unknown`: it may have decided. */
export type DecisionAnswer = 'decided' | 'refused' | 'unknown';

/** Reviewers' decisions at the gateway. Both ways of reading reject with a Problem that says what could not be read. */
export interface ReviewDecisions {
  /** Decides a case as its reviewer. Never rejects for what the network or the gateway do. */
  decide(
    ref: GatewayRef,
    decision: 'ACCEPT' | 'REJECT',
    comments: string,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<DecisionAnswer>;
  /**
   * Decisions within the window, which is at most {@link DECISIONS_WINDOW_MAX_MS} long, oldest first.
   *
   * @param deadlineMs milliseconds for everything that is read, together.
   */
  within(
    window: TimeWindow,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<readonly ReviewDecision[]>;
  /** The report that the setting `dailyReportName` names; undefined when there is none of that date. */
  report(
    date: CalendarDate,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<DecisionReport | undefined>;
}

/** CyberSource takes less than 24 hours at once. */
export const DECISIONS_WINDOW_MAX_MS = (24 * 60 - 1) * 60_000;

/** Each decision once, oldest first, whichever ways it came. */
export function mergeDecisions(decisions: readonly ReviewDecision[]): readonly ReviewDecision[] {
  const once = new Map(decisions.map((decision) => [`${decision.ref} ${decision.newDecision}`, decision]));
  return [...once.values()].sort((one, other) => timeOf(one) - timeOf(other) || compare(one.ref, other.ref));
}

const timeOf = ({ decidedAt }: ReviewDecision): number => decidedAt?.getTime() ?? 0;

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
