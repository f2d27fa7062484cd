import { isApprovedOrPending } from './reported.ts';
import type { PaymentResult } from './result.ts';

/**
 * What the caller is answered when the result could not be written before other instances may have taken the attempt for lost
 * and undone it: that its outcome is unknown. A decline or a refusal is answered as it is.
 */
export function toLateResult(result: PaymentResult): PaymentResult {
  return isApprovedOrPending(result) || result.outcome === 'challenge' ? TOO_LATE : result;
}

const TOO_LATE: PaymentResult = {
  outcome: 'unknown',
  problem: 'The result came so late that others may have taken the attempt for lost and undone it.',
};
