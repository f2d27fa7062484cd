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
import { Problem } from '../../../src/domain/problem.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { createFindPayment, type PaymentName } from '../../../src/payments/find-payment.ts';
import { createFindFirstPayment, type FirstPayment } from '../../../src/payments/first-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type {
  AuthorizationsOfOrder,
  PaymentRecord,
  RecordedTransaction,
} from '../../../src/payments/ports/payment-records.ts';
import { usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, aRef, declined, settling, unknown } from '../../builders/result.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const orderId = 'o1' as OrderId;
const SITE = 'siteUS' as SiteId;
const OTHER_SITE = 'siteJP' as SiteId;
const settings: GatewaySettings = { ...anyShops, site: SITE, channel: 'storefront' };
const NOW = new Date('2026-02-01T10:00:00Z');
const [PG1, PG2] = ['pg1', 'pg2'] as [PaymentGroupId, PaymentGroupId];

let nth = 0;
function attempt(result: PaymentResult | undefined, more: Partial<PaymentAttempt> = {}): PaymentAttempt {
  nth += 1;
  return {
    key: `k/${nth}` as CommandKey,
    fingerprint: 'f',
    attemptNumber: 1,
    payment: 'p1' as PaymentKey,
    operation: 'authorize',
    caller: 'webhook',
    site: SITE,
    channel: 'storefront',
    orderId,
    paymentGroupId: PG1,
    amount: usd(100),
    captureNow: false,
    merchantTransactionId: `m${nth}` as MerchantTransactionId,
    claimedAt: NOW,
    ...(result && { result }),
    ...more,
  };
}
const second = { payment: 'p2' as PaymentKey, paymentGroupId: PG2 };

function recorded(result: PaymentResult, group?: PaymentGroupId, site = SITE): RecordedTransaction {
  const ref = ('ref' in result && result.ref) || aRef();
  return {
    ref,
    operation: 'authorize',
    submittedAt: NOW,
    amount: usd(100),
    captureNow: false,
    result,
    ...(group && { paymentGroup: { site, channel: 'storefront', paymentGroupId: group } }),
  };
}

interface Known {
  readonly attempts?: readonly PaymentAttempt[];
  readonly records?: readonly RecordedTransaction[];
  readonly list?: AuthorizationsOfOrder;
}

function find(name: Omit<PaymentName, 'orderId'>, { attempts = [], records = [], list }: Known) {
  return createFindPayment({
    journal: { ofOrder: (of) => Promise.resolve(of === orderId ? attempts : []) },
    records: {
      read: (ref): Promise<PaymentRecord> => {
        const authorization = records.find((each) => each.ref === ref);
        return Promise.resolve(
          authorization ? { kind: 'found', authorization, followOns: [] } : { kind: 'not-found' },
        );
      },
    },
    orderRecords: {
      authorizationsOf: () => Promise.resolve(list ?? { kind: 'found', refs: records.map(({ ref }) => ref) }),
    },
    deadlineMs: 1_000,
  })({ orderId, ...name }, settings);
}
const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'found',
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

describe('The payment of an order', () => {
  const [first, other] = [approved(usd(100)), approved(usd(100))];

  it('is the one that was authorized, of several authorizations of one group the latest', async () => {
    expect(await find({}, { attempts: [attempt(first)] })).to.equal(first.ref);
    expect(await find({}, { attempts: [attempt(first), attempt(other)] })).to.equal(other.ref);
    expect(await find({}, { attempts: [attempt(first), attempt(declined())] })).to.equal(first.ref);
    expect(await find({ paymentGroupId: PG1 }, { attempts: [attempt(first)] })).to.equal(first.ref);
  });

  it('is no follow-on of it', async () => {
    const capture = attempt(settling(usd(1)), { operation: 'capture', original: first.ref });
    expect(await find({}, { attempts: [attempt(first), capture] })).to.equal(first.ref);
    const ofAnother = attempt(settling(usd(1)), { operation: 'capture', payment: 'p3' as PaymentKey });
    expect(await find({}, { attempts: [attempt(first), ofAnother] })).to.equal(first.ref);
  });

  it('has to be named where there are several', async () => {
    const attempts = [attempt(first), attempt(other, second)];
    const failed = await find({}, { attempts }).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Problem).and.include({ code: 'unprocessable' });
    expect(failed).to.have.property('message').that.includes('has 2 payments');
    expect(failed).to.have.deep.property('fields', [{ path: 'body:paymentGroupId', message: 'is missing' }]);
    expect(await find({ paymentGroupId: PG1 }, { attempts })).to.equal(first.ref);
    expect(await find({ paymentGroupId: PG2 }, { attempts })).to.equal(other.ref);
  });

  it('is waited for while it is not known whether it was authorized', async () => {
    for (const open of [unknown, undefined]) {
      expect(await codeOf(find({}, { attempts: [attempt(open)] }))).to.equal('wait-for-result');
      expect(await codeOf(find({}, { attempts: [attempt(first), attempt(open, second)] }))).to.equal(
        'unprocessable',
      );
    }
  });

  it('is none of another site', async () => {
    expect(await codeOf(find({}, { attempts: [attempt(first, { site: OTHER_SITE })] }))).to.equal(
      'not-found',
    );
  });

  it('is looked for in CyberSource’s records where the journal has none', async () => {
    for (const records of [[recorded(first, PG1)], [recorded(first)]])
      expect(await find({}, { records })).to.equal(first.ref);
    expect(await find({ paymentGroupId: PG1 }, { records: [recorded(first, PG1)] })).to.equal(first.ref);
    expect(
      await find({ paymentGroupId: PG1 }, { records: [recorded(first, PG1), recorded(other, PG1)] }),
    ).to.equal(other.ref);
    const both = [recorded(first, PG1), recorded(other, PG2)];
    expect(await find({ paymentGroupId: PG2 }, { records: both })).to.equal(other.ref);
    expect(await codeOf(find({}, { records: both }))).to.equal('unprocessable');
  });

  it('is not found in the records under another group, of another site, or where there are none', async () => {
    expect(await codeOf(find({ paymentGroupId: PG2 }, { records: [recorded(first, PG1)] }))).to.equal(
      'not-found',
    );
    expect(await codeOf(find({ paymentGroupId: PG1 }, { records: [recorded(first)] }))).to.equal('not-found');
    expect(await codeOf(find({}, { records: [recorded(first, PG1, OTHER_SITE)] }))).to.equal('not-found');
    const none = await find({}, {}).catch((error: unknown) => error);
    expect(none).to.have.property('message', 'There is no order o1 with a payment on this site.');
    const named = await find({ paymentGroupId: PG1 }, {}).catch((error: unknown) => error);
    expect(named).to.have.property('message', 'There is no order o1 with a payment group pg1 on this site.');
  });

  it('is a declined one where there is no other: what is asked of it is refused by its state', async () => {
    const no = declined() as PaymentResult & { ref: GatewayRef };
    expect(await find({}, { attempts: [attempt(no)] })).to.equal(no.ref);
    expect(await find({}, { records: [recorded(no, PG1)] })).to.equal(no.ref);
    expect(await find({}, { attempts: [attempt(no)], records: [recorded(no, PG1)] })).to.equal(no.ref);
    expect(await find({}, { attempts: [attempt(no)], records: [recorded(first, PG1)] })).to.equal(first.ref);
    const again = declined() as PaymentResult & { ref: GatewayRef };
    expect(await find({}, { attempts: [attempt(no), attempt(again)] })).to.equal(again.ref);
    expect(await codeOf(find({}, { attempts: [attempt(no), attempt(again, second)] }))).to.equal(
      'unprocessable',
    );
    expect(await codeOf(find({}, { records: [recorded(no), recorded(again)] }))).to.equal('unprocessable');
  });

  it('cannot be told while CyberSource’s records cannot be read', async () => {
    const list = { kind: 'ambiguous', problem: 'CyberSource did not answer.' } as const;
    const failed = await find({}, { list }).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Problem).and.include({ code: 'wait-for-result' });
    expect(failed).to.have.property('message').that.includes('CyberSource did not answer.');
  });
});

describe('The first payment of a stored card', () => {
  let journal: Journal;
  const savedCard = { paymentInstrumentId: 'PI1', customerId: 'C1' };
  const paid = (more: object = {}): PaymentResult & { readonly ref: GatewayRef } => ({
    ...approved(usd(100)),
    ...({ savedCard, gateway: { httpStatus: 201, networkTransactionId: 'N1' } } as object),
    ...more,
  });
  const finder = (record: PaymentRecord = { kind: 'not-found' }) =>
    createFindFirstPayment({
      journal,
      records: { read: () => Promise.resolve(record) },
      now: () => NOW,
      deadlineMs: 1_000,
      searchLagMs: 60_000,
    });
  const byPayment = (ref: GatewayRef, record?: PaymentRecord, of = orderId): Promise<FirstPayment> =>
    finder(record).byPayment(ref, of, settings);
  const found = (authorization: RecordedTransaction): PaymentRecord => ({
    kind: 'found',
    authorization,
    followOns: [],
  });

  beforeEach(() => {
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => NOW });
  });

  it('is that of the journal, with its card and the network’s id', async () => {
    const result = paid();
    await journal.record([attempt(result)]);
    expect(await byPayment(result.ref)).to.deep.equal({
      card: { kind: 'saved-card', ...savedCard },
      networkTransactionId: 'N1',
    });
  });

  it('is that payment, whatever was paid for the order with another card since', async () => {
    const [result, other] = [paid(), paid({ savedCard: { paymentInstrumentId: 'PI2' } })];
    await journal.record([attempt(result), attempt(other, second)]);
    expect((await byPayment(result.ref)).card).to.deep.equal({ kind: 'saved-card', ...savedCard });
    expect((await byPayment(other.ref)).card).to.include({ paymentInstrumentId: 'PI2' });
  });

  it('is none of another site or order', async () => {
    const [elsewhere, here] = [paid(), paid()];
    await journal.record([attempt(elsewhere, { site: OTHER_SITE }), attempt(here, second)]);
    expect(await codeOf(byPayment(elsewhere.ref))).to.equal('not-found');
    expect(await codeOf(byPayment(here.ref, undefined, 'o2' as OrderId))).to.equal('not-found');
    expect(await codeOf(byPayment(here.ref))).to.equal('found');
  });

  it('is that of CyberSource’s records where the journal has none', async () => {
    const result = paid();
    expect(await byPayment(result.ref, found(recorded(result, PG1)))).to.deep.equal({
      card: { kind: 'saved-card', ...savedCard },
      networkTransactionId: 'N1',
    });
    const instrument = { instrumentIdentifierId: 'II1' };
    expect(await byPayment(result.ref, found({ ...recorded(result), instrument }))).to.deep.equal({
      card: { kind: 'saved-card', ...instrument },
      networkTransactionId: 'N1',
    });
    expect(await byPayment(aRef(), found(recorded(declined())))).to.deep.equal({});
    expect(await codeOf(byPayment(result.ref, found(recorded(result, PG1, OTHER_SITE))))).to.equal(
      'not-found',
    );
  });

  it('is waited for while the records cannot be read, or may lag behind an id that is so young', async () => {
    expect(await codeOf(byPayment(aRef(), { kind: 'ambiguous', problem: 'No answer.' }))).to.equal(
      'wait-for-result',
    );
    for (const [ms, code] of [
      [60_000, 'wait-for-result'],
      [-60_000, 'wait-for-result'],
      [60_001, 'not-found'],
      [-60_001, 'not-found'],
    ] as const)
      expect(
        await codeOf(byPayment(aRef(), { kind: 'not-found', issuedAt: new Date(NOW.getTime() - ms) })),
        String(ms),
      ).to.equal(code);
    expect(await codeOf(byPayment(aRef()))).to.equal('not-found');
  });

  it('is found by its card, on the same site only', async () => {
    await journal.record([attempt(paid())]);
    expect(await finder().byCard('PI1', SITE)).to.deep.equal({
      card: { kind: 'saved-card', ...savedCard },
      networkTransactionId: 'N1',
    });
    expect(await finder().byCard('PI1', OTHER_SITE)).to.deep.equal({});
    expect(await finder().byCard('PI2', SITE)).to.deep.equal({});
  });
});
