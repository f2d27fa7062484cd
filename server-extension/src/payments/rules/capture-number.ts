import type { Capture } from '../../domain/payment/command.ts';
import { isSameMoney } from '../../domain/money/money.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../ports/ports.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';

/** CyberSource: `captureSequenceNumber` and `totalCaptureCount` have two digits. */
const HIGHEST = 99;

/**
 * The number of the payment's next capture, those counted that were voided since. Undefined while it is not certain whether
 * an earlier one was made (one that is under way is waited for), and beyond the last number that the gateway takes.
 */
export function nextCaptureNumber(attempts: readonly PaymentAttempt[]): number | undefined {
  const captures = attempts.filter(
    (attempt) => attempt.operation === 'capture' && isPossiblyApplied(attempt),
  );
  const number = captures.length + 1;
  const isCertain = captures.every((attempt) => attempt.result === undefined || isApplied(attempt));
  return isCertain && number <= HIGHEST ? number : undefined;
}

/**
 * The capture with its place among several, where its caller named none: the number always, how many there are with the
 * one that takes the rest. A capture that takes everything at once has no place among several.
 */
export function withCaptureNumber(capture: Capture, attempts: readonly PaymentAttempt[]): Capture {
  const number = nextCaptureNumber(attempts);
  if (capture.sequence !== undefined || number === undefined) return capture;
  const isLast = capture.isFinal === true || isSameMoney(capture.amount, paymentFrom(attempts).capturable);
  if (isLast && number === 1) return capture;
  return { ...capture, sequence: { number, ...(isLast && { total: number }) } };
}
