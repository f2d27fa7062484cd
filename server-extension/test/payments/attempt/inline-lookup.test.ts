import { expect } from 'chai';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { createResolvePayment } from '../../../src/payments/resolve-payment.ts';
import { createAttemptExecutor } from '../../../src/payments/attempt/attempt-executor.ts';
import { createExecutePayment, type ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import type { UnresolvedAttempt, LookupResult } from '../../../src/payments/ports/gateway.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { createInlineLookup } from '../../../src/payments/attempt/inline-lookup.ts';
import type { GatewayRef, MerchantTransactionId } from '../../../src/domain/ids.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { approved, aRef, declined, declinedWhileHeld, notSent, unknown } from '../../builders/result.ts';
import { recordsOf } from '../../builders/records.ts';
import { settings } from '../../builders/settings.ts';

describe('an authorization whose answer was lost, while the shopper waits', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let looks: { lost: UnresolvedAttempt; known: ReadonlySet<GatewayRef>; deadlineMs: number }[];
  let lookup: LookupResult;
  let troubles: string[];

  beforeEach(() => {
    gateway = anObedientGateway();
    gateway.answer = async () => unknown;
    looks = [];
    troubles = [];
    lookup = { kind: 'not-found' };
    gateway.lookUp = async (lost, known, _settings, deadlineMs) => {
      looks.push({ lost, known, deadlineMs });
      return lookup;
    };
    const now = (): Date => new Date();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    const name: MerchantTransactionIdFor = (key, nth) => `${key}${nth}` as MerchantTransactionId;
    const attempt = createAttemptExecutor({
      gateway,
      journal,
      merchantTransactionIdFor: name,
      methodRules: () => undefined,
      now,
      deadlineMs: 50,
      lostAfterMs: 60_000,
      inlineLookup: createInlineLookup({ gateway, journal, deadlineMs: 4_000 }),
      onError: (event) => troubles.push(event),
    });
    const resolvePayment = createResolvePayment({
      journal,
      records: recordsOf(() => ({ amount: usd(10_000) })),
      isJournalOwn: true,
      now,
      deadlineMs: 50,
      searchLagMs: 0,
    });
    executePayment = createExecutePayment({
      executor: attempt,
      journal,
      resolvePayment,
      merchantTransactionIdFor: name,
      methodRules: () => undefined,
      now,
      deadlineMs: 50,
      searchLagMs: 0,
      onResidualHold: () => undefined,
    });
  });

  const outcome = async (): Promise<PaymentResult> =>
    (await executePayment(anAuthorization(), settings)).result;

  it('is answered with what the search shows', async () => {
    for (const result of [approved(usd(10_000)), declined(), declinedWhileHeld()]) {
      lookup = { kind: 'found', result };
      const command = anAuthorization({ orderId: aRef() as never });
      expect((await executePayment(command, settings)).result).to.deep.equal(result);
      expect((await journal.find(command.key))?.result).to.deep.equal(result);
    }
  });

  it('stays unknown when they do not show it, or not clearly', async () => {
    expect(await outcome()).to.deep.equal(unknown);
    lookup = { kind: 'ambiguous', problem: 'the records could not be read' };
    gateway.answer = async () => unknown;
    expect(
      (await executePayment(anAuthorization({ orderId: 'o2' as never }), settings)).result,
    ).to.deep.equal(unknown);
    expect(looks).to.have.length(2);
  });

  it('is looked for once, within the time for it, among what is not known yet', async () => {
    const ref = aRef();
    gateway.answer = async () => approved(usd(5_000), ref);
    await executePayment(anAuthorization({ paymentGroupId: 'pg1' as never, amount: usd(5_000) }), settings);
    const duplicate: PaymentResult = { outcome: 'unknown', problem: 'a duplicate', duplicate: true };
    gateway.answer = async () => duplicate;
    await outcome();
    expect(looks).to.have.length(1);
    expect(looks[0]).to.deep.include({ known: new Set([ref]), deadlineMs: 4_000 });
    expect(looks[0]?.lost).to.have.property('result', duplicate);
  });

  it('is not looked for when it is known what became of it', async () => {
    for (const result of [approved(usd(10_000)), declined(), notSent]) {
      gateway.answer = async () => result;
      await executePayment(anAuthorization({ orderId: aRef() as never }), settings);
    }
    expect(looks).to.deep.equal([]);
  });

  it('but a capture is not: its caller is asked to retry', async () => {
    const { result } = await executePayment(aCapture({ original: aRef() }), settings);
    expect(result).to.deep.equal(unknown);
    expect(looks).to.deep.equal([]);
  });

  it('stays unknown, and is logged, when the look-up itself fails', async () => {
    gateway.lookUp = () => Promise.reject(new Error('a defect'));
    expect(await outcome()).to.deep.equal(unknown);
    expect(troubles).to.deep.equal(['attempt.lookup-failed']);
  });
});
