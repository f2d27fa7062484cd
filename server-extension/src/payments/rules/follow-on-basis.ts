import type { FollowOn } from '../../domain/payment/command.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import type { FollowOnSequence, PaymentAttempt } from '../ports/payment-attempt.ts';
import { nextCaptureNumber } from './capture-number.ts';
import { nextSequenceNumber } from './follow-on-sequence.ts';
import { withRecordedAttempts } from './recorded-attempts.ts';
import type { HoldRules } from './follow-on/holds.ts';

/** What a step was planned from, and the numbers that it was given. */
export interface FollowOnBasis {
  /** The request that it is a step of. */
  readonly command: FollowOn;
  /** The attempts that were read from the journal, and those made for this request. */
  readonly seen: readonly PaymentAttempt[];
  /** What the gateway's records know of the payment. */
  readonly recorded: readonly PaymentAttempt[];
  /** By which holds expire. Absent where time does not matter. */
  readonly holdRules?: HoldRules;
  /** The place that it was given among the payment's follow-ons. */
  readonly sequence?: FollowOnSequence;
  /** The number that it was given among the captures of the hold that it refers to. */
  readonly captureNumber?: { readonly of: GatewayRef; readonly number: number };
}

/**
 * Every attempt that is known of a payment while the journal's lock is held: what the plan was made from, and what was
 * claimed or completed since.
 *
 * @param earlier every attempt that the journal has of the payment now.
 */
export function knownAttempts(
  { seen, recorded }: Pick<FollowOnBasis, 'seen' | 'recorded'>,
  earlier: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  return withRecordedAttempts(recorded, mergedAttempts(seen, earlier));
}

/**
 * Several readings of one payment as one list, oldest first. Of an attempt the last reading that has its result counts:
 * also one that the journal could not write, or has no room for and forgot.
 */
export function mergedAttempts(
  ...readings: readonly (readonly PaymentAttempt[])[]
): readonly PaymentAttempt[] {
  const merged = new Map<string, PaymentAttempt>();
  for (const attempt of readings.flat()) {
    const id = `${attempt.key} ${attempt.attemptNumber}`;
    if (attempt.result !== undefined || merged.get(id)?.result === undefined) merged.set(id, attempt);
  }
  return [...merged.values()];
}

/**
 * An attempt that has to end before this step can be numbered, or that ended after the step was: then it is planned anew.
 *
 * @param earlier every attempt that the journal has of the payment.
 * @param known the same, with what the plan was made from.
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
    (captureNumber !== undefined && nextCaptureNumber(known, captureNumber.of) !== captureNumber.number);
  return isOvertaken
    ? earlier.findLast(({ operation, result }) => operation !== 'authorize' && result !== undefined)
    : undefined;
}
