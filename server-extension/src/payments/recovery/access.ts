import type { AccessRefusal } from '../../domain/payment/result.ts';
import type { PaymentAttempt, TaskResult } from '../ports/ports.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunWithAccess } from './schedule.ts';

/** The task of an attempt waits, uncounted, until calls of its account are taken again. */
export function rescheduleUntilAccess(
  { claimedAt, completedAt = claimedAt }: PaymentAttempt,
  accessRefused: AccessRefusal,
  timings: RecoveryTimings,
  now: Date,
): TaskResult {
  const runAt = nextRunWithAccess(completedAt, timings, now);
  return runAt === undefined ? { manualReview: true } : { runAt, accessRefused };
}

/** Which merchant accounts were turned away a moment ago: their other look-ups wait without a call of their own. */
export interface AccessGate {
  /** Why no call is made for the account at the moment; undefined when one may be made. */
  refusalOf(merchant: string): AccessRefusal | undefined;
  /** Told how a look-up of the account ended. */
  record(merchant: string, left: TaskResult): void;
}

/** A proxy may turn a single look away; wrong credentials turn each of them away. */
const REFUSALS_IN_A_ROW = 5;

/** A few looks a first wait (a minute at the ordinary pace) find out whether an account has access again. */
export function createAccessGate({ firstLookupMs }: RecoveryTimings, now: () => Date): AccessGate {
  const refusals = new Map<
    string,
    { readonly why: AccessRefusal; readonly times: number; readonly until: number }
  >();
  return {
    refusalOf(merchant) {
      const refusal = refusals.get(merchant);
      const isClosed =
        refusal !== undefined && refusal.times >= REFUSALS_IN_A_ROW && now().getTime() < refusal.until;
      return isClosed ? refusal.why : undefined;
    },
    record(merchant, left) {
      const why = 'runAt' in left ? left.accessRefused : undefined;
      if (why === undefined) {
        refusals.delete(merchant);
        return;
      }
      const times = (refusals.get(merchant)?.times ?? 0) + 1;
      refusals.set(merchant, { why, times, until: now().getTime() + firstLookupMs });
    },
  };
}
