import { declineReasonOf, gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import type { GatewayRef, MerchantTransactionId } from '../../domain/ids.ts';
import type { ExecutedPayment } from '../../payments/execute-payment.ts';

/** What the line `payment.completed` says about the attempt. */
export interface CompletedPaymentFields {
  readonly operation: string;
  readonly outcome: string;
  readonly declineReason: string | undefined;
  readonly replayed: boolean;
  readonly merchantTransactionId: MerchantTransactionId;
  readonly attemptNumber: number;
  readonly warnings: string | undefined;
  readonly gatewayStatus: string | undefined;
  readonly gatewayReason: string | undefined;
  readonly gatewayTransactionId: GatewayRef | undefined;
  readonly correlationId: string | undefined;
}

/** The fields of `payment.completed` that follow from the attempt and its result. */
export function completedPaymentFields({
  result,
  replayed,
  attempt,
}: ExecutedPayment): CompletedPaymentFields {
  const report = reportOf(result);
  const warnings = 'warnings' in result ? result.warnings.join(' ') : '';
  return {
    operation: attempt.operation,
    outcome: result.outcome,
    declineReason: declineReasonOf(result),
    replayed,
    merchantTransactionId: attempt.merchantTransactionId,
    attemptNumber: attempt.attemptNumber,
    warnings: warnings === '' ? undefined : warnings,
    gatewayStatus: report?.status,
    gatewayReason: report?.reason,
    gatewayTransactionId: gatewayRefOf(result),
    correlationId: report?.correlationId,
  };
}
