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
import { paymentMethods } from '../../../src/methods/methods.ts';
import { type PaymentOverview, toOverview } from '../../../src/payments/overview/payment-overview.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { AttemptWithTask } from '../../../src/payments/ports/recovery-task.ts';
import { methodRulesIn } from '../../../src/payments/ports/method-rules.ts';
import { type ReviewCase, toReviewCase } from '../../../src/payments/review/review-case.ts';
import { isAtStake, type OrderRecord, toOrderRecord } from '../../../src/payments/write-back/order-record.ts';
import { compensationOf } from '../../../src/payments/write-back/compensation.ts';
import { usd } from '../../builders/command.ts';
import { approved, aRef, declined, settling, unknown } from '../../builders/result.ts';

const ORDER = { orderId: 'o1' as OrderId, site: 'siteUS' as SiteId };
const AT = new Date('2026-11-01T10:00:00Z');
const methodRules = methodRulesIn(paymentMethods);

function attempt(
  operation: PaymentAttempt['operation'],
  minor: number,
  result: PaymentAttempt['result'],
  more: Partial<PaymentAttempt> = {},
): PaymentAttempt {
  return {
    ...ORDER,
    key: `k/${operation}/${minor}` as CommandKey,
    fingerprint: 'f',
    attemptNumber: 1,
    payment: 'p1' as PaymentKey,
    operation,
    caller: 'oms',
    channel: 'storefront',
    amount: usd(minor),
    captureNow: false,
    merchantTransactionId: `m-${operation}-${minor}` as MerchantTransactionId,
    claimedAt: AT,
    ...(result && { result }),
    ...more,
  };
}

const refused = (refusalReason: 'already-settled' | 'other' = 'other'): PaymentAttempt['result'] => ({
  outcome: 'refused',
  problem: 'no',
  refusalReason,
});
const overview = (attempts: readonly PaymentAttempt[], task?: AttemptWithTask['task']): PaymentOverview =>
  toOverview(
    attempts.map((each) => ({ attempt: each, ...(task && { task }) })),
    { methodRules },
  );

const AUTHORIZATION = aRef();
const authorization = attempt('authorize', 1_000, approved(usd(1_000), AUTHORIZATION), {
  caller: 'webhook',
  paymentGroupId: 'pg1' as PaymentGroupId,
});
const failed = attempt('authorize', 500, declined(), {
  caller: 'webhook',
  payment: 'p2' as PaymentKey,
  paymentGroupId: 'pg2' as PaymentGroupId,
});

/** @param decision undefined while the review is open */
function review(
  decision?: 'ACCEPT' | 'REJECT',
  ref: GatewayRef = AUTHORIZATION,
  state: 'open' | 'closed' = 'open',
): ReviewCase {
  return toReviewCase({
    kind: 'review',
    id: ref,
    site: ORDER.site,
    state,
    openedAt: AT,
    version: 1,
    content: {
      orderId: ORDER.orderId,
      channel: 'storefront',
      amount: { minor: 1_000, currency: 'USD' },
      authorizedAt: AT.toISOString(),
      deadline: AT.toISOString(),
      ...(decision && {
        decided: { decision, by: 'ada', source: 'operator', at: AT.toISOString(), comment: 'known' },
      }),
    },
  });
}

const recorded = (
  payments: readonly PaymentOverview[],
  reviews: readonly ReviewCase[] = [],
  isHeld = false,
): OrderRecord => toOrderRecord(ORDER, payments, reviews, isHeld);

describe('What OCC’s order shows of a payment', () => {
  it('is its state and sums, and nothing that has not happened', () => {
    const payment = overview([authorization]);
    expect(recorded([payment])).to.deep.equal({
      ...ORDER,
      payments: [
        {
          paymentGroupId: 'pg1',
          state: 'Authorized',
          isPending: false,
          sums: payment.sums,
          captures: [],
          refunds: [],
          marks: [],
        },
      ],
    });
  });

  it('are captures and refunds by their ids and amounts; those that OCC asked for itself it knows', () => {
    const capture = attempt('capture', 600, settling(usd(600)), { original: AUTHORIZATION });
    const captureRef = 'ref' in capture.result! ? capture.result.ref : expect.fail();
    const refund = attempt('refund', 100, settling(usd(100)), { original: captureRef });
    const byOcc = attempt('refund', 50, settling(usd(50)), { original: captureRef, caller: 'webhook' });
    const captureByOcc = attempt('capture', 10, settling(usd(10)), { caller: 'webhook' });
    const [payment] = recorded([overview([authorization, capture, refund, byOcc, captureByOcc])]).payments;
    const shown = ({ result, amount, merchantTransactionId, caller }: PaymentAttempt) => ({
      ref: result && 'ref' in result ? result.ref : undefined,
      merchantTransactionId,
      amount,
      caller,
      at: AT,
    });
    expect(payment?.captures).to.deep.equal([shown(capture), shown(captureByOcc)]);
    expect(payment?.refunds).to.deep.equal([shown(refund)]);
  });

  it('is no capture that was declined, lost or voided, and no sale', () => {
    const voided = attempt('capture', 300, settling(usd(300)), { original: AUTHORIZATION });
    const ref = voided.result && 'ref' in voided.result ? voided.result.ref : expect.fail();
    const sale = attempt('authorize', 1_000, approved(usd(1_000)), { captureNow: true });
    const [payment] = recorded([
      overview([
        sale,
        authorization,
        attempt('capture', 100, declined(), { original: AUTHORIZATION }),
        attempt('capture', 200, unknown, { original: AUTHORIZATION }),
        voided,
        attempt('void', 300, approved(usd(300)), { original: ref }),
      ]),
    ]).payments;
    expect(payment?.captures).to.deep.equal([]);
    const again = attempt('void', 300, declined(), { original: ref });
    expect(recorded([overview([authorization, voided, again])]).payments[0]?.captures).to.have.length(1);
  });

  it('is the review of it, with who decided what, when and why', () => {
    const payment = overview([authorization]);
    expect(recorded([payment], [review()]).payments[0]).to.deep.include({
      review: {},
      marks: ['review-pending'],
    });
    const over = recorded([payment], [review(undefined, AUTHORIZATION, 'closed')]).payments[0];
    expect(over).to.include.keys('marks').and.not.to.have.property('review');
    expect(over?.marks).to.deep.equal([]);
    const decided = { by: 'ada', at: AT.toISOString(), comment: 'known' };
    expect(recorded([payment], [review('ACCEPT')]).payments[0]).to.deep.include({
      review: { decision: 'ACCEPT', ...decided },
      marks: [],
    });
    expect(recorded([payment], [review('REJECT')]).payments[0]).to.deep.include({
      review: { decision: 'REJECT', ...decided },
      marks: ['review-rejected'],
    });
    expect(recorded([payment], [review('REJECT', aRef())]).payments[0]).not.to.have.property('review');
  });

  it('is no mark of a rejection once nothing is held or captured any more', () => {
    const released = attempt('void', 1_000, approved(usd(1_000)), { original: AUTHORIZATION });
    expect(
      recorded([overview([authorization, released])], [review('REJECT')]).payments[0]?.marks,
    ).to.deep.equal([]);
  });

  it('are cancellations and refunds of OCC’s that were refused, and what waits for a person', () => {
    const byOcc = { caller: 'webhook', original: AUTHORIZATION } as const;
    const marksOf = (...steps: readonly PaymentAttempt[]) =>
      recorded([overview([authorization, ...steps])]).payments[0]?.marks;
    expect(marksOf(attempt('void', 1_000, refused(), byOcc))).to.deep.equal(['void-failed']);
    expect(marksOf(attempt('refund', 1_000, refused(), byOcc))).to.deep.equal(['refund-failed']);
    expect(
      marksOf(attempt('refund', 10, refused(), byOcc), attempt('void', 1_000, refused(), byOcc)),
    ).to.deep.equal(['void-failed', 'refund-failed']);
    expect(recorded([overview([authorization], 'manual-review')]).payments[0]?.marks).to.deep.equal([
      'manual-review',
    ]);
  });

  it('are marks in one order, whatever came first', () => {
    const byOcc = { caller: 'webhook', original: AUTHORIZATION } as const;
    const payment = overview(
      [authorization, attempt('refund', 10, refused(), byOcc), attempt('void', 1_000, refused(), byOcc)],
      'manual-review',
    );
    expect(recorded([payment], [review()]).payments[0]?.marks).to.deep.equal([
      'review-pending',
      'void-failed',
      'refund-failed',
      'manual-review',
    ]);
  });
});

describe('An order that is kept pending for a reviewer', () => {
  const held = overview([authorization]);
  const released = overview([
    authorization,
    attempt('void', 1_000, approved(usd(1_000)), { original: AUTHORIZATION }),
  ]);
  const holdOf = (payment: PaymentOverview, ...reviews: readonly ReviewCase[]) =>
    recorded([payment], reviews, true).hold;

  it('is held until every review is decided, released when all are accepted', () => {
    const other = aRef();
    expect(holdOf(held, review())).to.equal('held');
    expect(holdOf(held, review('ACCEPT'), review(undefined, other))).to.equal('held');
    expect(holdOf(held, review('ACCEPT'))).to.equal('released');
    expect(holdOf(held, review('ACCEPT'), review('ACCEPT', other))).to.equal('released');
    expect(holdOf(held, review('ACCEPT', other, 'closed'))).to.equal('released');
  });

  it('is left as it is where a review was closed without a decision', () => {
    const over = review(undefined, aRef(), 'closed');
    expect(holdOf(released, over)).to.equal(undefined);
    expect(holdOf(held, over, review('ACCEPT'))).to.equal(undefined);
    expect(holdOf(held, over, review())).to.equal('held');
  });

  it('is cancelled after a rejection, once nothing is held or captured any more', () => {
    expect(holdOf(held, review('REJECT'))).to.equal('held');
    expect(holdOf(released, review('REJECT'))).to.equal('cancelled');
    expect(holdOf(released, review('ACCEPT'), review('REJECT', aRef()))).to.equal('cancelled');
  });

  it('is no matter without reviews, or where orders are not held', () => {
    expect(recorded([held], [], true)).not.to.have.property('hold');
    expect(recorded([held], [review()], false)).not.to.have.property('hold');
  });
});

describe('Money that an order should stand behind', () => {
  const none = { available: usd(0), pending: usd(0), refundable: usd(0) };
  it('is what is held, what is being taken, and what was taken', () => {
    const isSo = (sums: Partial<typeof none>) => isAtStake({ sums: { ...none, ...sums } as never });
    expect(isSo({})).to.equal(false);
    for (const name of ['available', 'pending', 'refundable'] as const)
      expect(isSo({ [name]: usd(1) }), name).to.equal(true);
  });
});

describe('What became of the payments beside one that failed', () => {
  const byOcc = { caller: 'webhook', original: AUTHORIZATION } as const;
  const voidOf = (result: PaymentAttempt['result']) => attempt('void', 1_000, result, byOcc);
  const beside = (...steps: readonly PaymentAttempt[]) =>
    compensationOf([{ attempts: [authorization, ...steps] }, { attempts: [failed] }]);

  it('is nothing where OCC has cancelled none of them', () => {
    expect(beside()).to.equal(undefined);
    expect(beside(attempt('capture', 100, settling(usd(100)), byOcc))).to.equal(undefined);
  });

  it('is nothing where no payment failed, or all did', () => {
    const done = voidOf(approved(usd(1_000)));
    expect(compensationOf([{ attempts: [authorization, done] }])).to.equal(undefined);
    expect(compensationOf([{ attempts: [failed] }])).to.equal(undefined);
    expect(compensationOf([])).to.equal(undefined);
  });

  it('is nothing while it is not known whether the other one failed, or where it is of another program', () => {
    const done = voidOf(approved(usd(1_000)));
    for (const other of [
      attempt('authorize', 500, unknown),
      attempt('authorize', 500, undefined),
      attempt('capture', 500, declined()),
    ])
      expect(compensationOf([{ attempts: [authorization, done] }, { attempts: [other] }])).to.equal(
        undefined,
      );
  });

  it('is done where a void or refund was made, pending while that is under way or unknown', () => {
    for (const operation of ['void', 'refund'] as const) {
      expect(beside({ ...voidOf(approved(usd(1_000))), operation })).to.equal('done');
      for (const result of [undefined, unknown]) {
        expect(beside({ ...voidOf(result), operation })).to.equal('pending');
      }
    }
    expect(beside(voidOf({ outcome: 'not-sent', problem: 'x' }))).to.equal(undefined);
  });

  it('is failed where OCC’s cancellation was refused and nothing has made that good', () => {
    expect(beside(voidOf(refused()))).to.equal('failed');
    expect(beside(voidOf(refused()), attempt('refund', 1_000, settling(usd(1_000)), byOcc))).to.equal('done');
    const record = recorded([overview([authorization, voidOf(refused())]), overview([failed])]);
    expect(record.compensation).to.equal('failed');
    expect(record.payments.map(({ marks }) => marks)).to.deep.equal([['compensation-failed'], []]);
    expect(recorded([overview([authorization, voidOf(refused())])])).not.to.have.property('compensation');
  });
});
