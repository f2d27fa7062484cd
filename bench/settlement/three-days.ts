/** Three days of a shop, the change of the clocks among them, and what the comparison of its books finds: all over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBetweenSandboxes } from '../../server-extension/test/builders/between-sandboxes.ts';
import { createShop, type Shop } from '../../server-extension/test/builders/placed-order.ts';
import { createPlannedDifferences } from './planned-differences.ts';
import { runOrder } from './run-order.ts';

/** What the days came to. */
export interface SettlementDaysReport {
  readonly orders: number;
  /** Captures and refunds that CyberSource's book has of the three days. */
  readonly movements: number;
  /** Those of them that have left for the acquirer. */
  readonly settled: number;
  /** The differences that were planted, each with its order: `amount-differs o10007`. */
  readonly planted: readonly string[];
  /** The cases that the comparison opened. */
  readonly found: readonly string[];
  /** All cases after every day was compared once more. */
  readonly foundAgain: readonly string[];
}

const ZONE = 'Europe/Berlin';
const DAYS = ['2026-03-28', '2026-03-29', '2026-03-30'] as const;
/** Half past midnight of the first day, there. */
const START = Date.parse('2026-03-27T23:30:00Z');
/** The second day has 23. */
const HOURS = 71;
const HOUR_MS = 3_600_000;
const BATCH_CLOSES = '06:00';
/** When even the last day's batch is overdue. */
const AFTERWARDS = Date.parse('2026-04-03T12:00:00Z');

/** Lets so many orders be placed, reviewed, captured, voided and returned, plants the differences, and compares each day twice. */
export async function runSettlementDays(orders: number): Promise<SettlementDaysReport> {
  let time = START;
  const now = (): Date => new Date(time);
  const folder = await mkdtemp(path.join(tmpdir(), 'settlement-'));
  const machine = await startBetweenSandboxes({
    // The planting's own calls are signed by the machine's clock.
    cybersource: { now, batchCloseAt: BATCH_CLOSES, clockSkewMs: 1e13 },
    occ: { now },
    siteSettings: { 'isv-occ-gateway': { '*': { '*': { reportTimeZone: ZONE } } } },
    now,
    environment: { JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`, SETTLEMENT_SECS: '0' },
  });
  try {
    const planting = await createPlannedDifferences(machine, { orders, now });
    for (let hour = 0; hour < HOURS; hour += 1) {
      time = START + hour * HOUR_MS;
      // A login lasts for minutes.
      const shop = await createShop(machine);
      for (let order = first(hour); order < first(hour + 1); order += 1) {
        const plain = await runOrder(shop, order);
        if (plain !== undefined) await planting.meet(shop, plain);
      }
    }
    time = AFTERWARDS;
    const shop = await createShop(machine);
    const once = await compareAll(shop);
    const again = await compareAll(shop);
    return {
      orders,
      movements: sum(once, 'movements'),
      settled: sum(once, 'settled'),
      planted: planting.planted(),
      found: casesIn(once),
      foundAgain: casesIn(again),
    };
  } finally {
    await machine.close();
    await rm(folder, { recursive: true });
  }

  function first(hour: number): number {
    return Math.floor((hour * orders) / HOURS);
  }
}

interface ComparedDay {
  readonly movements: number;
  readonly settled: number;
  readonly cases: readonly { readonly difference: string; readonly orderId: string }[];
}

async function compareAll(shop: Shop): Promise<readonly ComparedDay[]> {
  const days: ComparedDay[] = [];
  for (const date of DAYS) {
    const { status, body } = await shop.operate('POST', '/settlement', { date });
    if (status !== 200) throw new Error(`${date} was not compared: ${JSON.stringify(body)}`);
    days.push(body as unknown as ComparedDay);
  }
  return days;
}

const sum = (days: readonly ComparedDay[], member: 'movements' | 'settled'): number =>
  days.reduce((total, day) => total + day[member], 0);

const casesIn = (days: readonly ComparedDay[]): readonly string[] =>
  days.flatMap(({ cases }) => cases.map(({ difference, orderId }) => `${difference} ${orderId}`)).sort();
