import { expect } from 'chai';
import type { CalendarDate } from '../../../src/domain/time/calendar-day.ts';
import type { CurrencyCode } from '../../../src/domain/money/currency.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import { money } from '../../../src/domain/money/money.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { Movement, OrderBookEntry } from '../../../src/payments/settlement/movement.ts';
import { createSettlement, type Settlement } from '../../../src/payments/settlement/settlement.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';

const USD = 'USD' as CurrencyCode;
const SITE = 'siteUS' as SiteId;
const settings = { site: SITE, channel: 'storefront', reportTimeZone: 'Europe/Berlin' } as GatewaySettings;
const DAYS = ['2026-03-28', '2026-03-29', '2026-03-30'] as const;
const HOUR_MS = 3_600_000;

/** A shop of three days: what its journal, CyberSource and Commerce Cloud have written down. */
interface Shop {
  readonly journal: Journal;
  readonly movements: Movement[];
  readonly orders: Map<string, OrderBookEntry>;
  readonly settlement: Settlement;
  readonly opened: string[];
}

async function aShop(orders: number): Promise<Shop> {
  const now = (): Date => new Date('2026-04-03T12:00:00Z');
  const journal = createMemoryJournal({ capacity: 100_000, recoveryTaskOf, now });
  const movements: Movement[] = [];
  const occOrders = new Map<string, OrderBookEntry>();
  const opened: string[] = [];
  const requestedAt = new Map<Movement, Date>();
  let refs = 0;

  async function attempt(
    order: number,
    operation: PaymentAttempt['operation'],
    minor: number,
    at: Date,
    more: Partial<PaymentAttempt> = {},
  ): Promise<GatewayRef> {
    refs += 1;
    const ref = `70000000000000${String(refs).padStart(8, '0')}` as GatewayRef;
    const amount = money(minor, USD);
    const result: PaymentResult = {
      outcome: 'approved',
      ref,
      amount,
      gateway: { httpStatus: 201, status: 'AUTHORIZED' },
    };
    await journal.record([
      {
        key: `k/${refs}` as CommandKey,
        fingerprint: 'f',
        attemptNumber: 1,
        payment: `p${order}` as PaymentKey,
        operation,
        caller: 'oms',
        site: SITE,
        channel: 'storefront',
        orderId: `o${order}` as OrderId,
        amount,
        captureNow: false,
        merchantTransactionId: `m${refs}` as MerchantTransactionId,
        claimedAt: at,
        completedAt: at,
        result,
        ...more,
      },
    ]);
    return ref;
  }

  /** What CyberSource writes of it, a second later. Batches close at 06:00 UTC. */
  function moves(
    order: number,
    ref: GatewayRef,
    direction: Movement['direction'],
    minor: number,
    at: Date,
  ): void {
    const closing = new Date(at);
    closing.setUTCHours(6, 0, 0, 0);
    if (closing < at) closing.setUTCDate(closing.getUTCDate() + 1);
    const movement: Movement = {
      ref,
      orderId: `o${order}` as OrderId,
      direction,
      amount: money(minor, USD),
      status: 'settled',
      batchedAt: closing,
    };
    movements.push(movement);
    requestedAt.set(movement, new Date(at.getTime() + 1_000));
  }

  const start = Date.parse('2026-03-27T23:00:00Z');
  for (let order = 1; order <= orders; order += 1) {
    const at = new Date(start + Math.floor((order / (orders + 1)) * 70 * HOUR_MS));
    const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
    const minor = 1_000 + order;
    occOrders.set(`o${order}`, { isPlaced: 'yes', total: money(minor, USD) });
    const authorization = await attempt(order, 'authorize', minor, at);
    // Every tenth was reviewed and rejected.
    if (order % 10 === 9) {
      await attempt(order, 'void', minor, later(5), { original: authorization });
      continue;
    }
    const isSplit = order % 7 === 0;
    const parts = isSplit ? [400, minor - 400] : [minor];
    for (const [index, part] of parts.entries()) {
      const capture = await attempt(order, 'capture', part, later(10 + index), { original: authorization });
      if (order % 25 === 1) {
        await attempt(order, 'void', part, later(20), { original: capture });
        continue;
      }
      moves(order, capture, 'purchase', part, later(10 + index));
      if (order % 8 === 0 && index === 0) {
        const refund = await attempt(order, 'refund', 300, later(30), { original: capture });
        moves(order, refund, 'refund', 300, later(30));
      }
    }
  }

  const settlement = createSettlement({
    cases: createMemoryCases(10_000),
    journal,
    movements: {
      requestedWithin: async ({ from, to }) =>
        movements.filter((movement) => {
          const at = requestedAt.get(movement) ?? new Date('2026-03-29T10:00:00Z');
          return at >= from && at < to;
        }),
    },
    readOrder: async (orderId) => occOrders.get(orderId) ?? { isPlaced: 'no' },
    isJournalComplete: true,
    now,
    onCase: ({ difference, orderId }) => opened.push(`${difference} ${orderId}`),
  });
  return { journal, movements, orders: occOrders, settlement, opened };
}

async function runAll({ settlement }: Shop): Promise<number> {
  const days = [];
  for (const date of DAYS) days.push(await settlement.run(date as CalendarDate, settings));
  return days.flatMap(({ cases }) => cases).length;
}

/** Changes the movement of an order's first capture. */
function change({ movements }: Shop, order: number, to: Partial<Movement>): void {
  const movement = movements.find(({ orderId }) => orderId === `o${order}`);
  if (!movement) throw new Error(`Order ${order} has no movement`);
  Object.assign(movement, to);
}

function remove(shop: Shop, order: number): void {
  const index = shop.movements.findIndex(({ orderId }) => orderId === `o${order}`);
  shop.movements.splice(index, 1);
}

describe('Three days of a shop, with the change of the clocks among them', function () {
  this.timeout(60_000);

  it('whose books agree have no case, and every capture is settled with its batch date', async () => {
    const shop = await aShop(200);
    expect(await runAll(shop)).to.equal(0);
    const [captured] = shop.movements;
    const steps = await shop.journal.ofOrder(captured!.orderId);
    expect(paymentFrom(steps).state).to.equal('Settled');
    expect(steps.find(({ operation }) => operation === 'capture')?.batchedAt).to.deep.equal(
      captured?.batchedAt,
    );
    const settled = await Promise.all(
      DAYS.map(async (date) => (await shop.settlement.read(date as CalendarDate, SITE)).run?.movements ?? 0),
    );
    expect(settled.reduce((sum, each) => sum + each, 0)).to.equal(shop.movements.length);
  });

  it('with 1,000 orders and 12 planted differences: 12 cases, no others, and no new one in the second run', async () => {
    const shop = await aShop(1_000);
    const outside = (ref: string, orderId: string): Movement => ({
      ref: ref as GatewayRef,
      orderId: orderId as OrderId,
      direction: 'purchase',
      amount: money(500, USD),
      status: 'settled',
      batchedAt: new Date('2026-03-30T06:00:00Z'),
    });
    shop.movements.push(
      outside('8000000000000000000001', 'o2'),
      outside('8000000000000000000002', 'unheard-of'),
    );
    shop.movements.push({ ...outside('8000000000000000000003', 'o3'), direction: 'refund' });
    remove(shop, 102);
    remove(shop, 512);
    change(shop, 203, { amount: money(999, USD) });
    change(shop, 304, { status: 'rejected', problem: 'Invalid account' });
    const late = shop.movements.find(({ orderId }) => orderId === 'o405');
    if (late) Reflect.deleteProperty(late, 'batchedAt');
    change(shop, 405, { status: 'pending' });
    shop.orders.set('o606', { isPlaced: 'no' });
    shop.orders.set('o707', { isPlaced: 'no' });
    shop.orders.set('o808', { isPlaced: 'yes', total: money(700, USD) });
    // The void of a capture came too late.
    const steps = await shop.journal.ofOrder('o501' as OrderId);
    const capture = steps.find(({ operation }) => operation === 'capture');
    shop.movements.push({
      ...outside(capture?.result && 'ref' in capture.result ? (capture.result.ref ?? '') : '', 'o501'),
      amount: money(1_501, USD),
    });

    await runAll(shop);
    expect([...shop.opened].sort()).to.deep.equal(
      [
        'amount-differs o203',
        'more-than-order o808',
        'not-at-gateway o102',
        'not-at-gateway o512',
        'not-batched o405',
        'not-in-journal o2',
        'not-in-journal o3',
        'not-in-journal unheard-of',
        'order-not-placed o606',
        'order-not-placed o707',
        'rejected-by-acquirer o304',
        'voided-but-batched o501',
      ].sort(),
    );
    await runAll(shop);
    expect(shop.opened).to.have.length(12);
  });

  it('a day that is not over is not compared', async () => {
    const { settlement } = await aShop(1);
    const run = settlement.run('2026-04-03' as CalendarDate, settings);
    expect(await run.catch((error: unknown) => String(error))).to.include('not over yet');
  });
});
