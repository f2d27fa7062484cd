import { expect } from 'chai';
import type { GatewayRef, OrderId, SiteId } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import {
  createReadOrderPayments,
  type OrderPayments,
  type ReadOrderPaymentsDeps,
} from '../../../src/payments/overview/read-order.ts';
import { createOverviewOf } from '../../../src/payments/overview/overview-of.ts';
import { methodRulesIn } from '../../../src/payments/ports/method-rules.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { PaymentRecord, RecordedTransaction } from '../../../src/payments/ports/payment-records.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { approved, aRef, settling } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const orderId = 'o10001' as OrderId;
const site = 'siteUS' as SiteId;

describe('The payments of an order', () => {
  let journal: Journal;
  let gateway: ObedientGateway;
  let payments: ReturnType<typeof createPayments>;
  let noticed: PaymentAttempt[];
  let original: GatewayRef;
  /** What CyberSource's records show after the authorization. */
  let followOns: RecordedTransaction[];
  let record: PaymentRecord | undefined;

  const external = (operation: 'capture' | 'void', minor: number): RecordedTransaction => ({
    ref: aRef(),
    operation,
    submittedAt: new Date(),
    amount: usd(minor),
    captureNow: false,
    original,
    ...(operation === 'void' && { isVoidOfCapture: false }),
    result: operation === 'void' ? approved(usd(minor)) : settling(usd(minor)),
  });
  const withRefs = (transaction: RecordedTransaction): RecordedTransaction => ({
    ...transaction,
    result: { ...transaction.result, ref: transaction.ref } as RecordedTransaction['result'],
  });

  function read(changes: Partial<ReadOrderPaymentsDeps> = {}): Promise<OrderPayments> {
    return createReadOrderPayments({
      journal,
      records: {
        read: async (): Promise<PaymentRecord> =>
          record ?? {
            kind: 'found',
            authorization: {
              ref: original,
              operation: 'authorize',
              submittedAt: new Date(0),
              amount: usd(10_000),
              captureNow: false,
              result: approved(usd(10_000), original),
            },
            followOns: followOns.map(withRefs),
          },
      },
      orderRecords: { authorizationsOf: async () => ({ kind: 'found', refs: [original] }) },
      settingsFor: async () => settings,
      sites: async () => [site],
      overviewOf: createOverviewOf(
        methodRulesIn(paymentMethods),
        async () => settings,
        () => new Date(),
      ),
      isJournalOwn: false,
      deadlineMs: 1_000,
      onChangedElsewhere: (attempt) => noticed.push(attempt),
      ...changes,
    })(orderId, undefined);
  }

  beforeEach(async () => {
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    gateway = anObedientGateway();
    payments = createPayments({ journal, gateway, isJournalOwn: false });
    noticed = [];
    followOns = [];
    record = undefined;
    const { result } = await payments.executePayment(anAuthorization(), settings);
    original = gatewayRefOf(result) ?? expect.fail();
  });

  it('are those of the journal where CyberSource shows nothing else', async () => {
    const { payments: found, missing } = await read();
    expect(missing).to.deep.equal([]);
    expect(found).to.have.length(1);
    expect(found[0]).to.deep.include({ state: 'Authorized', isPending: false, site, orderId });
    expect(found[0]?.sums.available).to.deep.equal(usd(10_000));
    expect(noticed).to.deep.equal([]);
  });

  it('include what another program captured, once, as external, and a capture that contradicts it is refused', async () => {
    followOns = [external('capture', 8_000)];
    for (let reading = 1; reading <= 2; reading += 1) {
      const [found] = (await read()).payments;
      expect(found?.attempts.map(({ operation, caller }) => [operation, caller])).to.deep.equal([
        ['authorize', 'webhook'],
        ['capture', 'external'],
      ]);
      expect(found?.sums).to.deep.include({ captured: usd(8_000), available: usd(2_000) });
    }
    expect(noticed).to.have.length(1);
    const problem = await payments.executePayment(aCapture({ original, amount: usd(5_000) }), settings).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(problem).to.be.instanceOf(Problem).and.to.include({ code: 'conflict' });
    expect(gateway.sent).to.have.length(1);
  });

  it('show a reversal that was made elsewhere, and nothing can be captured any more', async () => {
    followOns = [external('void', 10_000)];
    const [found] = (await read()).payments;
    expect(found).to.deep.include({ state: 'AuthorizationVoided', allowed: [] });
    const problem = await payments.executePayment(aCapture({ original }), settings).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(problem).to.include({ code: 'conflict' });
  });

  it('do not take our own step for another program’s', async () => {
    const { result, attempt } = await payments.executePayment(
      aCapture({ original, amount: usd(100) }),
      settings,
    );
    const ref = gatewayRefOf(result) ?? expect.fail();
    followOns = [{ ...external('capture', 100), ref, merchantTransactionId: attempt.merchantTransactionId }];
    const [found] = (await read()).payments;
    expect(found?.attempts).to.have.length(2);
    expect(found?.sums.captured).to.deep.equal(usd(100));
    expect(noticed).to.deep.equal([]);
  });

  it('say what is missing while CyberSource’s records cannot be read', async () => {
    record = { kind: 'ambiguous', problem: 'CyberSource did not answer (timeout)' };
    const { payments: found, missing } = await read();
    expect(found[0]?.state).to.equal('Authorized');
    expect(missing.join()).to.include(original).and.to.include('did not answer');
  });

  it('come from CyberSource’s records where the journal is this process’s own and has none of them, and are incomplete', async () => {
    followOns = [external('capture', 8_000)];
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    const { payments: found, missing } = await read({ isJournalOwn: true });
    expect(found).to.have.length(1);
    expect(found[0]).to.deep.include({ state: 'PartiallyCaptured' });
    expect(found[0]?.sums).to.deep.include({
      authorized: usd(10_000),
      captured: usd(8_000),
      available: usd(2_000),
    });
    expect(missing.join()).to.include('no database');
    expect(await journal.ofOrder(orderId)).to.deep.equal([]);
  });

  it('are looked for with the account of the site that is asked for, else with each account once', async () => {
    const asked: string[] = [];
    const accountOf = (of: SiteId) => ({
      ...settings,
      account: { ...settings.account, merchantId: of === 'siteJP' ? 'japan' : 'testrest' },
    });
    const look = (of?: SiteId) =>
      createReadOrderPayments({
        journal: createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() }),
        records: { read: async () => ({ kind: 'not-found' }) },
        orderRecords: {
          authorizationsOf: async (_order, { account }) => {
            asked.push(account.merchantId);
            return { kind: 'found', refs: [] };
          },
        },
        settingsFor: async (each) => {
          if (each === ('siteXX' as SiteId)) throw new Problem('not-configured', 'No settings.');
          return accountOf(each);
        },
        sites: async () => ['siteXX', 'siteUS', 'siteJP', 'siteCA'] as SiteId[],
        overviewOf: () => expect.fail(),
        isJournalOwn: true,
        deadlineMs: 1_000,
        onChangedElsewhere: () => expect.fail(),
      })(orderId, of);
    expect((await look('siteJP' as SiteId)).payments).to.deep.equal([]);
    expect(asked).to.deep.equal(['japan']);
    asked.length = 0;
    await look();
    expect(asked).to.deep.equal(['testrest', 'japan']);
  });

  it('say so where CyberSource cannot be asked which payments there are', async () => {
    const orderRecords = {
      authorizationsOf: async () => ({ kind: 'ambiguous', problem: 'no answer' }) as const,
    };
    expect((await read({ isJournalOwn: true, orderRecords })).missing).to.include('no answer');
  });
});
