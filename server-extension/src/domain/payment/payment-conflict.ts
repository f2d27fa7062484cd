import { Problem } from '../problem.ts';
import type { PaymentStanding } from './payment-standing.ts';

/** What the state of a payment does not allow, for good or until another operation has ended. */
export class PaymentConflict extends Problem {
  /** Where the payment stands, and what is allowed instead. */
  readonly standing: PaymentStanding;

  /** @param isFinal whether another operation that ends changes nothing about it. */
  constructor(problem: string, isFinal: boolean, standing: PaymentStanding) {
    super(isFinal ? 'conflict' : 'wait-for-result', problem);
    this.standing = standing;
  }
}
