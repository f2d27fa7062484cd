import { effectOf } from '../../domain/payment/effect.ts';
import type { CommandKey, GatewayRef, PaymentKey } from '../../domain/ids.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { MerchantTransactionIdFor } from '../ports/claim.ts';
import type { FollowOnSequence, PaymentAttempt } from '../ports/payment-attempt.ts';
import { isApplied } from '../../domain/payment/applied.ts';

type Step = Pick<PaymentAttempt, 'captureNow' | 'original'> & {
  readonly operation: PaymentAttempt['operation'];
};

/**
 * Whether a step has a number in the sequence of its payment: it takes money, gives it back, or releases a hold. A void of a capture,
 * sale or refund has none: of two such voids the gateway itself refuses one.
 */
export function isSequenced(step: Step, attempts: readonly PaymentAttempt[]): boolean {
  if (step.operation === 'authorize') return false;
  return step.operation !== 'void' || effectOf(step, attempts) === 'reverse';
}

/**
 * The number of the payment's next step, judged from what is known. Only a step that was certainly sent has used its number. One that
 * may have been lost leaves its number to the next step: both have one merchant transaction id, so the gateway carries out one of them.
 */
export function nextSequenceNumber(attempts: readonly PaymentAttempt[]): number {
  return nextAfter(
    attempts.filter((attempt) => attempt.operation !== 'authorize'),
    (attempt) => isSequenced(attempt, attempts),
  );
}

/** The number of the next charge of a payment group, judged from what is known of it. */
export function nextChargeNumber(attempts: readonly PaymentAttempt[]): number {
  return nextAfter(
    attempts.filter((attempt) => attempt.operation === 'authorize'),
    () => true,
  );
}

function nextAfter(
  attempts: readonly PaymentAttempt[],
  isNumbered: (attempt: PaymentAttempt) => boolean,
): number {
  const done = attempts.filter((attempt) => isApplied(attempt) && isNumbered(attempt)).length;
  const taken = attempts.filter(hasUsedItsNumber).map(({ sequence }) => sequence?.number ?? 0);
  return 1 + Math.max(done, ...taken);
}

/** @param authorization the gateway's id of the payment: the same on every instance. */
export function sequenceOf(
  authorization: GatewayRef,
  number: number,
  merchantTransactionIdFor: MerchantTransactionIdFor,
): FollowOnSequence {
  return {
    number,
    transactionId: merchantTransactionIdFor(`turns of ${authorization}` as CommandKey, number),
  };
}

/** @param payment the payment group that is charged: named the same on every instance. */
export function chargeSequenceOf(
  payment: PaymentKey,
  number: number,
  merchantTransactionIdFor: MerchantTransactionIdFor,
): FollowOnSequence {
  return { number, transactionId: merchantTransactionIdFor(`charges of ${payment}` as CommandKey, number) };
}

/**
 * Whether a number before a recent one is missing: the gateway's records show the later step, and not yet every earlier one. A number
 * whose step left no record is a gap as well, until the steps after it are no longer recent.
 */
export function hasSequenceGap(
  ofPayment: readonly PaymentAttempt[],
  isRecent: (at: Date) => boolean,
): boolean {
  // The number of a charge counts the charges of its payment group.
  const attempts = ofPayment.filter(({ operation }) => operation !== 'authorize');
  const unnumbered = attempts.filter(
    (attempt) => attempt.sequence === undefined && isApplied(attempt) && isSequenced(attempt, ofPayment),
  ).length;
  const numbers = new Set(attempts.filter(hasUsedItsNumber).map(({ sequence }) => sequence?.number ?? 0));
  return attempts.some(({ sequence, claimedAt }) => {
    if (sequence === undefined || !isRecent(claimedAt)) return false;
    const before = [...numbers].filter((number) => number < sequence.number).length;
    return before + unnumbered < sequence.number - 1;
  });
}

/** The gateway has carried it out, or declined it under an id of its own, or refused its number as taken. */
function hasUsedItsNumber({ sequence, result, reportedResult }: PaymentAttempt): boolean {
  const wasDuplicate =
    reportedResult?.outcome === 'unknown' &&
    reportedResult.duplicate === true &&
    result?.outcome !== 'unknown';
  return sequence !== undefined && (gatewayRefOf(result) !== undefined || wasDuplicate);
}
