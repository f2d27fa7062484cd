import { isApplied } from '../../../domain/payment/applied.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';

/**
 * The latest authorization of a payment that the gateway has granted: the one that captures, reversals and refunds go back to.
 *
 * @param attempts of one payment, oldest first.
 */
export function standingAuthorization(attempts: readonly PaymentAttempt[]): PaymentAttempt | undefined {
  return attempts.findLast((attempt) => attempt.operation === 'authorize' && isApplied(attempt));
}
