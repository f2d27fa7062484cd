import { effectOf } from '../../domain/payment/effect.ts';
import type { CommandKey, GatewayRef, PaymentKey } from '../../domain/ids.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt, MerchantTransactionIdFor, FollowOnSequence } from '../ports/ports.ts';
import { isApplied } from '../../domain/payment/applied.ts';

type Step = Pick<PaymentAttempt, 'captureNow' | 'original'> & {
  readonly operation: PaymentAttempt['operation'];
};

/**
 * Whether a step takes a turn: it takes money, gives it back, or lets go of a hold. A void of a capture, sale or refund
 * takes none: the gateway itself carries out one of two.
 */
export function isSequenced(step: Step, attempts: readonly PaymentAttempt[]): boolean {
  if (step.operation === 'authorize') return false;
  return step.operation !== 'void' || effectOf(step, attempts) === 'reverse';
}

/**
 * The number of the payment's next turn, judged from what is known. Only what certainly was sent takes a number: one that
 * was lost on its way leaves its number to the next, and then one of both is carried out.
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
  takesTurn: (attempt: PaymentAttempt) => boolean,
): number {
  const done = attempts.filter((attempt) => isApplied(attempt) && takesTurn(attempt)).length;
  const taken = attempts.filter(hasTakenItsTurn).map(({ sequence }) => sequence?.number ?? 0);
  return 1 + Math.max(done, ...taken);
}

/** @param authorization the gateway's id of the payment: the same on every instance. */
export function sequenceOf(
  authorization: GatewayRef,
  number: number,
  name: MerchantTransactionIdFor,
): FollowOnSequence {
  return { number, transactionId: name(`turns of ${authorization}` as CommandKey, number) };
}

/** @param payment the payment group that is charged: named the same on every instance. */
export function chargeSequenceOf(
  payment: PaymentKey,
  number: number,
  name: MerchantTransactionIdFor,
): FollowOnSequence {
  return { number, transactionId: name(`charges of ${payment}` as CommandKey, number) };
}

/**
 * Whether a turn before a recent one is missing: the gateway's records show what came later, and not yet all that came
 * before. A number that was used up without a trace leaves a gap as well; that one is old after a while.
 */
export function hasSequenceGap(
  ofPayment: readonly PaymentAttempt[],
  isRecent: (at: Date) => boolean,
): boolean {
  // The turn of a charge is one among those of its payment group.
  const attempts = ofPayment.filter(({ operation }) => operation !== 'authorize');
  const unnumbered = attempts.filter(
    (attempt) => attempt.sequence === undefined && isApplied(attempt) && isSequenced(attempt, ofPayment),
  ).length;
  const numbers = new Set(attempts.filter(hasTakenItsTurn).map(({ sequence }) => sequence?.number ?? 0));
  return attempts.some(({ sequence, claimedAt }) => {
    if (sequence === undefined || !isRecent(claimedAt)) return false;
    const before = [...numbers].filter((number) => number < sequence.number).length;
    return before + unnumbered < sequence.number - 1;
  });
}

/** The gateway has carried it out, or declined it under an id of its own, or refused its number as taken. */
function hasTakenItsTurn({ sequence, result, reportedResult }: PaymentAttempt): boolean {
  const wasDuplicate =
    reportedResult?.outcome === 'unknown' &&
    reportedResult.duplicate === true &&
    result?.outcome !== 'unknown';
  return sequence !== undefined && (gatewayRefOf(result) !== undefined || wasDuplicate);
}
