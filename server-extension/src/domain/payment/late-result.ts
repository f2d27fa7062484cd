import { isApprovedOrPending } from './reported.ts';
import type { PaymentResult } from './result.ts';

/**
 * What the caller is answered with a result that was not written before other instances may have taken its attempt for lost and undone it:
 * that its outcome is unknown. A no stays a no.
 */
export function toLateResult(result: PaymentResult): PaymentResult {
  return isApprovedOrPending(result) || result.outcome === 'challenge' ? TOO_LATE : result;
}

const TOO_LATE: PaymentResult = {
  outcome: 'unknown',
  problem: 'The result came so late that others may have taken the attempt for lost and undone it.',
};
