import type { Capture } from '../../domain/payment/command.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { isSameMoney } from '../../domain/money/money.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import { holdsOf } from './follow-on/holds.ts';

/** CyberSource: `captureSequenceNumber` and `totalCaptureCount` have two digits. */
const CAPTURE_NUMBER_MAX = 99;

/**
 * The number of the next capture of a hold, those counted that were voided since: CyberSource counts the captures of each
 * authorization, and what was authorized again is another one. Undefined while it is not certain whether an earlier one was
 * made (one that is under way is waited for), and beyond the last number that the gateway takes.
 *
 * @param original what the capture refers to.
 */
export function nextCaptureNumber(
  attempts: readonly PaymentAttempt[],
  original: GatewayRef,
): number | undefined {
  const hold = newHoldOf(original, attempts);
  const captures = attempts.filter(
    (attempt) =>
      attempt.operation === 'capture' &&
      newHoldOf(attempt.original, attempts) === hold &&
      isPossiblyApplied(attempt),
  );
  const number = captures.length + 1;
  const isCertain = captures.every((attempt) => attempt.result === undefined || isApplied(attempt));
  return isCertain && number <= CAPTURE_NUMBER_MAX ? number : undefined;
}

/**
 * The capture with its place among several, where its caller named none: the number always, how many there are with the
 * one that takes the rest. A capture that takes everything at once has no place among several.
 */
export function withCaptureNumber(capture: Capture, attempts: readonly PaymentAttempt[]): Capture {
  const number = nextCaptureNumber(attempts, capture.original);
  if (capture.sequence !== undefined || number === undefined) return capture;
  const isLast = capture.isFinal === true || takesRest(capture, attempts);
  if (isLast && number === 1) return capture;
  return { ...capture, sequence: { number, ...(isLast && { total: number }) } };
}

function takesRest({ original, amount }: Capture, attempts: readonly PaymentAttempt[]): boolean {
  const isNew = newHoldOf(original, attempts) !== undefined;
  const hold = holdsOf(paymentFrom(attempts), {}).find(({ ref, isRenewed }) =>
    isNew ? ref === original : !isRenewed,
  );
  return hold !== undefined && isSameMoney(amount, hold.left);
}

/** The re-authorization that an id is of; undefined for the payment's own authorization. */
function newHoldOf(ref: GatewayRef | undefined, attempts: readonly PaymentAttempt[]): GatewayRef | undefined {
  return attempts.some(({ operation, result }) => operation === 'reauthorize' && gatewayRefOf(result) === ref)
    ? ref
    : undefined;
}
