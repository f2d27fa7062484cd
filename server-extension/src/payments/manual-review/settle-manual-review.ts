import type { CaseStore } from '../ports/case-store.ts';
import type { MerchantTransactionId, OrderId, SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/** Who closes which entry, and why. */
export interface ManualReviewSettlement {
  readonly orderId: OrderId;
  readonly merchantTransactionId: MerchantTransactionId;
  readonly reason: string;
  /** A user's name, else an application's id. */
  readonly by: string;
  /** The only site whose entries the operator may close. */
  readonly site?: SiteId;
}

/** An entry that a person has closed. */
export interface SettledManualReview extends Omit<ManualReviewSettlement, 'site'> {
  readonly at: Date;
}

/**
 * Closes an entry of the list for manual review, and keeps who closed it and why.
 *
 * @throws Problem `not-found` where the order has no such attempt, `conflict` where it does not wait for a person.
 */
export type SettleManualReview = (settlement: ManualReviewSettlement) => Promise<SettledManualReview>;

export interface SettleManualReviewDeps {
  readonly journal: Pick<Journal, 'ofOrder' | 'closeManualReview'>;
  readonly cases: Pick<CaseStore, 'add'>;
  readonly now: () => Date;
  readonly onSettled: (attempt: PaymentAttempt, settled: SettledManualReview) => void;
}

export function createSettleManualReview({
  journal,
  cases,
  now,
  onSettled,
}: SettleManualReviewDeps): SettleManualReview {
  return async ({ site, ...settlement }) => {
    const { orderId, merchantTransactionId } = settlement;
    const attempt = (await journal.ofOrder(orderId)).find(
      (each) =>
        each.merchantTransactionId === merchantTransactionId && (site === undefined || each.site === site),
    );
    if (attempt === undefined)
      throw new Problem('not-found', `Order ${orderId} has no attempt ${merchantTransactionId}.`);
    const settled = { ...settlement, at: now() };
    if (!(await journal.closeManualReview(attempt)))
      throw new Problem(
        'conflict',
        `Attempt ${merchantTransactionId} does not wait for a manual review. Nothing was changed.`,
      );
    await cases.add({
      kind: 'manual-review',
      id: `${attempt.attemptNumber} ${attempt.key}`,
      state: 'closed',
      site: attempt.site,
      openedAt: attempt.claimedAt,
      content: { ...settlement, at: settled.at.toISOString() },
    });
    onSettled(attempt, settled);
    return settled;
  };
}
