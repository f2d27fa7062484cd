import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { CaseStore, StoredCase } from '../ports/case-store.ts';
import { type CalendarDate, dateIn, dayIn } from '../../domain/time/calendar-day.ts';
import type { OrderId, SiteId } from '../../domain/ids.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { compareBooks, type Difference, DIFFERENCES } from './compare.ts';
import type { Movement, Movements, OrderBookEntry, ReadOrderBook } from './movement.ts';

const amount = lazy(() => z.object({ minor: z.number(), currency: z.string() }));

const caseContent = lazy(() =>
  z.object({
    date: z.string(),
    difference: z.string(),
    orderId: z.string(),
    transactionId: z.string(),
    amount: amount(),
    other: amount().optional(),
    problem: z.string().optional(),
    cause: z.string(),
    remedy: z.string(),
    closed: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  }),
);

/** A difference between the books as it is kept. */
export type SettlementCase = Shape<typeof caseContent> & {
  readonly id: string;
  readonly site: string;
  readonly state: StoredCase['state'];
};

const runContent = lazy(() =>
  z.object({
    date: z.string(),
    ranAt: z.string(),
    complete: z.boolean(),
    movements: z.number(),
    settled: z.number(),
  }),
);

/** One comparison of one day of one site. */
export type SettlementRun = Shape<typeof runContent>;

/** What is known about one day of one site. */
export interface SettledDay {
  readonly run?: SettlementRun;
  readonly cases: readonly SettlementCase[];
}

export interface SettlementDeps {
  readonly cases: CaseStore;
  readonly journal: Pick<Journal, 'search' | 'ofOrder' | 'byGatewayRef' | 'markBatched'>;
  readonly movements: Movements;
  readonly readOrder: ReadOrderBook;
  /** False where the journal is one of several, each of which knows a part. */
  readonly isJournalComplete: boolean;
  readonly now: () => Date;
  readonly onCase: (opened: SettlementCase) => void;
}

/** The comparison of the three books, day by day. */
export interface Settlement {
  /** Compares a day that is over, again as often as asked: what is known as a case is not opened twice. Rejects with a Problem. */
  run(date: CalendarDate, settings: GatewaySettings): Promise<SettledDay>;
  /** How the day was compared last; undefined where it never was. */
  lastRun(date: CalendarDate, site: SiteId): Promise<SettlementRun | undefined>;
  read(date: CalendarDate, site: SiteId): Promise<SettledDay>;
  /** Rejects with `not-found` or `conflict`. */
  close(id: string, site: SiteId | undefined, by: string, reason: string): Promise<SettlementCase>;
}

const DEADLINE_MS = 60_000;
/** How far the gateway’s time of a request may differ from the journal’s. */
const CLOCK_SKEW_MS = 10 * 60_000;
const PAGE_ATTEMPTS = 500;
/** Cases of one site and day that are shown; more are a fault of the comparison, not of so many payments. */
const CASES_MAX = 10_000;
/** No batch stays open for longer. */
const BATCH_DUE_MS = 2 * 24 * 60 * 60_000;
/** Orders that are read of OCC at once. */
const ORDERS_AT_ONCE = 4;

export function createSettlement(deps: SettlementDeps): Settlement {
  const { cases, journal, movements, readOrder, now } = deps;

  async function lastRun(date: CalendarDate, site: SiteId): Promise<SettlementRun | undefined> {
    const stored = await cases.find('settlement-run', runId(date, site));
    return stored && runContent().parse(stored.content);
  }

  async function read(date: CalendarDate, site: SiteId): Promise<SettledDay> {
    const stored = await cases.listOfDate('settlement', site, date, CASES_MAX);
    return { ...present({ run: await lastRun(date, site) }), cases: stored.map(toCase) };
  }

  return {
    lastRun,
    read,

    async run(date, settings) {
      const { site } = settings;
      const day = dayIn(date, settings.reportTimeZone);
      if (day.to > now())
        throw new Problem('unprocessable', `${date} is not over yet in ${settings.reportTimeZone}.`);
      const found = await movements.requestedWithin(padded(day), settings, DEADLINE_MS);
      const claimed = deps.isJournalComplete ? await claimedWithin(day, site) : [];
      const mine = await movementsOf(found, site, day);
      const orderIds = [...new Set([...mine, ...claimed].map(({ orderId }) => orderId))];
      const ofOrder = new Map<OrderId, readonly PaymentAttempt[]>();
      for (const orderId of orderIds) ofOrder.set(orderId, await journal.ofOrder(orderId));
      const comparison = compareBooks({
        movements: mine,
        claimed,
        ofOrder,
        orders: await ordersOf(mine, site),
        isJournalComplete: deps.isJournalComplete,
        isBatchDue: now().getTime() - day.to.getTime() > BATCH_DUE_MS,
      });
      for (const { attempt, at } of comparison.batched) await journal.markBatched(attempt, at);
      for (const difference of comparison.differences) await openCase(difference, date, site);
      await keepRun(date, site, {
        date,
        ranAt: now().toISOString(),
        complete: deps.isJournalComplete,
        movements: mine.length,
        settled: comparison.batched.length,
      });
      return read(date, site);
    },

    async close(id, site, by, reason) {
      const stored = await cases.find('settlement', id);
      if (stored === undefined || (site !== undefined && stored.site !== site))
        throw new Problem('not-found', `There is no settlement case ${id}.`);
      const { closed } = toCase(stored);
      if (closed !== undefined)
        throw new Problem(
          'conflict',
          `The case was closed by ${closed.by} at ${closed.at}: ${closed.reason}`,
        );
      const content = { ...stored.content, closed: { by, at: now().toISOString(), reason } };
      if (!(await cases.change(stored, { state: 'closed', content })))
        throw new Problem('conflict', 'The case was changed by another request. Read it again.');
      return toCase({ ...stored, state: 'closed', content });
    },
  };

  /** The day's movements: by the journal's clock where the journal has them, else by the gateway's. Those of other sites are left out. */
  async function movementsOf(
    found: readonly Movement[],
    site: SiteId,
    day: TimeWindow,
  ): Promise<readonly Movement[]> {
    const own: Movement[] = [];
    for (const movement of found) {
      const attempt = await journal.byGatewayRef(movement.ref);
      if (attempt === undefined) own.push(movement);
      else if (attempt.site === site && attempt.claimedAt >= day.from && attempt.claimedAt < day.to)
        own.push({ ...movement, orderId: attempt.orderId });
    }
    return own;
  }

  async function claimedWithin(day: TimeWindow, site: SiteId): Promise<readonly PaymentAttempt[]> {
    const found: PaymentAttempt[] = [];
    for (const operation of ['capture', 'refund', 'authorize'] as const) {
      let after: string | undefined;
      do {
        const page = await journal.search({
          key: { by: 'operation', operation },
          from: day.from,
          to: day.to,
          limit: PAGE_ATTEMPTS,
          ...present({ after }),
        });
        found.push(...page.attempts.filter((attempt) => attempt.site === site && movesMoney(attempt)));
        after = page.next;
      } while (after !== undefined);
    }
    return found;
  }

  async function ordersOf(
    mine: readonly Movement[],
    site: SiteId,
  ): Promise<ReadonlyMap<OrderId, OrderBookEntry>> {
    const ids = [
      ...new Set(mine.filter(({ direction }) => direction === 'purchase').map(({ orderId }) => orderId)),
    ];
    const orders = new Map<OrderId, OrderBookEntry>();
    for (let at = 0; at < ids.length; at += ORDERS_AT_ONCE) {
      const some = ids.slice(at, at + ORDERS_AT_ONCE);
      const entries = await Promise.all(some.map((orderId) => readOrder(orderId, site)));
      some.forEach((orderId, index) => {
        const entry = entries[index];
        if (entry !== undefined) orders.set(orderId, entry);
      });
    }
    return orders;
  }

  async function openCase(difference: Difference, date: CalendarDate, site: SiteId): Promise<void> {
    const { kind, orderId, ref, amount: about, other, problem } = difference;
    const content: Shape<typeof caseContent> = {
      date,
      difference: kind,
      orderId,
      transactionId: ref,
      amount: about,
      ...present({ other, problem }),
      ...DIFFERENCES[kind],
    };
    const opened = {
      kind: 'settlement',
      id: `${kind}-${ref}`,
      state: 'open',
      site,
      openedAt: now(),
      content,
    } as const;
    if (await cases.add(opened)) deps.onCase(toCase({ ...opened, version: 1 }));
  }

  async function keepRun(date: CalendarDate, site: SiteId, content: SettlementRun): Promise<void> {
    const id = runId(date, site);
    const added = await cases.add({
      kind: 'settlement-run',
      id,
      state: 'closed',
      site,
      openedAt: now(),
      content,
    });
    if (added) return;
    const stored = await cases.find('settlement-run', id);
    if (stored !== undefined) await cases.change(stored, { state: 'closed', content });
  }
}

/** The dates that a merchant's calendar showed on the days before, the latest first. */
export function datesBefore(at: Date, timeZone: string, count: number): readonly CalendarDate[] {
  const dates: CalendarDate[] = [];
  let day = dayIn(dateIn(at, timeZone), timeZone);
  while (dates.length < count) {
    const date = dateIn(new Date(day.from.getTime() - 1), timeZone);
    dates.push(date);
    day = dayIn(date, timeZone);
  }
  return dates;
}

const runId = (date: CalendarDate, site: SiteId): string => `${site}/${date}`;

const padded = ({ from, to }: TimeWindow): TimeWindow => ({
  from: new Date(from.getTime() - CLOCK_SKEW_MS),
  to: new Date(to.getTime() + CLOCK_SKEW_MS),
});

const movesMoney = ({ operation, captureNow, offline, result }: PaymentAttempt): boolean =>
  offline !== true && gatewayRefOf(result) !== undefined && (operation !== 'authorize' || captureNow);

function toCase({ id, site, state, content }: StoredCase): SettlementCase {
  return { ...caseContent().parse(content), id, site, state };
}
