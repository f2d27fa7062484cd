import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
} from '../../src/domain/ids.ts';
import { type Money, money } from '../../src/domain/money/money.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { AttemptSearch } from '../../src/payments/ports/attempt-search.ts';
import type { ClaimResult } from '../../src/payments/ports/claim.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import { approved, declined, declinedWhileHeld, unknown } from '../builders/result.ts';
import { anAttempt } from './contract.ts';

const MINUTE_MS = 60_000;
const usd = (minor: number): Money => money(minor, 'USD' as never);
const eur = (minor: number): Money => money(minor, 'EUR' as never);
const start = Date.parse('2026-11-21T10:00:00Z');
const minute = (nth: number): Date => new Date(start + nth * MINUTE_MS);
const OF_FIRST = { payment: 'p1' as PaymentKey, orderId: 'o1' as OrderId };

/**
 * What every journal finds for operators.
 *
 * @param create a journal that tells the time as it is told.
 */
export function itIsSearchable(create: (now: () => Date) => Journal | Promise<Journal>): void {
  let journal: Journal;
  beforeEach(async () => {
    journal = await create(() => minute(1_000));
  });
  afterEach(() => journal.close());

  /** The nth of ten payments: USD 1.00, 2.00 and so on, with a card of its own. */
  const payments = (): readonly number[] => Array.from({ length: 10 }, (_, index) => index);
  const pay = async (nth: number, changes: Partial<PaymentAttempt> = {}): Promise<void> => {
    const request = anAttempt({
      key: `k${nth}` as CommandKey,
      payment: `p${nth}` as PaymentKey,
      orderId: `o${nth}` as OrderId,
      amount: usd(100 * (nth + 1)),
      ...(changes.operation === undefined && { lastDigits: `000${nth}` }),
      claimedAt: minute(nth),
      ...changes,
    });
    await journal.claim(
      request,
      () => ({ verdict: 'proceed' }),
      (key) => `m${key}` as MerchantTransactionId,
    );
    await journal.complete(
      { key: request.key, attemptNumber: 1 },
      approved(request.amount, `ref${request.key}` as GatewayRef),
      minute(nth),
    );
  };
  const find = async (search: Partial<AttemptSearch>): Promise<readonly string[]> => {
    const found: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await journal.search({
        key: { by: 'time' },
        limit: 3,
        ...search,
        ...(after !== undefined && { after }),
      });
      found.push(...page.attempts.map(({ key }) => key));
      if (page.next === undefined) return found;
      after = page.next;
    }
    return expect.fail('the pages have no end');
  };

  it('finds attempts by time, newest first, each once on its page', async () => {
    for (const nth of payments()) await pay(nth);
    expect(await find({})).to.deep.equal(
      payments()
        .toReversed()
        .map((nth) => `k${nth}`),
    );
    expect(await find({ from: minute(3), to: minute(6) })).to.deep.equal(['k5', 'k4', 'k3']);
    expect(await find({ from: minute(20) })).to.deep.equal([]);
  });

  it('finds every attempt of one instant, however the pages divide it', async () => {
    for (const nth of payments()) await pay(nth, { claimedAt: minute(1) });
    expect(new Set(await find({ limit: 4 })).size).to.equal(10);
  });

  it('finds an attempt by amount and currency, last digits and merchant transaction id, and operation', async () => {
    for (const nth of payments()) await pay(nth);
    await pay(10, {
      operation: 'capture',
      original: 'refk4' as GatewayRef,
      payment: 'p4' as PaymentKey,
      orderId: 'o4' as OrderId,
      amount: usd(500),
    });
    expect(await find({ key: { by: 'amount', amount: usd(500) } })).to.deep.equal(['k10', 'k4']);
    expect(await find({ key: { by: 'amount', amount: eur(500) } })).to.deep.equal([]);
    expect(await find({ key: { by: 'last-digits', lastDigits: '0007' } })).to.deep.equal(['k7']);
    expect(
      await find({ key: { by: 'merchant-transaction-id', id: 'mk2' as MerchantTransactionId } }),
    ).to.deep.equal(['k2']);
    expect(await find({ key: { by: 'operation', operation: 'capture' } })).to.deep.equal(['k10']);
    expect(await find({ key: { by: 'last-digits', lastDigits: '0007' }, to: minute(7) })).to.deep.equal([]);
  });

  it('refuses a place that no page gave', async () => {
    await pay(1);
    const problem = await journal.search({ key: { by: 'time' }, limit: 3, after: 'nowhere' }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(problem).to.be.instanceOf(Problem).and.to.include({ code: 'malformed-request' });
  });

  it('shows the task that each attempt of an order has left, and when it is due', async () => {
    const orderId = 'o1' as OrderId;
    await pay(1, { operation: 'capture' });
    await pay(2, { orderId });
    const lost = anAttempt({
      key: 'lost' as CommandKey,
      payment: 'p3' as PaymentKey,
      orderId,
      claimedAt: minute(3),
    });
    const held = anAttempt({
      key: 'held' as CommandKey,
      payment: 'p4' as PaymentKey,
      orderId,
      claimedAt: minute(4),
    });
    for (const [request, result] of [
      [lost, unknown],
      [held, declinedWhileHeld()],
    ] as const) {
      await journal.claim(
        request,
        () => ({ verdict: 'proceed' }),
        (key) => `m${key}` as MerchantTransactionId,
      );
      await journal.complete({ key: request.key, attemptNumber: 1 }, result, request.claimedAt);
    }
    const tasks = await journal.tasksOfOrder(orderId);
    expect(tasks.map(({ attempt, task, runAt }) => [attempt.key, task, runAt])).to.deep.equal([
      ['k1', undefined, undefined],
      ['k2', 'confirm-order', minute(12)],
      ['lost', 'resolve-outcome', minute(4)],
      ['held', 'reverse-hold', minute(4)],
    ]);
  });

  it('records what another program did once, as completed, and with the sums of its payment', async () => {
    await pay(1);
    const external: PaymentAttempt = {
      ...anAttempt({
        key: 'recorded/ref9' as CommandKey,
        operation: 'capture',
        payment: 'p1' as PaymentKey,
        orderId: 'o1' as OrderId,
        original: 'refk1' as GatewayRef,
      }),
      attemptNumber: 1,
      merchantTransactionId: 'ref9' as MerchantTransactionId,
      completedAt: minute(5),
      result: approved(usd(100), 'ref9' as GatewayRef),
    };
    expect(await journal.record([external])).to.deep.equal([external]);
    expect(await journal.record([external])).to.deep.equal([]);
    expect((await journal.ofOrder('o1' as OrderId)).map(({ key }) => key)).to.deep.equal([
      'k1',
      'recorded/ref9',
    ]);
    expect(await journal.byGatewayRef('ref9' as GatewayRef)).to.deep.equal(external);
    expect((await journal.tasksOfOrder('o1' as OrderId)).at(-1)).to.deep.equal({ attempt: external });
  });

  it('records what it does not have of a payment, in its order, and nothing that it knows by another name', async () => {
    await pay(1);
    const recorded = (nth: number, changes: Partial<PaymentAttempt> = {}): PaymentAttempt => ({
      ...anAttempt({ key: `recorded/ref${nth}` as CommandKey, operation: 'capture', ...OF_FIRST }),
      attemptNumber: 1,
      merchantTransactionId: `m${nth}` as MerchantTransactionId,
      completedAt: minute(5),
      result: approved(usd(100), `ref${nth}` as GatewayRef),
      ...changes,
    });
    const lost = anAttempt({ key: 'lost' as CommandKey, operation: 'capture', ...OF_FIRST });
    await journal.claim(
      lost,
      () => ({ verdict: 'proceed' }),
      () => 'm7' as MerchantTransactionId,
    );
    const asked = [
      recorded(6),
      // In flight here.
      recorded(7),
      // The authorization of the payment itself.
      recorded(8, { result: approved(usd(100), 'refk1' as GatewayRef) }),
      recorded(9),
    ];
    expect(await journal.record(asked)).to.deep.equal([recorded(6), recorded(9)]);
    expect((await journal.ofOrder('o1' as OrderId)).map(({ key }) => key)).to.deep.equal([
      'k1',
      'lost',
      'recorded/ref6',
      'recorded/ref9',
    ]);
    expect(await journal.record([])).to.deep.equal([]);
  });

  it('answers an attempt that was recorded before with what was recorded, and sends nothing under its name', async () => {
    const authorization: PaymentAttempt = {
      ...anAttempt({ key: 'recorded/ref5' as CommandKey, ...OF_FIRST }),
      attemptNumber: 1,
      merchantTransactionId: 'mk5' as MerchantTransactionId,
      completedAt: minute(5),
      result: approved(usd(100), 'ref5' as GatewayRef),
      recordedFrom: {},
    };
    await journal.record([authorization]);
    const again = (minor: number): Promise<ClaimResult> =>
      journal.claim(
        anAttempt({ key: 'k5' as CommandKey, ...OF_FIRST, amount: usd(minor) }),
        () => ({ verdict: 'proceed' }),
        (key) => `m${key}` as MerchantTransactionId,
      );
    expect(await again(authorization.amount.minor)).to.deep.equal({
      kind: 'completed',
      attempt: authorization,
    });
    expect(await again(authorization.amount.minor + 1)).to.deep.include({ kind: 'mismatch' });
  });

  it('lists what recovery has given up, a cancellation that was refused, for manual review, never as due, until a person has closed it, once', async () => {
    const request = anAttempt({
      key: 'refused' as CommandKey,
      operation: 'void',
      payment: 'p1' as PaymentKey,
    });
    await journal.claim(
      request,
      () => ({ verdict: 'proceed' }),
      (key) => `m${key}` as MerchantTransactionId,
    );
    await journal.complete({ key: request.key, attemptNumber: 1 }, declined(), minute(1));
    expect((await journal.tasksOfOrder(request.orderId)).at(-1)?.task).to.equal('give-back');
    await journal.requireManualReview({ key: request.key, attemptNumber: 1 });
    expect(await journal.leaseTasks(10, 1_000)).to.deep.equal([]);
    const [entry] = await journal.manualReviews(10);
    expect(entry?.key).to.equal('refused');
    expect(await journal.closeManualReview({ key: request.key, attemptNumber: 1 })).to.equal(true);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
    expect(await journal.closeManualReview({ key: request.key, attemptNumber: 1 })).to.equal(false);
  });
}
