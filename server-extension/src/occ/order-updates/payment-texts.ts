import type { PaymentGroupId } from '../../domain/ids.ts';
import { toDecimalString } from '../../domain/money/money.ts';
import type { OrderRecord, OrderReview, PaymentGroupRecord } from '../../payments/write-back/order-record.ts';
import type { OrderPropertyId } from './order-properties.ts';

/** OCC: a short text has at most 254 characters. */
const SHORT_TEXT_MAX = 254;

/** The values of the order's own properties: plain text, because OCC's editor reads markup in the longer one. */
export function orderTexts({ payments }: OrderRecord): Readonly<Record<OrderPropertyId, string>> {
  const marks = payments.flatMap(({ marks: ofGroup, paymentGroupId }) =>
    ofGroup.map((mark) => `${mark} ${nameOf(paymentGroupId)}`),
  );
  return {
    cybersource_attention: withinLimit(marks),
    cybersource_payments: payments.map(describe).join(' | '),
  };
}

/** A payment of another program names no payment group. */
const nameOf = (id: PaymentGroupId | undefined): string => id ?? 'payment';

/** The marks that fit into the property; none of them is cut. */
function withinLimit(marks: readonly string[]): string {
  let text = '';
  for (const mark of marks) {
    const longer = text === '' ? mark : `${text}, ${mark}`;
    if (longer.length > SHORT_TEXT_MAX) return text;
    text = longer;
  }
  return text;
}

function describe({ paymentGroupId, state, isPending, sums, review }: PaymentGroupRecord): string {
  const { authorized, captured, refunded, reversed } = sums;
  const amounts = Object.entries({ authorized, captured, refunded, reversed })
    .map(([name, amount]) => `${name} ${toDecimalString(amount)}`)
    .join(', ');
  const pending = isPending ? ', an outcome is not known yet' : '';
  const reviewed = review === undefined ? '' : `; ${describeReview(review)}`;
  return `${nameOf(paymentGroupId)} ${state}: ${amounts} ${authorized.currency}${pending}${reviewed}`;
}

function describeReview({ decision, by = '', at = '', comment }: OrderReview): string {
  if (decision === undefined) return 'waits for a review';
  const verb = decision === 'ACCEPT' ? 'accepted' : 'rejected';
  return `review ${verb} by ${plain(by)} at ${at}${comment === undefined ? '' : ` (${plain(comment)})`}`;
}

/** What a reviewer has typed, without what OCC would read as markup or this text as its own. */
const plain = (typed: string): string => typed.replace(/[<>&"|\s]+/g, ' ').trim();
