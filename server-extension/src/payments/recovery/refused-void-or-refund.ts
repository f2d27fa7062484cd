import { isApplied } from '../../domain/payment/applied.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { isRefusedVoidOrRefund } from './recovery-task.ts';

/**
 * Cancellations and refunds of OCC's that were refused, and that nothing has made good since: neither another void or refund of the
 * same payment of at least that amount, nor a reversal.
 *
 * @param attempts of one payment, oldest first.
 */
export function openVoidsAndRefunds(attempts: readonly PaymentAttempt[]): readonly PaymentAttempt[] {
  return attempts.filter(
    (attempt, index) =>
      isRefusedVoidOrRefund(attempt) && madeGoodBy(attempt, attempts.slice(index + 1)) === undefined,
  );
}

/** The void or refund that was carried out in the place of a refused one, by the same or another caller. */
export function madeGoodBy(
  { amount, operation }: PaymentAttempt,
  later: readonly PaymentAttempt[],
): PaymentAttempt | undefined {
  return later.find(
    (each) =>
      (each.operation === 'void' || each.operation === 'refund') &&
      isApplied(each) &&
      // What was captured meanwhile is refunded, and a cancellation may take a void and a refund.
      (operation === 'void' || each.amount.minor >= amount.minor),
  );
}
