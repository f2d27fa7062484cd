import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { dateIn, parseCalendarDate } from '../../domain/time/calendar-day.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import type { DailyDecisions } from '../../payments/review/daily-decisions.ts';
import {
  DECISIONS_WINDOW_MAX_MS,
  type ReviewDecision,
  type ReviewDecisions,
} from '../../payments/review/review-decisions.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { defineRoute } from '../../http/define-route.ts';
import { sendJson } from '../../http/send.ts';

export interface ReportRoutesDeps {
  readonly settingsFor: SettingsFor;
  readonly reviewDecisions: ReviewDecisions;
  readonly dailyDecisions: DailyDecisions;
  readonly now: () => Date;
}

/** For all files of a day together, in milliseconds: a report may have thousands of rows. */
const REPORT_DEADLINE_MS = 25_000;

const decisionRow = lazy(() =>
  z
    .strictObject({
      merchantReferenceCode: z.string().meta({ description: 'The order id' }),
      originalDecision: z.enum(['ACCEPT', 'REVIEW', 'REJECT']),
      newDecision: z.enum(['ACCEPT', 'REVIEW', 'REJECT']),
    })
    .meta({ id: 'DecisionRow', description: 'What a reviewer decided about an order' }),
);

const decisions = lazy(() => z.array(decisionRow()));

const examples = {
  accepted: [{ merchantReferenceCode: 'o30446', originalDecision: 'REVIEW', newDecision: 'ACCEPT' }],
  none: [],
};

const DATE = 'must be a date as yyyy-MM-dd, or a date and time in ISO 8601 with a time zone';
const TIME = 'must be a date and time in ISO 8601 with a time zone: 2026-01-31T10:00:00Z';
const zonedTime = lazy(() =>
  z.iso.datetime({ offset: true, error: TIME }).transform((text) => new Date(text)),
);

/** What reviewers decided on a day of the merchant's calendar. */
export const dailyReport = defineRoute({
  method: 'GET',
  path: '/report/daily',
  operationId: 'dailyReport',
  summary: 'What reviewers decided on one day',
  description:
    'The day begins and ends in the time zone of the setting `reportTimeZone`, and has 23 or 25 hours where the clocks change: each ' +
    'decision is in the report of exactly one day. Read from the report of the setting `dailyReportName`, and from the conversion ' +
    'details for what no report covers yet. A day without decisions, and one to come, is `[]`.',
  caller: 'oms',
  right: 'read',
  query: lazy(() =>
    z.object({
      date: z
        .string(DATE)
        .regex(/^\d{4}-\d\d-\d\d(T[\d:.]{5,15}(Z|[+-]\d\d:\d\d))?$/, DATE)
        .meta({ description: 'The day. Of a date and time the day that the zone’s calendar shows then.' }),
    }),
  ),
  problems: ['unprocessable'],
  answers: { 200: { description: 'One row a decision, oldest first', schema: decisions, examples } },
  handler:
    ({ settingsFor, dailyDecisions }: ReportRoutesDeps) =>
    async ({ res, query, caller: { site, channel } }) => {
      describeWork({ site });
      const settings = await settingsFor(site, channel);
      const written = parseCalendarDate(query.date.slice(0, 10));
      const date = query.date.includes('T') ? dateAt(new Date(query.date), settings.reportTimeZone) : written;
      if (written === undefined || date === undefined) throw malformedField('query:date', DATE);
      sendJson(res, 200, toRows(await dailyDecisions(date, settings, REPORT_DEADLINE_MS)));
    },
});

/** What reviewers decided between two moments. */
export const onDemandReport = defineRoute({
  method: 'GET',
  path: '/report/onDemand',
  operationId: 'onDemandReport',
  summary: 'What reviewers decided between two moments',
  description:
    'At most 23 hours and 59 minutes, as CyberSource takes no more. Without a start those before the end, without an end those after ' +
    'the start, without both the last ones. The start belongs to the window, the end does not. Overlapping windows show the same ' +
    'decisions where they overlap.',
  caller: 'oms',
  right: 'read',
  query: lazy(() =>
    z.object({
      startTime: zonedTime().optional().meta({ format: 'date-time' }),
      endTime: zonedTime().optional().meta({ format: 'date-time' }),
    }),
  ),
  problems: ['unprocessable'],
  answers: { 200: { description: 'One row a decision, oldest first', schema: decisions, examples } },
  handler:
    ({ settingsFor, reviewDecisions, now }: ReportRoutesDeps) =>
    async ({ res, query, caller: { site, channel } }) => {
      describeWork({ site });
      const window = requireWindow(query.startTime, query.endTime, now());
      const settings = await settingsFor(site, channel);
      sendJson(res, 200, toRows(await reviewDecisions.within(window, settings, REPORT_DEADLINE_MS)));
    },
});

/** @throws Problem `malformed-request` that names the field. */
function requireWindow(start: Date | undefined, end: Date | undefined, now: Date): TimeWindow {
  const to = end ?? new Date(Math.min(now.getTime(), (start ?? now).getTime() + DECISIONS_WINDOW_MAX_MS));
  const from = start ?? new Date(to.getTime() - DECISIONS_WINDOW_MAX_MS);
  if (from >= to) {
    const path = end === undefined ? 'query:startTime' : 'query:endTime';
    throw malformedField(path, end === undefined ? 'must be in the past' : 'must be after startTime');
  }
  if (to.getTime() - from.getTime() > DECISIONS_WINDOW_MAX_MS)
    throw malformedField('query:endTime', 'must be at most 23 hours and 59 minutes after startTime');
  return { from, to };
}

function dateAt(at: Date, timeZone: string): ReturnType<typeof parseCalendarDate> {
  return Number.isNaN(at.getTime()) ? undefined : dateIn(at, timeZone);
}

function toRows(found: readonly ReviewDecision[]): Shape<typeof decisions> {
  return found.map(({ orderId, originalDecision, newDecision }) => ({
    merchantReferenceCode: orderId,
    originalDecision,
    newDecision,
  }));
}
