import type { GatewayRef, MerchantTransactionId, OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import { isApplied } from '../../domain/payment/applied.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import { type Compensation, compensationOf } from './compensation.ts';
import type { PaymentOverview, PaymentSums } from '../overview/payment-overview.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { openVoidsAndRefunds } from '../recovery/refused-void-or-refund.ts';
import { isWaiting, type ReviewCase } from '../review/review-case.ts';

/** What waits for a person, or for a decision. */
export const orderMarks = [
  'review-pending',
  'review-rejected',
  /** A payment beside one that failed could not be voided or refunded. */
  'compensation-failed',
  'void-failed',
  'refund-failed',
  'manual-review',
] as const;

export type OrderMark = (typeof orderMarks)[number];

/** A capture or a refund that OCC's order has to know of. */
export interface OrderMovement {
  readonly ref: GatewayRef;
  readonly merchantTransactionId: MerchantTransactionId;
  readonly amount: Money;
  readonly at: Date;
}

/** A review of a payment, as far as it has come. */
export interface OrderReview {
  readonly decision?: 'ACCEPT' | 'REJECT';
  readonly by?: string;
  readonly at?: string;
  readonly comment?: string;
}

/** What OCC's order shows of one payment group. */
export interface PaymentGroupRecord {
  readonly paymentGroupId?: PaymentGroupId;
  readonly state: PaymentState;
  readonly isPending: boolean;
  readonly sums: PaymentSums;
  /** Every capture; a sale is none, OCC knows of it. Oldest first. */
  readonly captures: readonly OrderMovement[];
  /** Every refund that OCC did not ask for, oldest first. */
  readonly refunds: readonly OrderMovement[];
  readonly review?: OrderReview;
  readonly marks: readonly OrderMark[];
}

/** What OCC's order shows of its payments: the same whenever it is made from the same attempts. */
export interface OrderRecord {
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly payments: readonly PaymentGroupRecord[];
  readonly compensation?: Compensation;
  /** Of an order that is kept pending for a reviewer; absent where it is not. */
  readonly hold?: OrderHold;
}

/** `held` until every review is decided; `cancelled` after a rejection, once nothing is held or captured any more. */
export type OrderHold = 'held' | 'released' | 'cancelled';

/**
 * @param reviews those of the order's payments.
 * @param isHeld an order whose payment is under review is kept pending (setting `reviewHold`).
 */
export function toOrderRecord(
  { orderId, site }: Pick<OrderRecord, 'orderId' | 'site'>,
  payments: readonly PaymentOverview[],
  reviews: readonly ReviewCase[],
  isHeld: boolean,
): OrderRecord {
  const compensation = compensationOf(payments);
  return {
    orderId,
    site,
    payments: payments.map((payment) => toGroupRecord(payment, reviews, compensation === 'failed')),
    ...present({ compensation, hold: isHeld ? holdOf(payments, reviews) : undefined }),
  };
}

function holdOf(payments: readonly PaymentOverview[], reviews: readonly ReviewCase[]): OrderHold | undefined {
  if (reviews.length === 0) return undefined;
  if (reviews.some(isWaiting)) return 'held';
  // Closed without a decision, because the payment holds no money any more: the order does not depend on the review.
  if (reviews.some(({ decided }) => decided === undefined)) return undefined;
  if (reviews.every(({ decided }) => decided?.decision === 'ACCEPT')) return 'released';
  return payments.some(isAtStake) ? 'held' : 'cancelled';
}

/** Money that an order should stand behind. */
export function isAtStake({ sums }: Pick<PaymentOverview, 'sums'>): boolean {
  return sums.available.minor + sums.pending.minor + sums.refundable.minor > 0;
}

function toGroupRecord(
  payment: PaymentOverview,
  reviews: readonly ReviewCase[],
  isCompensationFailed: boolean,
): PaymentGroupRecord {
  const { attempts, paymentGroupId, state, isPending, sums, needsReview } = payment;
  const refs = new Set<string | undefined>(attempts.map(({ result }) => gatewayRefOf(result)));
  const review = reviews.find(
    (each) => refs.has(each.stored.id) && (each.decided !== undefined || isWaiting(each)),
  );
  const refusals = openVoidsAndRefunds(attempts).map(({ operation }) => {
    if (isCompensationFailed) return 'compensation-failed';
    return operation === 'void' ? 'void-failed' : 'refund-failed';
  });
  const marks = new Set<OrderMark>([
    ...(review !== undefined && review.decided === undefined ? (['review-pending'] as const) : []),
    // With something still held or captured, a person has to end it.
    ...(review?.decided?.decision === 'REJECT' && isAtStake(payment) ? (['review-rejected'] as const) : []),
    ...refusals,
    ...(needsReview ? (['manual-review'] as const) : []),
  ]);
  return {
    state,
    isPending,
    sums,
    captures: movementsOf(attempts, 'capture'),
    refunds: movementsOf(attempts, 'refund').filter(({ caller }) => caller !== 'webhook'),
    marks: orderMarks.filter((mark) => marks.has(mark)),
    ...present({ paymentGroupId, review: review && toReview(review) }),
  };
}

function movementsOf(
  attempts: readonly PaymentAttempt[],
  operation: 'capture' | 'refund',
): readonly (OrderMovement & Pick<PaymentAttempt, 'caller'>)[] {
  const voided = new Set(
    attempts.filter((each) => each.operation === 'void' && isApplied(each)).map(({ original }) => original),
  );
  return attempts.flatMap((attempt) => {
    const ref = gatewayRefOf(attempt.result);
    if (attempt.operation !== operation || ref === undefined || !isApplied(attempt) || voided.has(ref))
      return [];
    const { merchantTransactionId, amount, caller, claimedAt: at } = attempt;
    return [{ ref, merchantTransactionId, amount, caller, at }];
  });
}

function toReview({ decided }: ReviewCase): OrderReview {
  if (decided === undefined) return {};
  const { decision, by, at, comment } = decided;
  return present({ decision, by, at, comment });
}
