import { isApplied } from '../../domain/payment/applied.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { isRefusedVoidOrRefund } from './recovery-task.ts';
import { isRetriedVoidOrRefund, isRetryOf } from './retry-key.ts';

/**
 * Cancellations and refunds of OCC's that were refused, and that nothing has made good since.
 *
 * @param attempts of one payment, oldest first.
 */
export function openVoidsAndRefunds(attempts: readonly PaymentAttempt[]): readonly PaymentAttempt[] {
  const refused = attempts.filter(isRefusedVoidOrRefund);
  if (refused.length === 0 || isNothingLeft(attempts)) return [];
  const madeGood = madeGoodBy(attempts);
  return refused.filter((attempt) => !madeGood.has(attempt));
}

/** Nothing is held or captured that a void or refund could take back. */
export function isNothingLeft(attempts: readonly PaymentAttempt[]): boolean {
  const { capturable, refundable, pending } = paymentFrom(attempts);
  return !pending && capturable.minor + refundable.minor === 0;
}

/**
 * The void or refund that was carried out in the place of each refused one, by the same or another caller. A refund stands for one
 * refused refund and no other: two returns of the same amount are two.
 *
 * @param attempts of one payment, oldest first.
 */
export function madeGoodBy(attempts: readonly PaymentAttempt[]): ReadonlyMap<PaymentAttempt, PaymentAttempt> {
  const madeGood = new Map<PaymentAttempt, PaymentAttempt>();
  const open = new Set<PaymentAttempt>();
  for (const attempt of attempts) {
    if (isRefusedVoidOrRefund(attempt)) open.add(attempt);
    else if (isVoidOrRefund(attempt) && isApplied(attempt))
      for (const refused of standsFor(attempt, [...open])) {
        madeGood.set(refused, attempt);
        open.delete(refused);
      }
  }
  return madeGood;
}

/**
 * Whether OCC may have asked for one refund twice: an earlier one of the same amount was refused, and still open, when this one came.
 * The earlier one is asked for again, never both.
 *
 * @param attempts of one payment, oldest first.
 * @returns the earlier one.
 */
export function sameRefundBefore(
  refused: PaymentAttempt,
  attempts: readonly PaymentAttempt[],
): PaymentAttempt | undefined {
  if (refused.operation !== 'refund') return undefined;
  const before = attempts.slice(0, attempts.indexOf(refused));
  const madeGood = madeGoodBy(before);
  return before.find(
    (each) =>
      each.operation === 'refund' &&
      each.amount.minor === refused.amount.minor &&
      isRefusedVoidOrRefund(each) &&
      !madeGood.has(each),
  );
}

function standsFor(done: PaymentAttempt, open: readonly PaymentAttempt[]): readonly PaymentAttempt[] {
  if (isRetriedVoidOrRefund(done)) return open.filter((refused) => isRetryOf(done, refused));
  // What was captured meanwhile is refunded, and a cancellation may take a void and a refund.
  const voids = open.filter(({ operation }) => operation === 'void');
  const refunds = open.filter(({ operation }) => operation === 'refund');
  // A void takes back a whole capture: nothing is left of it to refund.
  if (done.operation === 'void')
    return [...voids, ...refunds.filter(({ original }) => original === done.original)];
  return [...voids, ...refunds.filter(({ amount }) => amount.minor === done.amount.minor).slice(0, 1)];
}

export function isVoidOrRefund({ operation }: Pick<PaymentAttempt, 'operation'>): boolean {
  return operation === 'void' || operation === 'refund';
}
