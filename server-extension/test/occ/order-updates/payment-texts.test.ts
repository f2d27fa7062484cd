import { expect } from 'chai';
import type { OrderId, PaymentGroupId, SiteId } from '../../../src/domain/ids.ts';
import type { Money } from '../../../src/domain/money/money.ts';
import { orderTexts } from '../../../src/occ/order-updates/payment-texts.ts';
import type { OrderReview, PaymentGroupRecord } from '../../../src/payments/write-back/order-record.ts';

const yen = (minor: number): Money => ({ minor, currency: 'JPY' }) as Money;

/** Of another program: it names no payment group. */
function nameless(change: Partial<PaymentGroupRecord> = {}): PaymentGroupRecord {
  return {
    state: 'PartiallyCaptured',
    isPending: false,
    sums: {
      authorized: yen(400),
      captured: yen(300),
      refunded: yen(20),
      reversed: yen(1),
      available: yen(99),
      pending: yen(0),
      pendingRefunds: yen(0),
      refundable: yen(280),
    },
    captures: [],
    refunds: [],
    marks: [],
    ...change,
  };
}

const payment = (change: Partial<PaymentGroupRecord> = {}): PaymentGroupRecord =>
  nameless({ paymentGroupId: 'pg1' as PaymentGroupId, ...change });

const textsOf = (...payments: readonly PaymentGroupRecord[]): ReturnType<typeof orderTexts> =>
  orderTexts({ orderId: 'o1' as OrderId, site: 'siteUS' as SiteId, payments });
const WHOLE = 'PartiallyCaptured: authorized 400, captured 300, refunded 20, reversed 1 JPY';

describe('What OCC’s order says of its payments', () => {
  it('is the state and the amounts of each, in one line', () => {
    expect(textsOf(payment(), nameless())).to.deep.equal({
      cybersource_attention: '',
      cybersource_payments: `pg1 ${WHOLE} | payment ${WHOLE}`,
    });
    expect(textsOf().cybersource_payments).to.equal('');
  });

  it('says that an outcome is not known yet', () => {
    expect(textsOf(payment({ isPending: true })).cybersource_payments).to.equal(
      `pg1 ${WHOLE}, an outcome is not known yet`,
    );
  });

  const reviews: Readonly<Record<string, readonly [OrderReview, string]>> = {
    'that it waits': [{}, 'waits for a review'],
    'who accepted it, and when': [
      { decision: 'ACCEPT', by: 'ada', at: '2026-01-31' },
      'review accepted by ada at 2026-01-31',
    ],
    'who rejected it, and why': [
      { decision: 'REJECT', by: 'ada', at: '2026-01-31', comment: 'stolen' },
      'review rejected by ada at 2026-01-31 (stolen)',
    ],
    'nothing that could be markup or a text of ours': [
      { decision: 'REJECT', by: ' <b>"a"&b|c\n\nd</b> ', at: 'today', comment: '<i>x</i>' },
      'review rejected by b a b c d /b at today (i x /i)',
    ],
    'no name and no time where there are none': [{ decision: 'ACCEPT' }, 'review accepted by  at '],
  };
  for (const [what, [review, text]] of Object.entries(reviews))
    it(`says of a review ${what}`, () => {
      expect(textsOf(payment({ review })).cybersource_payments).to.equal(`pg1 ${WHOLE}; ${text}`);
    });

  it('names what needs attention, with the payment group', () => {
    expect(
      textsOf(payment({ marks: ['review-pending', 'manual-review'] }), nameless({ marks: ['void-failed'] }))
        .cybersource_attention,
    ).to.equal('review-pending pg1, manual-review pg1, void-failed payment');
  });

  it('names as many of them as OCC’s 254 characters hold, each of them whole', () => {
    const marked = (length: number): PaymentGroupRecord =>
      payment({
        paymentGroupId: 'x'.repeat(length - 'void-failed '.length) as PaymentGroupId,
        marks: ['void-failed'],
      });
    expect(textsOf(marked(100), marked(152)).cybersource_attention).to.have.length(254);
    expect(textsOf(marked(100), marked(153)).cybersource_attention).to.have.length(100);
    expect(textsOf(marked(100), marked(153), marked(20)).cybersource_attention).to.have.length(100);
  });
});
