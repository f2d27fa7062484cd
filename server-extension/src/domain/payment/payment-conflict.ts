import { Problem } from '../problem.ts';
import type { PaymentStanding } from './payment-standing.ts';

/** What the state of a payment does not allow, for good or until another operation has ended. */
export class PaymentConflict extends Problem {
  /** Where the payment stands, and what is allowed instead. */
  readonly standing: PaymentStanding;

  private constructor(code: 'conflict' | 'wait-for-result', problem: string, standing: PaymentStanding) {
    super(code, problem);
    this.standing = standing;
  }

  /** For good (`conflict`): another operation that ends changes nothing about it. */
  static forGood(problem: string, standing: PaymentStanding): PaymentConflict {
    return new PaymentConflict('conflict', problem, standing);
  }

  /** For now (`wait-for-result`): the request may be carried out once another operation has ended. */
  static forNow(problem: string, standing: PaymentStanding): PaymentConflict {
    return new PaymentConflict('wait-for-result', problem, standing);
  }
}
