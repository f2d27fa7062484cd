import { isSale } from '../../domain/payment/effect.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { type Money, minus, money, plus } from '../../domain/money.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../ports/ports.ts';

/** Money that was taken, by a capture or a sale, under an id of its own. */
export interface CapturedFunds {
  readonly ref: GatewayRef;
  readonly of: 'capture' | 'sale';
  readonly amount: Money;
  /** Neither refunded nor taken back; what is under way or unknown counts as gone. */
  readonly left: Money;
}

/** Everything that was taken for a payment, oldest first. */
export function capturedFundsOf(attempts: readonly PaymentAttempt[]): readonly CapturedFunds[] {
  return attempts.flatMap((attempt) => {
    const ref = gatewayRefOf(attempt.result);
    const isTaking =
      attempt.operation === 'capture' || (attempt.operation === 'authorize' && isSale(attempt));
    if (!isTaking || ref === undefined || !isApplied(attempt)) return [];
    const { amount } = attempt;
    const left = minus(amount, goneFrom(ref, attempts, amount));
    return [{ ref, of: attempt.operation === 'capture' ? 'capture' : 'sale', amount, left }] as const;
  });
}

function goneFrom(funds: GatewayRef, attempts: readonly PaymentAttempt[], { currency }: Money): Money {
  const takenBack = new Set(
    attempts
      .filter((attempt) => attempt.operation === 'void' && isApplied(attempt))
      .map((attempt) => attempt.original),
  );
  return attempts
    .filter((attempt) => attempt.operation === 'refund' || attempt.operation === 'void')
    .filter((attempt) => attempt.original === funds && isPossiblyApplied(attempt))
    .filter((attempt) => !takenBack.has(gatewayRefOf(attempt.result)))
    .reduce((sum, attempt) => plus(sum, attempt.amount), money(0, currency));
}

export function isApplied({ result }: PaymentAttempt): boolean {
  return isApprovedOrPending(result);
}

/** It happened, is under way, or nobody knows. */
export function isPossiblyApplied(attempt: PaymentAttempt): boolean {
  return attempt.result === undefined || attempt.result.outcome === 'unknown' || isApplied(attempt);
}

/** An authorization that was granted and, as far as these attempts tell, not undone since. */
export function isLive(authorization: PaymentAttempt, attempts: readonly PaymentAttempt[]): boolean {
  const ref = gatewayRefOf(authorization.result);
  const isGone = attempts.some(
    (attempt) => attempt.operation === 'void' && attempt.original === ref && isApplied(attempt),
  );
  return authorization.operation === 'authorize' && isApplied(authorization) && !isGone;
}
