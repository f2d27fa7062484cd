import { expect } from 'chai';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { suggestedAction } from '../../../src/payments/manual-review/suggested-action.ts';
import { createRetryVoidOrRefund } from '../../../src/payments/recovery/retry-void-or-refund.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { createRecovery } from '../../../src/payments/recovery/recovery.ts';
import { withRetriedRefunds } from '../../../src/payments/recovery/retried-refund.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { alreadyReversed, declined } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const MINUTE_MS = 60_000;
const refusal: PaymentResult = { outcome: 'refused', problem: 'no', refusalReason: 'other' };

describe('A cancellation or refund of OCC’s that was refused', () => {
  let time: Date;
  let journal: Journal;
  let gateway: ObedientGateway;
  let executePayment: ExecutePayment;
  let answer: PaymentResult | undefined;
  let recover: () => Promise<void>;
  let ref: string;
  const now = (): Date => time;

  beforeEach(async () => {
    time = new Date('2026-11-01T10:00:00Z');
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    answer = undefined;
    gateway = anObedientGateway();
    gateway.answer = async (command) =>
      command.type === 'void' || command.type === 'refund' ? (answer ?? yes(command)) : yes(command);
    const payments = createPayments({ journal, gateway, isJournalOwn: false, now });
    executePayment = withRetriedRefunds(payments.executePayment, {
      journal,
      cases: createMemoryCases(100),
    });
    recover = recovery(false);
    ref = gatewayRefOf((await executePayment(anAuthorization(), settings)).result) ?? expect.fail();
  });

  function recovery(isJournalOwn: boolean): () => Promise<void> {
    return createRecovery({
      journal,
      resolveOutcome: async () => expect.fail(),
      confirmOrder: async () => ({ done: true }),
      retryVoidOrRefund: createRetryVoidOrRefund({
        journal,
        executePayment,
        isJournalOwn,
        timings: RECOVERY_TIMINGS,
        now,
      }),
      holdReversals: createPayments({ journal, gateway, now }).holdReversals,
      settingsFor: async () => settings,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: MINUTE_MS,
      traceTask: (_taken, work) => work(),
      onTaskEnded: () => undefined,
      onError: (_event, error) => expect.fail(String(error)),
    });
  }

  const live = async (minutes: number): Promise<void> => {
    for (let left = minutes; left > 0; left -= 1) {
      time = new Date(time.getTime() + MINUTE_MS);
      await recover();
    }
  };
  const returns = async (): Promise<readonly PaymentAttempt[]> =>
    (await journal.ofOrder(anAuthorization().orderId)).filter(
      ({ operation }) => operation === 'void' || operation === 'refund',
    );
  const cancel = (key = 'cancelled') =>
    executePayment(aVoid({ original: ref as never, key: key as never }), settings);
  const refund = (key: string, minor = 20) =>
    executePayment(
      aRefund({ original: captureRef as never, key: key as never, amount: usd(minor) }),
      settings,
    );
  let captureRef: string;
  const captured = async (): Promise<void> => {
    const { result } = await executePayment(aCapture({ original: ref as never, amount: usd(100) }), settings);
    captureRef = gatewayRefOf(result) ?? expect.fail();
  };

  it('is asked for again a minute later, and is over when CyberSource carries it out', async () => {
    answer = refusal;
    await cancel();
    answer = undefined;
    await live(10);
    const [refused, again, ...others] = await returns();
    expect(refused?.result?.outcome).to.equal('refused');
    expect([again?.caller, again?.operation, again?.result?.outcome]).to.deep.equal([
      'reconciler',
      'void',
      'approved',
    ]);
    expect(again?.payment).to.equal(refused?.payment);
    expect(others).to.deep.equal([]);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  it('that was to be taken from several captures waits for a person, who is told the whole amount', async () => {
    for (const minor of [60, 40])
      await executePayment(aCapture({ original: ref as never, amount: usd(minor) }), settings);
    answer = refusal;
    await executePayment(
      aRefund({ original: ref as never, key: 'returned' as never, amount: usd(100) }),
      settings,
    );
    answer = undefined;
    await live(2 * 24 * 60);
    const [refused, ...others] = await returns();
    expect([refused?.amount, refused?.requested, others]).to.deep.equal([usd(60), usd(100), []]);
    const [entry] = await journal.manualReviews(10);
    expect(suggestedAction(entry ?? expect.fail())).to.include('refund 1.00 USD in all');
  });

  it('whose last part alone was refused is asked for again as that part', async () => {
    for (const minor of [60, 40])
      await executePayment(aCapture({ original: ref as never, amount: usd(minor) }), settings);
    let refunds = 0;
    gateway.answer = async (command) =>
      command.type === 'refund' && (refunds += 1) === 2 ? refusal : yes(command);
    await executePayment(
      aRefund({ original: ref as never, key: 'returned' as never, amount: usd(100) }),
      settings,
    );
    await live(10);
    const made = (await returns()).map(({ amount, result }) => [amount.minor, result?.outcome]);
    expect(made).to.deep.equal([
      [60, 'pending'],
      [40, 'refused'],
      [40, 'pending'],
    ]);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  it('waits for a person after the known schedule, each try under a key of its own', async () => {
    answer = declined();
    await cancel();
    await live(2 * 24 * 60);
    const tries = await returns();
    expect(tries).to.have.length(9);
    expect(new Set(tries.map(({ key }) => key)).size).to.equal(9);
    const [entry, ...others] = await journal.manualReviews(10);
    expect([entry?.key, others]).to.deep.equal(['cancelled', []]);
  });

  it('is not asked for again when another refund has returned the money since', async () => {
    answer = refusal;
    await cancel();
    answer = undefined;
    await cancel('cancelled by the order management');
    const before = (await returns()).length;
    await live(60);
    expect(await returns()).to.have.length(before);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  it('is over when CyberSource says that nothing is held any more', async () => {
    answer = refusal;
    await cancel();
    answer = alreadyReversed;
    await live(60);
    expect(await returns()).to.have.length(2);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  it('is refunded once, also when OCC asks for the refund again after recovery has made it', async () => {
    await captured();
    answer = refusal;
    await refund('first');
    answer = undefined;
    await live(5);
    const made = (await returns()).at(-1);
    expect([made?.caller, made?.operation, made?.amount.minor]).to.deep.equal(['reconciler', 'refund', 20]);
    for (const key of ['again', 'again']) {
      const repeated = await refund(key);
      expect(gatewayRefOf(repeated.result)).to.equal(gatewayRefOf(made?.result));
    }
    expect(await returns()).to.have.length(2);
    await refund('another return of the same amount');
    await refund('another amount', 30);
    expect(await returns()).to.have.length(4);
  });

  it('is the answer to no other caller’s refund, and to no cancellation', async () => {
    await captured();
    answer = refusal;
    await refund('first');
    answer = undefined;
    await live(5);
    const before = (await returns()).length;
    const same = { original: captureRef as never, amount: usd(20) };
    const others = [aRefund({ ...same, caller: 'oms' }), aVoid({ original: ref as never, amount: usd(20) })];
    for (const other of others)
      expect((await executePayment(other, settings)).replayed, other.type).to.equal(false);
    expect(await returns()).to.have.length(before + others.length);
    expect((await refund('again')).replayed).to.equal(true);
  });

  it('is refunded beside another return that was refused, each with its own amount', async () => {
    await captured();
    answer = refusal;
    await refund('first');
    await refund('second', 15);
    answer = undefined;
    await live(60);
    expect((await returns()).slice(2).map(({ key, amount }) => [key, amount.minor])).to.deep.equal([
      ['return/first', 20],
      ['return/second', 15],
    ]);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  it('is refunded once where another one of the amount was refused: whether that was the same return, a person decides', async () => {
    await captured();
    answer = refusal;
    await refund('first');
    await live(1);
    await refund('second');
    await live(2);
    answer = undefined;
    await live(60);
    const made = (await returns()).filter(({ result }) => result?.outcome !== 'refused');
    expect(made.map(({ key }) => key.replace(/^return\d*/, ''))).to.deep.equal(['/first']);
    expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal(['second']);
  });

  it('waits for a person when another amount was refunded since: that may include it', async () => {
    await captured();
    answer = refusal;
    await refund('first');
    answer = undefined;
    await refund('more', 30);
    await live(2 * 24 * 60);
    expect(await returns()).to.have.length(2);
    expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal(['first']);
  });

  it('is not refunded by an instance that does not know what the others were asked for: a person is', async () => {
    await captured();
    recover = recovery(true);
    answer = refusal;
    await refund('first');
    answer = undefined;
    await live(5);
    expect(await returns()).to.have.length(1);
    expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal(['first']);
  });
});
