import type { FollowOnSequence, PaymentAttempt } from '../ports/payment-attempt.ts';
import { withRecordedAttempts } from './recorded-attempts.ts';
import { isKnownAs } from './recorded-order.ts';

/** From what a charge is judged where every instance has a journal of its own. */
export interface ChargeBasis {
  /** What the gateway's records show of its payment group: of each payment the authorization, then what followed on it. */
  readonly payments: readonly (readonly PaymentAttempt[])[];
  /** The place that it was given among the charges of its payment group. */
  readonly sequence: FollowOnSequence;
}

/**
 * Everything that is known of a payment group, as one list for each payment that an authorization of it opened: what the
 * journal has, with what the records add to it, and the payments that it does not have.
 *
 * @param earlier every attempt that the journal has of the payment group.
 */
export function paymentsOfGroup(
  recorded: ChargeBasis['payments'],
  earlier: readonly PaymentAttempt[],
): readonly (readonly PaymentAttempt[])[] {
  const isInJournal = ([authorization]: readonly PaymentAttempt[]): boolean =>
    authorization !== undefined && earlier.some(isKnownAs(authorization));
  const known = recorded
    .filter(isInJournal)
    .reduce<readonly PaymentAttempt[]>((merged, each) => withRecordedAttempts(each, merged), earlier);
  // Clocks differ: which of two payments came first is not told by when each was claimed. Each of them has to be over.
  return [...recorded.filter((each) => !isInJournal(each)), known];
}
