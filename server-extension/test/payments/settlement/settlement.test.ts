import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { CalendarDate } from '../../../src/domain/time/calendar-day.ts';
import type { TimeWindow } from '../../../src/domain/time/time-window.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { CaseStore } from '../../../src/payments/ports/case-store.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { Movement } from '../../../src/payments/settlement/movement.ts';
import {
  createSettlement,
  datesBefore,
  type Settlement,
  type SettlementDeps,
} from '../../../src/payments/settlement/settlement.ts';
import { usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { settling } from '../../builders/result.ts';

const SITE = 'siteUS' as SiteId;
const OTHER_SITE = 'siteJP' as SiteId;
const DATE = '2026-03-28' as CalendarDate;
const FROM = Date.parse('2026-03-28T00:00:00Z');
const TO = Date.parse('2026-03-29T00:00:00Z');
const DAY_MS = 86_400_000;
const settings = { site: SITE, channel: 'storefront', reportTimeZone: 'UTC' } as GatewaySettings;
const refOf = (nth: number) => `7${String(nth).padStart(21, '0')}` as GatewayRef;

describe('The settlement of a day', () => {
  let time: Date;
  let journal: Journal;
  let cases: CaseStore;
  let movements: Movement[];
  let asked: (TimeWindow & { readonly deadlineMs: number })[];
  let read: OrderId[];
  let opened: string[];
  let settlement: Settlement;

  const withDeps = (changes: Partial<SettlementDeps> = {}): Settlement =>
    createSettlement({
      cases,
      journal,
      movements: {
        requestedWithin: (window, _settings, deadlineMs) => {
          asked.push({ ...window, deadlineMs });
          return Promise.resolve(movements);
        },
      },
      readOrder: (orderId) => {
        read.push(orderId);
        return Promise.resolve({ isPlaced: 'yes' });
      },
      isJournalComplete: true,
      now: () => time,
      onCase: ({ difference, orderId }) => opened.push(`${difference} ${orderId}`),
      ...changes,
    });

  /** A capture that the journal has done. */
  async function captured(nth: number, at: number, more: Partial<PaymentAttempt> = {}): Promise<void> {
    await journal.record([
      {
        key: `k/${nth}` as CommandKey,
        fingerprint: 'f',
        attemptNumber: 1,
        payment: `p${nth}` as PaymentKey,
        operation: 'capture',
        caller: 'oms',
        site: SITE,
        channel: 'storefront',
        orderId: `o${nth}` as OrderId,
        amount: usd(1_000),
        captureNow: false,
        original: refOf(1_000 + nth),
        merchantTransactionId: `m${nth}` as MerchantTransactionId,
        claimedAt: new Date(at),
        completedAt: new Date(at),
        result: settling(usd(1_000), refOf(nth)),
        ...more,
      },
    ]);
  }

  const movement = (nth: number, more: Partial<Movement> = {}): Movement => ({
    ref: refOf(nth),
    orderId: `o${nth}` as OrderId,
    direction: 'purchase',
    amount: usd(1_000),
    status: 'settled',
    batchedAt: new Date(TO + 1),
    ...more,
  });
  const problemOf = (run: Promise<unknown>): Promise<unknown> => run.catch((error: unknown) => error);

  beforeEach(() => {
    time = new Date(TO);
    journal = createMemoryJournal({ capacity: 10_000, recoveryTaskOf, now: () => time });
    cases = createMemoryCases(10_000);
    [movements, asked, read, opened] = [[], [], [], []];
    settlement = withDeps();
  });

  it('is run from the moment on when the day is over, and not before', async () => {
    expect(await settlement.run(DATE, settings)).to.have.property('run');
    time = new Date(TO - 1);
    const early = await problemOf(settlement.run(DATE, settings));
    expect(early).to.be.instanceOf(Problem).and.include({ code: 'unprocessable' });
  });

  it('reads the gateway’s book ten minutes around the day, for a minute at most', async () => {
    await settlement.run(DATE, settings);
    expect(asked).to.deep.equal([
      { from: new Date(FROM - 600_000), to: new Date(TO + 600_000), deadlineMs: 60_000 },
    ]);
  });

  it('keeps what it compared, and replaces that when it is run again', async () => {
    await captured(1, FROM);
    movements = [movement(1)];
    const { run } = await settlement.run(DATE, settings);
    const kept = { date: DATE, ranAt: time.toISOString(), complete: true, movements: 1, settled: 1 };
    expect(run).to.deep.equal(kept);
    time = new Date(TO + 60_000);
    movements = [];
    await withDeps({ isJournalComplete: false }).run(DATE, settings);
    expect((await settlement.read(DATE, SITE)).run).to.deep.equal({
      ...kept,
      ranAt: time.toISOString(),
      complete: false,
      movements: 0,
      settled: 0,
    });
    expect(await settlement.read(DATE, OTHER_SITE)).to.deep.equal({ cases: [] });
    expect(await settlement.read('2026-03-27' as CalendarDate, SITE)).to.deep.equal({ cases: [] });
  });

  it('has each movement on the day of the journal’s clock, where the journal has it', async () => {
    await captured(1, FROM - 1);
    await captured(2, FROM);
    await captured(3, TO - 1);
    await captured(4, TO);
    movements = [1, 2, 3, 4].map((nth) => movement(nth));
    const { run } = await settlement.run(DATE, settings);
    expect(run).to.include({ movements: 2, settled: 2 });
    expect(opened).to.deep.equal([]);
    expect(read).to.deep.equal(['o2', 'o3']);
  });

  it('leaves out what the journal has of another site, and finds by the journal’s order what the gateway names otherwise', async () => {
    await captured(1, FROM, { site: OTHER_SITE });
    await captured(2, FROM);
    movements = [movement(1), movement(2, { orderId: 'cut' as OrderId })];
    const { run } = await settlement.run(DATE, settings);
    expect(run).to.include({ movements: 1, settled: 1 });
    expect(opened).to.deep.equal([]);
  });

  it('marks what has left for the acquirer in the journal', async () => {
    await captured(1, FROM);
    movements = [movement(1)];
    await settlement.run(DATE, settings);
    const [attempt] = await journal.ofOrder('o1' as OrderId);
    expect(attempt?.batchedAt).to.deep.equal(new Date(TO + 1));
  });

  it('claims captures, refunds and sales, and nothing that moves no money', async () => {
    await captured(1, FROM);
    await captured(2, FROM, { operation: 'refund' });
    await captured(3, FROM, { operation: 'authorize', captureNow: true });
    await captured(4, FROM, { operation: 'authorize' });
    await captured(5, FROM, { operation: 'void' });
    await captured(6, FROM, { offline: true });
    await captured(7, FROM, { site: OTHER_SITE });
    await captured(8, FROM - 1);
    await captured(9, TO);
    const { cases: found } = await settlement.run(DATE, settings);
    expect(opened).to.have.members(['not-at-gateway o1', 'not-at-gateway o2', 'not-at-gateway o3']);
    expect(found.map(({ orderId }) => orderId)).to.have.members(['o1', 'o2', 'o3']);
  });

  it('claims nothing where the journal is one of several', async () => {
    await captured(1, FROM);
    await withDeps({ isJournalComplete: false }).run(DATE, settings);
    expect(opened).to.deep.equal([]);
  });

  it('claims all, however many pages of the journal they fill', async () => {
    for (let nth = 1; nth <= 501; nth += 1) await captured(nth, FROM + nth);
    await settlement.run(DATE, settings);
    expect(opened).to.have.length(501);
  });

  it('reads of Commerce Cloud the orders that money was taken for, each once, in whatever number', async () => {
    for (let nth = 1; nth <= 6; nth += 1) await captured(nth, FROM);
    await captured(7, FROM, { operation: 'refund' });
    movements = [
      ...[1, 2, 3, 4, 5, 6].map((nth) => movement(nth)),
      movement(9, { orderId: 'o1' as OrderId }),
      movement(7, { direction: 'refund' }),
    ];
    await withDeps({
      readOrder: (orderId) => {
        read.push(orderId);
        return Promise.resolve({ isPlaced: orderId === 'o6' ? 'no' : 'yes' });
      },
    }).run(DATE, settings);
    expect(read).to.deep.equal(['o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
    expect(opened).to.have.members(['not-in-journal o1', 'order-not-placed o6']);
  });

  for (const [late, kinds] of [
    [2 * DAY_MS, []],
    [2 * DAY_MS + 1, ['not-batched o1']],
  ] as const)
    it(`${kinds.length > 0 ? 'misses' : 'does not miss'} the batch of what is pending ${late} ms after the day`, async () => {
      await captured(1, FROM);
      movements = [movement(1, { status: 'pending' })];
      time = new Date(TO + late);
      await settlement.run(DATE, settings);
      expect(opened).to.deep.equal(kinds);
    });

  it('opens a case with all that is known of it, once', async () => {
    await captured(1, FROM);
    movements = [movement(1, { amount: usd(999), problem: 'Cut' })];
    for (let run = 1; run <= 2; run += 1) {
      const { cases: found } = await settlement.run(DATE, settings);
      expect(found).to.deep.equal([
        {
          id: `amount-differs-${refOf(1)}`,
          site: SITE,
          state: 'open',
          date: DATE,
          difference: 'amount-differs',
          orderId: 'o1',
          transactionId: refOf(1),
          amount: usd(999),
          other: usd(1_000),
          problem: 'Cut',
          cause: 'The acquirer took or gave another amount than was asked for.',
          remedy: 'Ask the acquirer. Refund or capture the difference.',
        },
      ]);
    }
    expect(opened).to.deep.equal(['amount-differs o1']);
  });

  describe('has a case that', () => {
    const id = `not-at-gateway-${refOf(1)}`;
    beforeEach(async () => {
      await captured(1, FROM);
      await settlement.run(DATE, settings);
    });

    it('an operator closes with a reason, and finds again as closed', async () => {
      time = new Date(TO + 5_000);
      const closed = await settlement.close(id, SITE, 'ada', 'Booked by hand.');
      expect(closed).to.deep.include({
        id,
        state: 'closed',
        closed: { by: 'ada', at: time.toISOString(), reason: 'Booked by hand.' },
      });
      expect((await settlement.read(DATE, SITE)).cases).to.deep.equal([closed]);
      expect((await settlement.run(DATE, settings)).cases).to.deep.equal([closed]);
      expect(opened).to.have.length(1);
    });

    it('an operator of all sites closes, and one of another site does not find', async () => {
      const other = await problemOf(settlement.close(id, OTHER_SITE, 'bob', 'Mine.'));
      expect(other).to.be.instanceOf(Problem).and.include({ code: 'not-found' });
      const none = await problemOf(settlement.close('not-at-gateway-1', undefined, 'bob', 'None.'));
      expect(none).to.be.instanceOf(Problem).and.include({ code: 'not-found' });
      expect(await settlement.close(id, undefined, 'ada', 'Booked.')).to.include({ state: 'closed' });
    });

    it('is closed once: the second is told by whom, when and why', async () => {
      await settlement.close(id, SITE, 'ada', 'Booked by hand.');
      const again = await problemOf(settlement.close(id, SITE, 'bob', 'Again.'));
      expect(again)
        .to.be.instanceOf(Problem)
        .and.include({
          code: 'conflict',
          message: `The case was closed by ada at ${time.toISOString()}: Booked by hand.`,
        });
    });

    it('is not closed by one who was slower', async () => {
      const slower = withDeps({ cases: { ...cases, change: () => Promise.resolve(false) } });
      const failed = await problemOf(slower.close(id, SITE, 'bob', 'Mine.'));
      expect(failed).to.be.instanceOf(Problem).and.include({ code: 'conflict' });
      expect((await settlement.read(DATE, SITE)).cases).to.have.nested.property('[0].state', 'open');
    });
  });
});

describe('The dates before a moment', () => {
  it('are those of the merchant’s calendar, the latest first, across a change of the clocks', () => {
    const at = new Date('2026-03-30T00:30:00+02:00');
    expect(datesBefore(at, 'Europe/Berlin', 3)).to.deep.equal(['2026-03-29', '2026-03-28', '2026-03-27']);
    expect(datesBefore(at, 'UTC', 2)).to.deep.equal(['2026-03-28', '2026-03-27']);
    expect(datesBefore(at, 'UTC', 0)).to.deep.equal([]);
  });
});
