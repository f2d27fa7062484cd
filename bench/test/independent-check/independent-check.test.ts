import { expect } from 'chai';
import { type HistoryRecord, parseLine, toLine } from '../../history/history-record.ts';
import { checkHistories } from '../../independent-check/check-history.ts';
import { INVARIANTS } from '../../independent-check/invariants.ts';
import { check } from '../../simulation/check/check.ts';
import { readHistory } from '../../simulation/check/read-history.ts';
import { runSeed } from '../../simulation/seed.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { type Attempt, type Entry, type PlantedHistory, toPlantedHistory } from './planted-history.ts';
import { allPlantings, type Planting } from './plantings.ts';

const PLANTED = 100;
const SEEDS = [2, 3, 10, 5];
const ORDERS = 36;
const HOUR = 60 * 60_000;

const plantings = allPlantings();

describe('Both checks of a history', function () {
  this.timeout(120_000);
  const clean: (readonly HistoryRecord[])[] = [];

  before(async () => {
    for (const seed of SEEDS) {
      const { history = [] } = await runSeed({
        seed,
        orders: ORDERS,
        faults: 0.2,
        journal: 'shared',
        keepsHistory: true,
      });
      clean.push(history.map(parseLine));
    }
  });

  const first = async (records: readonly HistoryRecord[]): Promise<readonly string[]> =>
    (await check(readHistory(records))).map(({ kind, what }) => `${kind}: ${what}`);

  const second = (records: readonly HistoryRecord[]): readonly string[] =>
    checkHistories(records.map(toLine)).flatMap(({ violations }) =>
      violations.map(({ invariant }) => invariant),
    );

  function planted(planting: Planting, seed: number): readonly HistoryRecord[] {
    for (let nth = 0; nth < clean.length; nth += 1) {
      const records = clean[(seed + nth) % clean.length] ?? [];
      const broken = planting.plant(toPlantedHistory(records, createRandom(`plant ${seed}`)));
      if (broken !== undefined) return broken;
    }
    throw new Error(`There is nothing to plant “${planting.name}” in.`);
  }

  it('find nothing in clean histories', async () => {
    for (const records of clean) {
      expect(second(records)).to.deep.equal([]);
      expect(await first(records)).to.deep.equal([]);
    }
  });

  it(`find each of ${PLANTED} planted violations`, async () => {
    const missed: string[] = [];
    for (let seed = 1; seed <= PLANTED; seed += 1) {
      const planting = plantings[seed % plantings.length];
      if (planting === undefined) continue;
      const records = planted(planting, seed);
      const found = second(records);
      if (!found.includes(planting.invariant))
        missed.push(`second, ${seed}: ${planting.name}: ${found.join('; ')}`);
      if (planting.isSecondOnly !== true && (await first(records)).length === 0)
        missed.push(`first, ${seed}: ${planting.name}`);
    }
    expect(missed).to.deep.equal([]);
  });

  it('count a charge without the shopper as no order of its checkout, and the payments of two shoppers as two', async () => {
    const { history, charge, own, other } = aChargedOrder();
    const inOneCheckout = (records: readonly HistoryRecord[]): readonly HistoryRecord[] =>
      records.map((record) =>
        record.record === 'order' && (record.orderId === charge.orderId || record.orderId === other.orderId)
          ? { ...record, checkoutId: 'a planted checkout' }
          : record,
      );
    const isOwn = (record: HistoryRecord): boolean =>
      record.record === 'transaction' && own.some(({ id }) => id === record.rootId);
    for (const [records, isTwice] of [
      [inOneCheckout(history.without(isOwn)), false],
      [inOneCheckout(history.records), true],
    ] as const) {
      expect(second(records).includes('one paid order for each checkout')).to.equal(isTwice);
      const found = (await first(records)).filter((each) => each.includes('of the same checkout'));
      expect(found).to.have.length(isTwice ? 1 : 0);
    }
  });

  it('count a hold that took the place of an expired one until it has expired itself', async () => {
    const minutes = 60_000;
    for (const [after, isHeldTwice] of [
      [5 * minutes, true],
      [12 * minutes, false],
    ] as const) {
      const records = heldAgain(after);
      expect(second(records).includes('no more is kept than its callers know of')).to.equal(isHeldTwice);
      const found = (await first(records)).filter((each) => /^over-hold: .* authorized again: \d/.test(each));
      expect(found).to.have.length(isHeldTwice ? 1 : 0);
    }
  });

  it('count a second hold until it was reversed, also where the first one was authorized again later', () => {
    const minutes = 60_000;
    for (const [heldFor, isHeldTwice] of [
      [10 * minutes, false],
      [45 * minutes, true],
      [undefined, true],
    ] as const) {
      const records = heldAgain(12 * minutes, (history, payment, attempt) => {
        const [id, attemptId, at] = [history.newId(), 'a second delivery', payment.at + minutes];
        const held = { ...payment, id, rootId: id, at, merchantTransactionId: attemptId } as const;
        const reversal = { ...held, kind: 'reversal', of: id, id: history.newId() } as const;
        return [
          held,
          { ...attempt, attemptId, key: attemptId, at, gatewayId: id },
          ...(heldFor === undefined
            ? []
            : [{ ...reversal, at: at + heldFor, merchantTransactionId: 'its reversal' } as const]),
        ];
      });
      expect(second(records).includes('one live authorization for each payment group')).to.equal(isHeldTwice);
    }
  });

  it('take a payment for a re-authorization also where another instance took that step for a capture', () => {
    const records = heldAgain(12 * 60_000).map((record) =>
      record.record === 'attempt' && record.operation === 'reauthorize'
        ? { ...record, operation: 'capture' }
        : record,
    );
    expect(second(records)).not.to.include('one live authorization for each payment group');
  });

  /** A payment whose hold lasts minutes, authorized again an hour later, and once more so many milliseconds after that. */
  function heldAgain(
    after: number,
    besideOf: (
      history: PlantedHistory,
      payment: Entry,
      attempt: Attempt,
    ) => readonly HistoryRecord[] = () => [],
  ): readonly HistoryRecord[] {
    for (const records of clean) {
      const history = toPlantedHistory(records, createRandom('held again'));
      const short = new Set(
        history.index.of('order').flatMap(({ orderId, holdMs }) => (holdMs === undefined ? [] : [orderId])),
      );
      const payment = history.pick(
        'transaction',
        (entry) => history.isUntouched(entry) && short.has(entry.orderId ?? ''),
      );
      const attempt = payment && history.attemptOf(payment);
      if (payment === undefined || attempt === undefined) continue;
      const renewals = [HOUR, HOUR + after].flatMap((later, nth): readonly HistoryRecord[] => {
        const id = history.newId();
        const attemptId = `renewal${nth}`;
        const at = payment.at + later;
        return [
          { ...payment, id, rootId: id, at, merchantTransactionId: attemptId },
          { ...attempt, attemptId, key: attemptId, at, operation: 'reauthorize', gatewayId: id },
        ];
      });
      return history.behind(payment, ...besideOf(history, payment, attempt), ...renewals);
    }
    throw new Error('No hold of the histories lasts minutes.');
  }

  /** An order whose own payments and a later charge of its card stand, and a payment of another order. */
  function aChargedOrder(): {
    readonly history: PlantedHistory;
    readonly charge: Entry;
    readonly own: readonly Entry[];
    readonly other: Entry;
  } {
    for (const records of clean) {
      const history = toPlantedHistory(records, createRandom('charged'));
      const { index, pick, left, isUntouched, attemptOf } = history;
      const payments = index.of('transaction').filter(({ kind }) => kind === 'payment');
      const ofShop = new Set(index.of('payment-group').map(({ paymentGroupId }) => paymentGroupId));
      const isOfShop = (entry: Entry): boolean => ofShop.has(attemptOf(entry)?.paymentGroupId ?? '');
      const ownOf = ({ orderId }: Entry): readonly Entry[] =>
        payments.filter((each) => each.orderId === orderId && isOfShop(each));
      const charge = payments.find(
        (each) =>
          attemptOf(each) !== undefined && !isOfShop(each) && left(each) > 0 && ownOf(each).some(isUntouched),
      );
      if (charge === undefined) continue;
      const other = pick('transaction', (each) => isUntouched(each) && each.orderId !== charge.orderId);
      if (other !== undefined) return { history, charge, own: ownOf(charge), other };
    }
    throw new Error('No order of the histories was charged later.');
  }

  it('are tried with every invariant', () => {
    const named = new Set(plantings.map(({ invariant }) => invariant));
    expect(INVARIANTS.map(({ name }) => name).filter((name) => !named.has(name))).to.deep.equal([]);
  });
});
