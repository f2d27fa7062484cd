import type { SavedCardIds } from '../../domain/payment/result.ts';
import type { StoredRequest, StoredResult } from '../stored-attempt.ts';

/** The document of a request without what belongs to the shopper. */
export function withoutShopper(request: StoredRequest): StoredRequest {
  const kept: StoredRequest & { lastDigits?: string; instrument?: SavedCardIds } = { ...request };
  delete kept.lastDigits;
  delete kept.instrument;
  return kept;
}

const ERASED_CHALLENGE = { authenticationTransactionId: '', stepUpUrl: '', accessToken: '', details: {} };

/** The document of a result without what belongs to the shopper. */
export function resultWithoutShopper(result: StoredResult | null): StoredResult | null {
  if (result === null) return null;
  if ('challenge' in result) return { ...result, challenge: ERASED_CHALLENGE };
  const kept: StoredResult & { savedCard?: SavedCardIds } = { ...result };
  delete kept.savedCard;
  return kept;
}
