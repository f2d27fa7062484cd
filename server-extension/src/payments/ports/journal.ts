import type { CheckoutKey, CommandKey, GatewayRef, OrderId } from '../../domain/ids.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { AttemptPage, AttemptSearch } from './attempt-search.ts';
import type { ClaimResult, ClaimRule, MerchantTransactionIdFor } from './claim.ts';
import type { AttemptRequest, PaymentAttempt } from './payment-attempt.ts';
import type { AttemptWithTask, LeasedTask, TaskCounts, TaskResult } from './recovery-task.ts';

/**
 * The record of all attempts. `claim` is one atomic claim: of any number of concurrent deliveries of a command exactly
 * one gets `claimed`. Holds no card data. Rejects with a Problem `journal-unavailable` when it cannot be written.
 */
export interface Journal {
  claim(
    attempt: AttemptRequest,
    claimRule: ClaimRule,
    merchantTransactionIdFor: MerchantTransactionIdFor,
  ): Promise<ClaimResult>;
  /**
   * Writes the result of the attempt that `claim` gave. A result that is written stays: a second completion returns the first
   * one, and so does the completion of what another process has completed as lost.
   */
  complete(
    claimed: Pick<PaymentAttempt, 'key' | 'attemptNumber'>,
    result: PaymentResult,
    at: Date,
  ): Promise<PaymentAttempt>;
  /** Resolves when the attempt is completed, or with undefined after `withinMs` milliseconds. */
  whenCompleted(key: CommandKey, withinMs: number): Promise<PaymentAttempt | undefined>;
  find(key: CommandKey): Promise<PaymentAttempt | undefined>;
  /** The attempt that CyberSource answered with this id. */
  byGatewayRef(ref: GatewayRef): Promise<PaymentAttempt | undefined>;
  /** The attempt that saved a card, by CyberSource's id of the payment instrument. */
  bySavedCard(paymentInstrumentId: string): Promise<PaymentAttempt | undefined>;
  /** All attempts of an order, oldest first; those of a payment in the order in which they were claimed, whatever the clocks said. */
  ofOrder(orderId: OrderId): Promise<readonly PaymentAttempt[]>;
  /** All attempts of the payments that were opened in a checkout, those of a payment in the order in which they were claimed. */
  ofCheckout(checkout: CheckoutKey): Promise<readonly PaymentAttempt[]>;
  /**
   * Leases tasks that are due, oldest first, at most one of a payment, and none of a payment that another instance works
   * on. Leases run by the clock of the journal. Costs no more than what it returns, however long the journal is.
   */
  leaseTasks(limit: number, leaseMs: number): Promise<readonly LeasedTask[]>;
  /**
   * Leases the task of one attempt whose outcome is not known, due or not. Undefined when its outcome is known, or another
   * instance works on its payment.
   */
  leaseTask(
    attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>,
    leaseMs: number,
  ): Promise<LeasedTask | undefined>;
  /**
   * Ends a lease. What was found is written only over `unknown`, never over what is known. Returns undefined, and
   * writes nothing, when the lease has run out and another instance may work on it.
   */
  completeTask(taken: LeasedTask, left: TaskResult): Promise<PaymentAttempt | undefined>;
  /** All attempts of an order as {@link Journal.ofOrder} has them, with the task that each has left. */
  tasksOfOrder(orderId: OrderId): Promise<readonly AttemptWithTask[]>;
  /** Attempts that fit, newest first. Costs no more than what it returns, however long the journal is. */
  search(search: AttemptSearch): Promise<AttemptPage>;
  /**
   * Writes attempts of one payment that the gateway's records show and the journal does not have, with their results: all of
   * them or none, in their order. One that the journal has, by its key, its merchant transaction id or the gateway's id, is
   * left as it is. Resolves to those that were written.
   */
  record(attempts: readonly PaymentAttempt[]): Promise<readonly PaymentAttempt[]>;
  /** The software that keeps it, with its version: `SQLite 3.50.4`. */
  version(): Promise<string>;
  /** How much recovery has to do. Costs as much as there is to do, however long the journal is; reads in small steps. */
  taskCounts(): Promise<TaskCounts>;
  /** Hands an attempt to a person, in the place of any other task about it. */
  requireManualReview(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<void>;
  /** A person has settled it: it is listed no more. False when it was not in manual review. */
  closeManualReview(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<boolean>;
  /** Writes when a capture, sale or refund has left for the acquirer; the first time stays. */
  markBatched(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>, at: Date): Promise<void>;
  /** What waits for a person, oldest first. */
  manualReviews(limit: number): Promise<readonly PaymentAttempt[]>;
  /** A place to continue from, kept under a name. Undefined when none was kept, or the journal forgot it. */
  checkpoint(name: string): Promise<Date | undefined>;
  keepCheckpoint(name: string, at: Date): Promise<void>;
  close(): Promise<void>;
}
