import { expect } from 'chai';
import type { CommandKey, GatewayRef, PaymentGroupId, SiteId } from '../../../src/domain/ids.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { createRecordPayment } from '../../../src/payments/authorization-reconciliation/record-payment.ts';
import { createUnrecorded } from '../../../src/payments/authorization-reconciliation/unrecorded.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { PaymentRecord } from '../../../src/payments/ports/payment-records.ts';
import { aCapture, anAuthorization, aRefund, usd } from '../../builders/command.ts';
import { createPayments } from '../../builders/payments.ts';
import { aRememberingGateway, type RememberingGateway } from '../../builders/records.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { declined } from '../../builders/result.ts';
import { settings as account } from '../../builders/settings.ts';

const SECOND_MS = 1_000;
const { orderId, site, channel, paymentGroupId } = anAuthorization();
const settings = { ...account, site, channel };

/** What an installation sent with a journal that was lost, and what a later journal makes of the gateway's records. */
describe('A payment that only the gateway’s records know', () => {
  let clock: number;
  let gateway: RememberingGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let original: GatewayRef;
  let readFor: string[];
  const now = (): Date => new Date((clock += SECOND_MS));

  beforeEach(async () => {
    clock = Date.now() - 3_600_000;
    readFor = [];
    gateway = aRememberingGateway(now);
    const lost = aLastingJournal();
    const { result } = await lost.executePayment(anAuthorization(), settings);
    original = gatewayRefOf(result)!;
    await lost.executePayment(aCapture({ original, amount: usd(6_000), key: 'c1' as CommandKey }), settings);
    const taken = gatewayRefOf(gateway.ledger[1]?.result)!;
    await lost.executePayment(
      aRefund({ original: taken, amount: usd(500), key: 'r1' as CommandKey }),
      settings,
    );
    ({ journal, executePayment } = aLastingJournal());
  });

  function aLastingJournal(): { readonly journal: Journal; readonly executePayment: ExecutePayment } {
    const made = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    const payments = createPayments({ gateway, records: gateway, journal: made, isJournalOwn: false, now });
    return { journal: made, executePayment: payments.executePayment };
  }

  const record = createRecordPaymentOf(() => ({ gateway, journal, readFor }));
  const written = async (): Promise<readonly string[]> =>
    (await journal.ofOrder(orderId)).map(
      ({ operation, amount, caller }) => `${operation} ${amount.minor} ${caller}`,
    );

  it('is written as a whole, from its authorization on, under the payment that the authorization opened', async () => {
    expect(await record({ ref: original, orderId }, [settings], false)).to.have.length(3);
    expect(await written()).to.deep.equal([
      'authorize 10000 unknown',
      'capture 6000 unknown',
      'refund 500 unknown',
    ]);
    const attempts = await journal.ofOrder(orderId);
    expect(new Set(attempts.map(({ payment }) => payment))).to.deep.equal(
      new Set([`${site}:${orderId}:${paymentGroupId}`]),
    );
    expect(paymentFrom(attempts)).to.deep.include({
      captured: usd(6_000),
      refunded: usd(500),
      capturable: usd(4_000),
    });
  });

  it('is found from any of its transactions, and written once', async () => {
    for (const { result } of gateway.ledger)
      await record({ ref: gatewayRefOf(result)!, orderId }, [settings], false);
    expect(await written()).to.have.length(3);
    expect(await record({ ref: original, orderId }, [settings], false)).to.deep.equal([]);
  });

  it('is only counted in a dry run', async () => {
    expect(await record({ ref: original, orderId }, [settings], true)).to.have.length(3);
    expect(await written()).to.deep.equal([]);
  });

  it('leaves what the journal knows as it is, and adds the rest', async () => {
    ({ journal, executePayment } = aLastingJournal());
    await record({ ref: original, orderId }, [settings], false);
    const before = await journal.ofOrder(orderId);
    await executePayment(aCapture({ original, amount: usd(1_000), key: 'c2' as CommandKey }), settings);
    expect(await record({ ref: original, orderId }, [settings], false)).to.deep.equal([]);
    expect((await journal.ofOrder(orderId)).slice(0, 3)).to.deep.equal(before);
  });

  it('stays without its authorization where something was sent for it before: its sums begin with the authorization', async () => {
    await executePayment(aCapture({ original, amount: usd(1_000), key: 'c2' as CommandKey }), settings);
    await record({ ref: original, orderId }, [settings], false);
    expect(await written()).to.deep.equal([
      'capture 1000 webhook',
      'capture 6000 unknown',
      'refund 500 unknown',
    ]);
    const refused = await refusal(
      executePayment(aCapture({ original, amount: usd(3_001), key: 'c3' as CommandKey }), settings),
    );
    expect(refused.message).to.contain('30.00 USD is left to capture');
  });

  it('has its authorization where what was sent for it before did nothing', async () => {
    gateway.send = async () => declined();
    await executePayment(aCapture({ original, amount: usd(1_000), key: 'c2' as CommandKey }), settings);
    await record({ ref: original, orderId }, [settings], false);
    expect(await written()).to.include('authorize 10000 unknown');
  });

  it('answers a request that comes again with what it came to, and refuses another body under its key', async () => {
    await record({ ref: original, orderId }, [settings], false);
    const again = aCapture({ original, amount: usd(6_000), key: 'c1' as CommandKey });
    const { result, replayed } = await executePayment(again, settings);
    expect(gatewayRefOf(result)).to.equal(gatewayRefOf(gateway.ledger[1]?.result));
    expect(replayed).to.equal(true);
    await refusal(executePayment({ ...again, fingerprint: 'other', amount: usd(100) }, settings));
    const authorized = await executePayment(anAuthorization(), settings);
    expect(gatewayRefOf(authorized.result)).to.equal(original);
    expect(gateway.ledger).to.have.length(3);
  });

  it('is read with the settings of the site that it was made for', async () => {
    const other = { ...settings, site: 'siteOther' as SiteId };
    await record({ ref: original, orderId }, [other, settings], false);
    expect(readFor).to.deep.equal(['siteOther', site]);
    expect((await journal.ofOrder(orderId))[0]).to.deep.include({ site, channel });
  });

  it('is not written while it cannot be read', async () => {
    gateway.isHidden = () => true;
    const failed = await record({ ref: original, orderId }, [settings], false).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(Error).with.property('message').that.includes(original);
    expect(await written()).to.deep.equal([]);
  });

  describe('noted by a reconciliation', () => {
    const SPAN = { from: new Date(0), to: new Date() };
    let reads: number;
    const noted = (dryRun = false): ReturnType<typeof createUnrecorded> =>
      createUnrecorded({
        followOnSearch: {
          followOns: async () =>
            gateway.ledger
              .slice(1)
              .map(({ result, at }) => ({ ref: gatewayRefOf(result)!, orderId, submittedAt: at })),
        },
        journal,
        recordPayment: (...asked) => {
          reads += 1;
          return record(...asked);
        },
        dryRun,
        onRecorded: () => undefined,
      });
    beforeEach(() => {
      reads = 0;
    });
    const never = (error: unknown): never => {
      throw error as Error;
    };

    it('is read once for all of its transactions, and not again by the next one', async () => {
      const unrecorded = noted();
      await unrecorded.find([settings], SPAN);
      expect(await unrecorded.recordNoted(never)).to.equal(3);
      await unrecorded.find([settings], SPAN);
      expect(await unrecorded.recordNoted(never)).to.equal(0);
      expect(reads).to.equal(1);
    });

    it('is counted once in a dry run', async () => {
      const unrecorded = noted(true);
      await unrecorded.find([settings], SPAN);
      expect(await unrecorded.recordNoted(never)).to.equal(3);
    });

    it('is kept until it can be read, with the time from which the next one has to begin', async () => {
      const unrecorded = noted();
      const errors: unknown[] = [];
      await unrecorded.find([settings], SPAN);
      gateway.isHidden = () => true;
      expect(await unrecorded.recordNoted((error) => errors.push(error))).to.equal(0);
      expect(errors).to.have.length(2);
      expect(unrecorded.eldestOf(() => true)).to.equal(gateway.ledger[1]?.at.getTime());
      gateway.isHidden = () => false;
      expect(await unrecorded.recordNoted(never)).to.equal(3);
      expect(unrecorded.eldestOf(() => true)).to.equal(Infinity);
    });

    it('is given up when it is older than what is looked back at', async () => {
      const unrecorded = noted();
      await unrecorded.find([settings], SPAN);
      unrecorded.forgetBefore(Date.now());
      expect(await unrecorded.recordNoted(never)).to.equal(0);
    });
  });
});

/** As CyberSource's records show an authorization: with the payment group in its comment. */
function createRecordPaymentOf(
  parts: () => {
    readonly gateway: RememberingGateway;
    readonly journal: Journal;
    readonly readFor: string[];
  },
): ReturnType<typeof createRecordPayment> {
  return (...asked) => {
    const { gateway, journal, readFor } = parts();
    return createRecordPayment({
      journal,
      deadlineMs: 1_000,
      records: {
        async read(ref, ofOrder, readWith, deadlineMs): Promise<PaymentRecord> {
          readFor.push(readWith.site);
          const record = await gateway.read(ref, ofOrder, readWith, deadlineMs);
          return record.kind === 'found'
            ? { ...record, authorization: { ...record.authorization, paymentGroup: GROUP } }
            : record;
        },
      },
    })(...asked);
  };
}

const GROUP: Pick<PaymentAttempt, 'site' | 'channel'> & { readonly paymentGroupId: PaymentGroupId } = {
  site,
  channel,
  paymentGroupId,
};
