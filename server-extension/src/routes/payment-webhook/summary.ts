import { declineReasonOf, gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import type { ExecutedPayment } from '../../payments/execute-payment.ts';

/** What a line of the log says about an executed payment. */
export function summary({
  result,
  replayed,
  attempt: entry,
}: ExecutedPayment): Readonly<Record<string, string | number | boolean | undefined>> {
  const gateway = reportOf(result);
  return {
    operation: entry.operation,
    outcome: result.outcome,
    declineReason: declineReasonOf(result),
    replayed,
    status: gateway?.status,
    reason: gateway?.reason,
    gatewayId: gatewayRefOf(result),
    merchantTransactionId: entry.merchantTransactionId,
    correlationId: gateway?.correlationId,
    attempt: entry.attemptNumber,
  };
}
