import type { OrderData } from './order-data.ts';

/** What the answer to an order means for the page. OCC: place-order sequence, after createOrder. */
export type OrderOutcome =
  | { readonly kind: 'placed' }
  | { readonly kind: 'template' }
  | { readonly kind: 'payer-authentication' }
  | { readonly kind: 'initiated' }
  | { readonly kind: 'failed'; readonly message: string };

const FAILED = ['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED'];

const DECLINED = 'The payment did not go through. Check the details or use another card.';

/** For an unknown outcome: says neither that the money moved nor that it did not. */
const NOT_CONFIRMED = 'Your order could not be confirmed. Check your email before you order again.';

/** OCC's messages may be null or empty. */
function textOr(text: string | null | undefined, otherwise: string): string {
  return text === undefined || text === null || text === '' ? otherwise : text;
}

/** A state that is not listed is a failure: an order in an unknown state is never shown as placed. */
export function toOrderOutcome(order: OrderData): OrderOutcome {
  const failed = order.payments.find(({ paymentState }) => FAILED.includes(paymentState));
  if (failed !== undefined) {
    const otherwise = failed.paymentState === 'AUTHORIZE_FAILED' ? DECLINED : NOT_CONFIRMED;
    return { kind: 'failed', message: textOr(failed.message, otherwise) };
  }
  if (order.payments.some(({ uiIntervention }) => uiIntervention === 'payerAuthRequired')) {
    return { kind: 'payer-authentication' };
  }
  if (['SUBMITTED', 'PENDING_APPROVAL', 'QUEUED'].includes(order.state)) return { kind: 'placed' };
  if (order.state === 'TEMPLATE') return { kind: 'template' };
  if (order.payments.some(({ paymentMethod }) => paymentMethod === 'generic')) return { kind: 'initiated' };
  return { kind: 'failed', message: NOT_CONFIRMED };
}
