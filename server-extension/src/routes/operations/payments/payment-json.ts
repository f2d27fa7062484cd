import type { Shape } from '../../../domain/json/lazy.ts';
import type { Money } from '../../../domain/money/money.ts';
import {
  declineReasonOf,
  gatewayRefOf,
  internalFailureOf,
  reportOf,
} from '../../../domain/payment/reported.ts';
import type { PaymentOverview } from '../../../payments/overview/payment-overview.ts';
import type { PaymentAttempt } from '../../../payments/ports/payment-attempt.ts';
import type { payment } from './payment-schema.ts';

/** A payment as JSON. What is undefined is left out of it. */
export function toPaymentJson(
  overview: PaymentOverview,
): Readonly<Record<keyof Shape<typeof payment>, unknown>> {
  const { sums, next, attempts, allowed } = overview;
  return {
    orderId: overview.orderId,
    site: overview.site,
    paymentGroupId: overview.paymentGroupId,
    paymentType: overview.paymentType,
    lastDigits: overview.lastDigits,
    state: overview.state,
    isPending: overview.isPending,
    authorized: toAmount(sums.authorized),
    captured: toAmount(sums.captured),
    reversed: toAmount(sums.reversed),
    pending: toAmount(sums.pending),
    available: toAmount(sums.available),
    refunded: toAmount(sums.refunded),
    pendingRefunds: toAmount(sums.pendingRefunds),
    refundable: toAmount(sums.refundable),
    allowed: allowed.map(({ operation, upTo }) => ({ operation, ...(upTo && { upTo: toAmount(upTo) }) })),
    holdExpiresAt: overview.holdExpiresAt?.toISOString(),
    next: next && { task: next.task, at: next.at.toISOString() },
    needsReview: overview.needsReview,
    attempts: attempts.map(toAttemptJson),
  };
}

function toAttemptJson(attempt: PaymentAttempt): Readonly<Record<string, unknown>> {
  const { result, reportedResult } = attempt;
  const gateway = reportOf(result);
  const failure = internalFailureOf(result);
  return {
    at: attempt.claimedAt.toISOString(),
    completedAt: attempt.completedAt?.toISOString(),
    resolvedAt: attempt.resolvedAt?.toISOString(),
    batchedAt: attempt.batchedAt?.toISOString(),
    kind: failure === undefined ? 'operation' : 'internal-failure',
    // Authorized and captured at once.
    operation: attempt.captureNow ? 'sale' : attempt.operation,
    caller: { kind: attempt.caller, person: attempt.actor },
    amount: toAmount(attempt.amount),
    outcome: result?.outcome ?? 'in-flight',
    reportedOutcome: reportedResult?.outcome,
    declineReason: declineReasonOf(result),
    problem: result !== undefined && 'problem' in result ? result.problem : undefined,
    requestId: gatewayRefOf(result),
    originalRequestId: attempt.original,
    merchantTransactionId: attempt.merchantTransactionId,
    attemptNumber: attempt.attemptNumber,
    status: gateway?.status,
    reason: gateway?.reason,
    correlationId: failure ?? gateway?.correlationId,
  };
}

function toAmount({ minor, currency }: Money): Money {
  return { minor, currency };
}
