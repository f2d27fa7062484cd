import { nextCaptureNumber } from './capture-number.ts';
import type { PaymentAttempt, FollowOnSequence } from '../ports/ports.ts';
import { nextSequenceNumber } from './follow-on-sequence.ts';

/** What a follow-on was decided from, beside what the journal has, and the numbers that it was given. */
export interface FollowOnBasis {
  /** What the gateway's records know of the payment. */
  readonly recorded: readonly PaymentAttempt[];
  /** The turn that it was given. */
  readonly sequence?: FollowOnSequence;
  /** The number that it was given among the payment's captures. */
  readonly captureNumber?: number;
}

/**
 * An attempt that has to end before this one can be numbered, or that ended after this one was: then it is decided anew.
 *
 * @param earlier every attempt that the journal has of the payment.
 * @param known the same, with what the gateway's records add.
 */
export function precedingAttemptOf(
  { sequence, captureNumber }: FollowOnBasis,
  earlier: readonly PaymentAttempt[],
  known: readonly PaymentAttempt[],
): PaymentAttempt | undefined {
  if (sequence === undefined && captureNumber === undefined) return undefined;
  const inFlight = earlier.find(
    ({ operation, result }) =>
      result === undefined &&
      (operation === 'capture' || (sequence !== undefined && operation !== 'authorize')),
  );
  if (inFlight !== undefined) return inFlight;
  const isOvertaken =
    (sequence !== undefined && nextSequenceNumber(known) !== sequence.number) ||
    (captureNumber !== undefined && nextCaptureNumber(known) !== captureNumber);
  return isOvertaken
    ? earlier.findLast(({ operation, result }) => operation !== 'authorize' && result !== undefined)
    : undefined;
}
