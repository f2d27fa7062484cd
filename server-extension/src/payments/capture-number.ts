import type { Capture } from '../domain/command.ts';
import { isSameMoney } from '../domain/money.ts';
import { paymentFrom } from '../domain/payment.ts';
import type { Entry } from './ports.ts';
import { happened, mayHaveHappened } from './takings.ts';

/** CyberSource: `captureSequenceNumber` and `totalCaptureCount` have two digits. */
const HIGHEST = 99;

/**
 * The number of the payment's next capture, those counted that were voided since. Undefined while it is not certain whether
 * an earlier one was made (one that is under way is waited for), and beyond the last number that the gateway takes.
 */
export function nextCaptureNumber(entries: readonly Entry[]): number | undefined {
  const captures = entries.filter((entry) => entry.operation === 'capture' && mayHaveHappened(entry));
  const number = captures.length + 1;
  const isCertain = captures.every((entry) => entry.result === undefined || happened(entry));
  return isCertain && number <= HIGHEST ? number : undefined;
}

/**
 * The capture with its place among several, where its caller named none: the number always, how many there are with the
 * one that takes the rest. A capture that takes everything at once has no place among several.
 */
export function numbered(capture: Capture, entries: readonly Entry[]): Capture {
  const number = nextCaptureNumber(entries);
  if (capture.sequence !== undefined || number === undefined) return capture;
  const isLast = capture.isFinal === true || isSameMoney(capture.amount, paymentFrom(entries).capturable);
  if (isLast && number === 1) return capture;
  return { ...capture, sequence: { number, ...(isLast && { total: number }) } };
}
