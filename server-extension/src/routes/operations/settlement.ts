import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { type CalendarDate, parseCalendarDate } from '../../domain/time/calendar-day.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import { DIFFERENCES } from '../../payments/settlement/compare.ts';
import type { SettledDay, Settlement } from '../../payments/settlement/settlement.ts';
import { defineRoute } from '../../http/define-route.ts';
import { jsonBody } from '../../http/route-body.ts';
import { send, sendJson } from '../../http/send.ts';
import { reasonField } from './reason.ts';
import { toCsv } from './settlement-csv.ts';

export interface SettlementRoutesDeps {
  readonly settlement: Settlement;
  /** The settings of the site, or of every site with the gateway. */
  readonly settledSites: (site: SiteId | undefined) => Promise<readonly GatewaySettings[]>;
}

const DATE = 'must be a date as yyyy-MM-dd';
const dateText = lazy(() => z.string(DATE).regex(/^\d{4}-\d\d-\d\d$/, DATE));
const time = lazy(() => z.string().meta({ format: 'date-time' }));
const amount = lazy(() => z.strictObject({ minor: z.int(), currency: z.string() }));
const differences = Object.keys(DIFFERENCES) as [string, ...string[]];

const settlementCase = lazy(() =>
  z
    .strictObject({
      id: z.string().meta({ description: 'What closes the case' }),
      state: z.enum(['open', 'closed']),
      site: z.string(),
      date: z.string(),
      difference: z.enum(differences),
      orderId: z.string(),
      transactionId: z.string().meta({ description: 'CyberSource’s id of the capture, sale or refund' }),
      amount: amount(),
      other: amount().optional().meta({ description: 'What the other book says' }),
      problem: z.string().optional().meta({ description: 'What the acquirer said' }),
      cause: z.string().meta({ description: 'The likely one' }),
      remedy: z.string(),
      closed: z.strictObject({ by: z.string(), at: time(), reason: z.string() }).optional(),
    })
    .meta({
      id: 'SettlementCase',
      description: 'A difference between journal, CyberSource and Commerce Cloud',
    }),
);

const settledDay = lazy(() =>
  z
    .strictObject({
      date: z.string(),
      status: z.enum(['not-run', 'done']),
      complete: z.boolean().optional().meta({
        description:
          'False without a database: then CyberSource’s book and Commerce Cloud’s orders alone are compared',
      }),
      ranAt: time()
        .optional()
        .meta({ description: 'When the day was last compared, the earliest of the sites' }),
      movements: z
        .int()
        .optional()
        .meta({ description: 'Captures, sales and refunds in CyberSource’s book' }),
      settled: z.int().optional().meta({ description: 'Those of them that have left for the acquirer' }),
      cases: z.array(settlementCase()),
    })
    .meta({ id: 'SettledDay' }),
);

const example: Shape<typeof settlementCase> = {
  id: 'rejected-by-acquirer-7000000000000000000002',
  state: 'open',
  site: 'siteUS',
  date: '2026-01-31',
  difference: 'rejected-by-acquirer',
  orderId: 'o30446',
  transactionId: '7000000000000000000002',
  amount: { minor: 4250, currency: 'USD' },
  problem: 'Invalid account',
  ...DIFFERENCES['rejected-by-acquirer'],
};

const examples = {
  notRun: { date: '2026-01-31', status: 'not-run', cases: [] },
  done: {
    date: '2026-01-31',
    status: 'done',
    complete: true,
    ranAt: '2026-02-01T03:00:00.000Z',
    movements: 812,
    settled: 811,
    cases: [example],
  },
};

const query = lazy(() => z.object({ date: dateText() }));
const DAY =
  'A day of the merchant’s calendar, in the time zone of the setting `reportTimeZone`. Without `x-ccsite` that of every site. ';

/** The comparison of a day. */
export const readSettlement = defineRoute({
  method: 'GET',
  path: '/settlement',
  operationId: 'settlement',
  summary: 'How journal, CyberSource and Commerce Cloud compare for one day',
  description: `${DAY}Asked for the captures, sales and refunds of that day; a day that was not compared yet has the status \`not-run\`.`,
  caller: 'operator',
  right: 'read',
  query,
  problems: ['journal-unavailable'],
  answers: { 200: { description: 'The day', schema: settledDay, examples } },
  handler:
    (deps: SettlementRoutesDeps) =>
    async ({ res, query: asked, caller }) => {
      sendJson(res, 200, toDay(requireDate(asked.date), await daysOf(asked.date, caller.site, deps)));
    },
});

/** The cases of a day as a file. */
export const settlementFile = defineRoute({
  method: 'GET',
  path: '/settlement/csv',
  operationId: 'settlementCsv',
  summary: 'The settlement cases of one day as CSV',
  description: `${DAY}Amounts in minor units.`,
  caller: 'operator',
  right: 'read',
  query,
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'Column names, then one case a line',
      schema: lazy(() => z.string()),
      contentType: 'text/csv',
    },
  },
  handler:
    (deps: SettlementRoutesDeps) =>
    async ({ res, query: asked, caller }) => {
      const date = requireDate(asked.date);
      const { cases } = toDay(date, await daysOf(asked.date, caller.site, deps));
      const headers = {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="settlement-${date}.csv"`,
      };
      send(res, 200, headers, toCsv(cases));
    },
});

/** Compares a day now. */
export const runSettlement = defineRoute({
  method: 'POST',
  path: '/settlement',
  operationId: 'runSettlement',
  summary: 'Compare one day now',
  description: `${DAY}The extension does it by itself once a day for the last four days. A difference that is known is not opened twice.`,
  caller: 'operator',
  right: 'decide-reviews',
  body: jsonBody(query, { day: { date: '2026-01-31' } }),
  problems: ['unprocessable', 'journal-unavailable'],
  answers: { 200: { description: 'The day', schema: settledDay, examples: { done: examples.done } } },
  handler:
    ({ settlement, settledSites }: SettlementRoutesDeps) =>
    async ({ res, body, caller }) => {
      const date = requireDate(body.date, 'body:date');
      const days: SettledDay[] = [];
      for (const settings of await settledSites(caller.site)) days.push(await settlement.run(date, settings));
      sendJson(res, 200, toDay(date, days));
    },
});

const closing = lazy(() =>
  z.object({
    id: z.string().regex(/^[\w-]{1,100}$/, 'must be the id of a case'),
    reason: reasonField(1, 1000),
  }),
);

/** Closes a case. */
export const closeSettlementCase = defineRoute({
  method: 'POST',
  path: '/settlement/close',
  operationId: 'closeSettlementCase',
  summary: 'Close a settlement case, with a reason',
  caller: 'operator',
  right: 'decide-reviews',
  body: jsonBody(closing, { closed: { id: example.id, reason: 'Captured again' } }),
  problems: ['conflict', 'journal-unavailable'],
  answers: {
    200: {
      description: 'The case',
      schema: settlementCase,
      examples: {
        closed: {
          ...example,
          state: 'closed',
          closed: { by: 'jane@shop.example', at: '2026-02-02T09:00:00.000Z', reason: 'Captured again' },
        },
      },
    },
  },
  handler:
    ({ settlement }: SettlementRoutesDeps) =>
    async ({ res, body, caller }) => {
      sendJson(res, 200, await settlement.close(body.id, caller.site, caller.operator.name, body.reason));
    },
});

async function daysOf(
  date: string,
  site: SiteId | undefined,
  { settlement, settledSites }: SettlementRoutesDeps,
): Promise<readonly SettledDay[]> {
  const sites = await settledSites(site);
  return Promise.all(sites.map((settings) => settlement.read(requireDate(date), settings.site)));
}

/** @throws Problem `malformed-request` for a date that does not exist. */
function requireDate(text: string, path = 'query:date'): CalendarDate {
  const date = parseCalendarDate(text);
  if (date === undefined) throw malformedField(path, DATE);
  return date;
}

function toDay(date: CalendarDate, days: readonly SettledDay[]): Shape<typeof settledDay> {
  const runs = days.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const cases = days.flatMap((day) => day.cases);
  const [first] = runs.map(({ ranAt }) => ranAt).sort();
  if (first === undefined || runs.length < days.length) return { date, status: 'not-run', cases };
  return {
    date,
    status: 'done',
    complete: runs.every(({ complete }) => complete),
    ranAt: first,
    movements: runs.reduce((sum, { movements }) => sum + movements, 0),
    settled: runs.reduce((sum, { settled }) => sum + settled, 0),
    cases,
  };
}
