import { describeMoney } from '../../domain/money/money.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { conditionOf } from '../recovery/recovery-task.ts';

/** What an operator should do about an attempt that waits for a person, in one sentence. */
export function suggestedAction(attempt: PaymentAttempt): string {
  const { operation, requested } = attempt;
  switch (conditionOf(attempt)) {
    case 'refused-void-or-refund':
      return operation === 'void'
        ? 'Reverse the authorization in Business Center, or refund what was captured, and tell the shopper; then settle this entry.'
        : `Unless another refund of the payment was made in its place, refund ${requested === undefined ? 'the amount' : `${describeMoney(requested)} in all, from the captures that have it,`} in Business Center or another way, and tell the shopper; then settle this entry.`;
    case 'residual-hold':
      return 'Reverse the authorization in Business Center: the issuer still holds the money of a declined payment; then settle this entry.';
    case 'in-flight':
    case 'unknown':
      return 'Look for the merchant transaction id in Business Center, confirm or reverse what you find there, and tell the shopper; then settle this entry.';
    case 'authorized':
      return 'Compare the order in Commerce Cloud with the authorization: reverse it in Business Center where no order stands on it; then settle this entry.';
    case 'finished':
      return 'Compare the payment with its order and with Business Center; then settle this entry.';
  }
}
