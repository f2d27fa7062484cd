import { type CalendarDate, dateIn, dayIn } from '../../domain/time/calendar-day.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { isWithin, piecesOf, type TimeWindow, uncovered } from '../../domain/time/time-window.ts';
import {
  DECISIONS_WINDOW_MAX_MS,
  mergeDecisions,
  type ReviewDecision,
  type ReviewDecisions,
} from './review-decisions.ts';

export interface DailyDecisionsDeps {
  readonly reviewDecisions: ReviewDecisions;
  readonly now: () => Date;
}

/**
 * What reviewers decided on one day of the merchant's calendar. CyberSource's daily reports cover days of the zone in which
 * they were subscribed, so each report that the day touches is read, and what no report covers yet comes from the conversion
 * details. Rejects with a Problem when one of them cannot be read: a part of the day's decisions must not be taken for all of
 * them.
 */
export function createDailyDecisions({ reviewDecisions, now }: DailyDecisionsDeps) {
  return async (
    date: CalendarDate,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<readonly ReviewDecision[]> => {
    const endsAt = performance.now() + deadlineMs;
    const leftMs = (): number => Math.floor(endsAt - performance.now());
    const day = dayIn(date, settings.reportTimeZone);
    const found: ReviewDecision[] = [];
    const covered: TimeWindow[] = [];

    for (const reportDate of reportDatesOf(date, day)) {
      const report = await reviewDecisions.report(reportDate, settings, leftMs());
      if (report === undefined) continue;
      covered.push(report.covers);
      found.push(...report.decisions.filter((decision) => isOfDay(decision, day, report.covers)));
    }
    for (const gap of uncovered({ from: day.from, to: earlier(day.to, now()) }, covered)) {
      for (const piece of piecesOf(gap, DECISIONS_WINDOW_MAX_MS))
        found.push(...(await reviewDecisions.within(piece, settings, leftMs())));
    }
    return mergeDecisions(found);
  };
}

export type DailyDecisions = ReturnType<typeof createDailyDecisions>;

/** Of reports in the merchant's zone the date itself, of those in UTC the one or two dates that the day touches. */
function reportDatesOf(date: CalendarDate, { from, to }: TimeWindow): ReadonlySet<CalendarDate> {
  return new Set([dateIn(from, 'UTC'), dateIn(new Date(to.getTime() - 1), 'UTC'), date]);
}

/** A row without a time belongs to the day in which its report begins. */
function isOfDay({ decidedAt }: ReviewDecision, day: TimeWindow, covers: TimeWindow): boolean {
  return isWithin(decidedAt ?? covers.from, day);
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
