import { dig } from '../values/dig.ts';
import type { OrderResponse } from './payment-form.ts';

const FAILED: ReadonlySet<unknown> = new Set(['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED']);

/** OCC's documentation says `true`, its storefront `payerAuthRequired` (OCC: 3-D Secure). */
const WANTS_SHOPPER: ReadonlySet<unknown> = new Set([true, 'true', 'payerAuthRequired']);

/** OCC: order states in which the shopper has nothing more to do. */
const PLACED: ReadonlySet<unknown> = new Set([
  'SUBMITTED',
  'QUEUED',
  'PENDING_APPROVAL',
  'TEMPLATE',
  'NO_PENDING_ACTION',
]);

/** Whether an order, as OCC shows it, needs no further payment. */
export function isPlaced(order: unknown): boolean {
  return PLACED.has(dig(order, ['state']));
}

/** Whether a problem is OCC's own word on the order. Where it has no code, no answer came. */
export function isRefusal(problem: unknown): boolean {
  return textOf(dig(problem, ['errorCode'])) !== '';
}

/**
 * Whether payments that went well could not keep the shopper's card (OCC: `customPaymentProperties`, which our webhook
 * exposes).
 */
export function isCardNotSaved(payments: unknown): boolean {
  return (
    Array.isArray(payments) &&
    payments.some((payment) => dig(payment, ['customPaymentProperties', 'cardNotSaved']) === 'true')
  );
}

/** How OCC's answer to an order went for its payments (OCC: place-order sequence). */
export function toOrderAnswer(answer: unknown): OrderResponse {
  const payments = dig(answer, ['payments']);
  if (!Array.isArray(payments)) return { outcome: 'accepted' };
  const failed: unknown = payments.find((payment) => FAILED.has(dig(payment, ['paymentState'])));
  if (failed !== undefined) return { outcome: 'declined', message: textOf(dig(failed, ['message'])) };
  const waiting: unknown = payments.find((payment) => WANTS_SHOPPER.has(dig(payment, ['uiIntervention'])));
  return waiting === undefined
    ? { outcome: 'accepted' }
    : toChallenge(dig(waiting, ['customPaymentProperties']));
}

/** OCC: generic payment webhook, code 10000 and the properties that it exposes to the storefront. */
function toChallenge(properties: unknown): OrderResponse {
  const text = (name: string): string => textOf(dig(properties, [name]));
  if (text('scaRequired') === 'true') return { outcome: 'challenge', challenge: { kind: 'again' } };
  const [stepUpUrl, accessToken] = [text('stepUpUrl'), text('accessToken')];
  if (stepUpUrl === '' || accessToken === '') return { outcome: 'declined', message: '' };
  const [challengeRequest, pauseRequestId] = [text('pareq'), text('pauseRequestId')];
  return {
    outcome: 'challenge',
    challenge: { kind: 'step-up', stepUpUrl, accessToken, challengeRequest, pauseRequestId },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
