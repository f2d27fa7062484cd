import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { LabelsOf } from './catalogue/metrics.ts';

/** An attempt as far as it is counted. */
export type MeasuredAttempt = Pick<PaymentAttempt, 'operation' | 'paymentType' | 'site' | 'result'>;

/** The labels of an attempt that has ended; undefined for one that is under way. */
export function attemptLabels({
  operation,
  paymentType,
  site,
  result,
}: MeasuredAttempt): LabelsOf<'payment_attempts_total'> | undefined {
  if (result === undefined) return undefined;
  return {
    operation,
    outcome: result.outcome,
    reason: reasonOf(result),
    method: paymentType ?? 'none',
    site,
  };
}

/** Why it ended so, as one of a few words. */
function reasonOf(result: PaymentResult): string {
  switch (result.outcome) {
    case 'declined':
      return result.declineReason;
    case 'pending':
      return result.because;
    case 'refused':
      return result.blockedBy === undefined ? 'none' : 'limit';
    case 'not-sent':
      return result.notConfigured === true ? 'not-configured' : 'none';
    case 'approved':
    case 'challenge':
    case 'unknown':
      return 'none';
  }
}
