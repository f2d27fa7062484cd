import type { Money } from '../money/money.ts';
import type { Payment } from './payment.ts';

/** What can be asked for about a payment, by the names of the addresses. */
export const operationNames = ['capture', 'refund', 'void', 'reverse', 'reduce', 'increment'] as const;

export type OperationName = (typeof operationNames)[number];

/** An operation that would be carried out now. */
export interface AllowedOperation {
  readonly operation: OperationName;
  /** The most that it may be for; absent where only the issuer knows. */
  readonly upTo?: Money;
}

/** Where a payment stands, and what its state allows. */
export interface PaymentStanding {
  readonly payment: Pick<
    Payment,
    'state' | 'pending' | 'authorized' | 'captured' | 'refunded' | 'reversed' | 'capturable' | 'refundable'
  >;
  readonly allowed: readonly AllowedOperation[];
  /**
   * False where the journal is this process's own: what it has forgotten, and what others did, is known from the gateway's
   * records, which lag.
   */
  readonly isComplete: boolean;
}
