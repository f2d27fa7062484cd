import { nextCaptureNumber } from './capture-number.ts';
import type { Entry, Turn } from './ports.ts';
import { nextTurnNumber } from './turn.ts';

/** What a follow-on was decided from, beside what the journal has, and the numbers that it was given. */
export interface DecidedFrom {
  /** What the gateway's records know of the payment. */
  readonly recorded: readonly Entry[];
  /** The turn that it was given. */
  readonly turn?: Turn;
  /** The number that it was given among the payment's captures. */
  readonly captureNumber?: number;
}

/**
 * An attempt that has to end before this one can be numbered, or that ended after this one was: then it is decided anew.
 *
 * @param earlier every attempt that the journal has of the payment.
 * @param known the same, with what the gateway's records add.
 */
export function inFrontOf(
  { turn, captureNumber }: DecidedFrom,
  earlier: readonly Entry[],
  known: readonly Entry[],
): Entry | undefined {
  if (turn === undefined && captureNumber === undefined) return undefined;
  const underWay = earlier.find(
    ({ operation, result }) =>
      result === undefined && (operation === 'capture' || (turn !== undefined && operation !== 'authorize')),
  );
  if (underWay !== undefined) return underWay;
  const isOvertaken =
    (turn !== undefined && nextTurnNumber(known) !== turn.number) ||
    (captureNumber !== undefined && nextCaptureNumber(known) !== captureNumber);
  return isOvertaken
    ? earlier.findLast(({ operation, result }) => operation !== 'authorize' && result !== undefined)
    : undefined;
}
