import type { OrderId, PaymentGroupId, PaymentKey, SiteId } from '../../domain/ids.ts';
import { minus, type Money } from '../../domain/money/money.ts';
import { type Payment, paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import { present } from '../../domain/present.ts';
import type { PaymentType } from '../../domain/settings.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { AttemptWithTask, RecoveryTask } from '../ports/recovery-task.ts';
import type { AllowedOperation } from '../../domain/payment/payment-standing.ts';
import { allowedOperations } from './allowed-operations.ts';
import { type HoldRules, holdsOf } from '../rules/follow-on/holds.ts';
import type { HoldDurations } from '../../domain/payment/hold-expiry.ts';
import { paymentTypeOf } from '../rules/declared-operations.ts';
import type { MethodRulesFor } from '../ports/method-rules.ts';

/**
 * Where a payment's money is. Nothing is lost between them: `authorized` is `captured` + `reversed` + `pending` +
 * `available`, and `captured` is `refunded` + `pendingRefunds` + `refundable`.
 */
export interface PaymentSums {
  readonly authorized: Money;
  readonly captured: Money;
  readonly reversed: Money;
  /** What captures and reversals in flight, or of unknown outcome, may have used of the hold. */
  readonly pending: Money;
  /** Still held, and free to capture or reverse. */
  readonly available: Money;
  readonly refunded: Money;
  /** What refunds and voids in flight, or of unknown outcome, may have voided or refunded. */
  readonly pendingRefunds: Money;
  readonly refundable: Money;
}

/** What is done about a payment without a request. */
export interface AutomaticStep {
  readonly task: Exclude<RecoveryTask, 'manual-review'>;
  readonly at: Date;
}

/** A payment as an operator sees it. */
export interface PaymentOverview {
  readonly payment: PaymentKey;
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly paymentGroupId?: PaymentGroupId;
  readonly paymentType?: PaymentType;
  readonly lastDigits?: string;
  readonly state: PaymentState;
  /** Some attempt is in flight, or its outcome is unknown. */
  readonly isPending: boolean;
  readonly sums: PaymentSums;
  readonly allowed: readonly AllowedOperation[];
  /** When the issuer lets go of what is held: of several holds the one that expires first. Absent where nothing is held. */
  readonly holdExpiresAt?: Date;
  readonly next?: AutomaticStep;
  /** Recovery has given up: an operator has to look at it. */
  readonly needsReview: boolean;
  /** Oldest first. */
  readonly attempts: readonly PaymentAttempt[];
}

/** The rules of a payment's site and method at an instant. */
export interface OverviewRules {
  readonly methodRules: MethodRulesFor;
  /** Undefined where the site's settings cannot be read. */
  readonly holdRules?: HoldRules;
}

/** @param entries every attempt of the payment with what it leaves to do, oldest first; at least one. */
export function toOverview(
  entries: readonly AttemptWithTask[],
  { methodRules, holdRules }: OverviewRules,
): PaymentOverview {
  const attempts = entries.map(({ attempt }) => attempt);
  const [first] = attempts;
  if (first === undefined) throw new RangeError('A payment has at least one attempt');
  const payment = paymentFrom(attempts);
  const authorization = attempts.findLast(({ operation }) => operation === 'authorize');
  const paymentType = paymentTypeOf(attempts);
  return {
    payment: first.payment,
    orderId: first.orderId,
    site: first.site,
    state: payment.state,
    isPending: payment.pending,
    sums: sumsOf(payment),
    allowed: allowedOperations(payment, methodRules(paymentType), holdRules),
    needsReview: entries.some(({ task }) => task === 'manual-review'),
    attempts,
    ...present({
      paymentGroupId: attempts.find(({ paymentGroupId }) => paymentGroupId !== undefined)?.paymentGroupId,
      paymentType,
      lastDigits: authorization?.lastDigits,
      holdExpiresAt: holdRules && firstExpiry(payment, holdRules),
      next: nextStep(entries),
    }),
  };
}

/** See {@link PaymentSums}. */
export function sumsOf(payment: Payment): PaymentSums {
  const { authorized, captured, refunded, reversed, capturable, refundable } = payment;
  return {
    authorized,
    captured,
    reversed,
    pending: minus(minus(minus(authorized, captured), reversed), capturable),
    available: capturable,
    refunded,
    pendingRefunds: minus(minus(captured, refunded), refundable),
    refundable,
  };
}

/** When the first of a payment's holds expires; undefined where nothing is held. */
export function firstExpiry(payment: Payment<PaymentAttempt>, lifetimes: HoldDurations): Date | undefined {
  return holdsOf(payment, lifetimes)
    .map(({ expiresAt }) => expiresAt)
    .toSorted((one, other) => one.getTime() - other.getTime())[0];
}

/** Of several the one that is due first. */
function nextStep(entries: readonly AttemptWithTask[]): AutomaticStep | undefined {
  const steps = entries.flatMap(({ task, runAt }) =>
    task === undefined || task === 'manual-review' || runAt === undefined ? [] : [{ task, at: runAt }],
  );
  return steps.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0];
}
