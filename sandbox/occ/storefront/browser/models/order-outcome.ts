import type { OrderData } from './order-data.ts';

/** What the answer to an order means for the page. OCC: place-order sequence, after createOrder. */
export type OrderOutcome =
  | { readonly kind: 'placed' }
  | { readonly kind: 'template' }
  | { readonly kind: 'payer-authentication' }
  | { readonly kind: 'initiated' }
  | { readonly kind: 'failed'; readonly message: string };

const FAILED = ['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED'];

const TRY_AGAIN =
  'The payment did not go through. Nothing was charged. Check the details or use another card.';

/** OCC's messages may be null or empty. */
function textOr(text: string | null | undefined, otherwise: string): string {
  return text === undefined || text === null || text === '' ? otherwise : text;
}

/** A state that nobody listed is a failure: the shopper must never be told that an unknown order is placed. */
export function toOrderOutcome(order: OrderData): OrderOutcome {
  const failed = order.payments.find(({ paymentState }) => FAILED.includes(paymentState));
  if (failed !== undefined) return { kind: 'failed', message: textOr(failed.message, TRY_AGAIN) };
  if (order.payments.some(({ uiIntervention }) => uiIntervention === 'payerAuthRequired')) {
    return { kind: 'payer-authentication' };
  }
  if (['SUBMITTED', 'PENDING_APPROVAL', 'QUEUED'].includes(order.state)) return { kind: 'placed' };
  if (order.state === 'TEMPLATE') return { kind: 'template' };
  if (order.payments.some(({ paymentMethod }) => paymentMethod === 'generic')) return { kind: 'initiated' };
  return { kind: 'failed', message: TRY_AGAIN };
}
