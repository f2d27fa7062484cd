import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { createReadChargeBasis } from '../../../src/payments/attempt/read-charge-basis.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type {
  AuthorizationsOfOrder,
  RecordedTransaction,
} from '../../../src/payments/ports/payment-records.ts';
import { anAuthorization, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, declined, notSent } from '../../builders/result.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const SITE = 'siteUS' as SiteId;
const ORDER = 'o1' as OrderId;
const GROUP = 'pg1' as PaymentGroupId;
const PAYMENT = 'p1' as PaymentKey;
const KEY = 'charge/1' as CommandKey;
const settings: GatewaySettings = { ...anyShops, site: SITE, channel: 'storefront' };
const nameOf = (key: CommandKey, attemptNumber: number) => `${key}#${attemptNumber}` as MerchantTransactionId;
const charge = anAuthorization({
  caller: 'oms',
  key: KEY,
  fingerprint: 'f'.repeat(64),
  orderId: ORDER,
  paymentGroupId: GROUP,
  amount: usd(100),
});

let nth = 0;
function recorded(more: Partial<RecordedTransaction> = {}): RecordedTransaction {
  nth += 1;
  const ref = `7${String(nth).padStart(21, '0')}` as GatewayRef;
  return {
    ref,
    operation: 'authorize',
    submittedAt: new Date('2026-02-01T10:00:00Z'),
    amount: usd(100),
    captureNow: false,
    result: approved(usd(100), ref),
    paymentGroup: { site: SITE, channel: 'storefront', paymentGroupId: GROUP },
    ...more,
  };
}

describe('What a charge is judged from where every instance has a journal of its own', () => {
  let journal: Journal;
  let reads: number;

  beforeEach(() => {
    reads = 0;
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
  });

  const read = (records: readonly RecordedTransaction[] = [], list?: AuthorizationsOfOrder) =>
    createReadChargeBasis({
      journal,
      merchantTransactionIdFor: nameOf,
      records: {
        read: async (ref) => {
          const authorization = records.find((each) => each.ref === ref) ?? expect.fail();
          return { kind: 'found', authorization, followOns: [] };
        },
      },
      orderRecords: {
        authorizationsOf: async () => {
          reads += 1;
          return list ?? { kind: 'found', refs: records.map(({ ref }) => ref) };
        },
      },
      deadlineMs: 1_000,
    })(charge, PAYMENT, settings);
  const own = (result?: PaymentResult): Promise<unknown> =>
    journal.record([
      {
        key: KEY,
        fingerprint: charge.fingerprint,
        attemptNumber: 1,
        payment: PAYMENT,
        operation: 'authorize',
        caller: 'oms',
        site: SITE,
        channel: 'storefront',
        orderId: ORDER,
        paymentGroupId: GROUP,
        amount: usd(100),
        captureNow: false,
        merchantTransactionId: nameOf(KEY, 1),
        claimedAt: new Date('2026-02-01T10:00:00Z'),
        ...(result && { result, completedAt: new Date('2026-02-01T10:00:01Z') }),
      } satisfies PaymentAttempt,
    ]);

  it('is nothing where this journal has the charge itself, and the records are not read then', async () => {
    await own(approved(usd(100)));
    expect(await read()).to.equal(undefined);
    expect(reads).to.equal(0);
  });

  it('is the records again where it was certainly not sent', async () => {
    await own(notSent);
    expect(await read()).to.have.property('kind', 'basis');
  });

  it('are the payments of its group alone, and the next number', async () => {
    const ofGroup = recorded();
    const others = [
      recorded({
        paymentGroup: { site: SITE, channel: 'storefront', paymentGroupId: 'pg2' as PaymentGroupId },
      }),
      recorded({ paymentGroup: { site: 'siteJP' as SiteId, channel: 'storefront', paymentGroupId: GROUP } }),
    ];
    const found = await read([ofGroup, ...others]);
    if (found?.kind !== 'basis') expect.fail(found?.kind);
    expect(found.basis.payments.map((each) => each.map(({ payment }) => payment))).to.deep.equal([[PAYMENT]]);
    const first = await read();
    if (first?.kind !== 'basis') expect.fail(first?.kind);
    expect(first.basis.payments).to.deep.equal([]);
    expect(first.basis.sequence.number).to.equal(1);
  });

  it('is the same charge where the records show it, under any of its attempts’ names', async () => {
    for (const attemptNumber of [1, 2, 50]) {
      const mine = recorded({
        merchantTransactionId: nameOf(KEY, attemptNumber),
        fingerprint: charge.fingerprint.slice(0, 12),
      });
      const found = await read([recorded(), mine]);
      expect(found).to.have.property('kind', 'repeated');
      expect(found).to.have.nested.property('attempt.result.ref', mine.ref);
    }
    expect(await read([recorded({ merchantTransactionId: nameOf(KEY, 51) })])).to.have.property(
      'kind',
      'basis',
    );
  });

  it('contradicts the records where they show it with another body or amount', async () => {
    for (const other of [{ fingerprint: 'e'.repeat(12) }, { amount: usd(101) }]) {
      const shown = recorded({
        merchantTransactionId: nameOf(KEY, 1),
        fingerprint: 'f'.repeat(12),
        ...other,
      });
      const failed = await read([shown]).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(Problem).and.include({ code: 'conflict' });
    }
  });

  it('is the same charge also where it was declined', async () => {
    const mine = recorded({ merchantTransactionId: nameOf(KEY, 1), result: declined() });
    expect(await read([mine])).to.have.property('kind', 'repeated');
  });

  it('cannot be told while the records cannot be read: nothing is sent', async () => {
    const failed = await read([], { kind: 'ambiguous', problem: 'No answer.' }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(Problem).and.include({ code: 'wait-for-result' });
    expect(failed).to.have.property('message').that.includes('No answer. Nothing was sent.');
  });
});
