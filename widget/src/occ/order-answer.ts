import { dig } from '../dig.ts';
import type { Settled } from '../payment-form.ts';

const FAILED: ReadonlySet<unknown> = new Set(['AUTHORIZE_FAILED', 'PAYMENT_REQUEST_FAILED']);

/** How OCC's answer to an order went for its payments (OCC: place-order sequence). */
export function toSettled(answer: unknown): Settled {
  const payments = dig(answer, ['payments']);
  if (!Array.isArray(payments)) return { outcome: 'accepted' };
  const failed: unknown = payments.find((payment) => FAILED.has(dig(payment, ['paymentState'])));
  if (failed === undefined) return { outcome: 'accepted' };
  const message = dig(failed, ['message']);
  return { outcome: 'declined', message: typeof message === 'string' ? message : '' };
}
