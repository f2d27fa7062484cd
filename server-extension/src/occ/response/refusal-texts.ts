import type { RefusalReason } from '../../domain/payment/refusal-reason.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { TextName } from './shopper-texts.ts';

/**
 * What is said about an authorization that was refused, by the reason: the request was wrong, and no card is at fault. A
 * reason that speaks of an earlier payment does not say that nothing was charged, and one that is not listed promises nothing.
 */
export const REFUSAL_TEXTS: Readonly<Record<RefusalReason, TextName>> = {
  'invalid-request': 'requestRefused',
  'invalid-amount': 'requestRefused',
  'payment-not-found': 'requestRefused',
  'not-supported': 'requestRefused',
  'merchant-configuration': 'requestRefused',
  // Temporary, and not caused by the shop's settings.
  'processor-unavailable': 'tryLater',
  'exceeds-authorized-amount': 'faultNotConfirmed',
  'already-reversed': 'faultNotConfirmed',
  'already-settled': 'faultNotConfirmed',
  'reversed-or-settled': 'faultNotConfirmed',
  'authorization-missing': 'faultNotConfirmed',
  'refund-not-allowed': 'faultNotConfirmed',
  other: 'faultNotConfirmed',
};

/** The text for a refused authorization; of one that was not sent, nothing was charged. */
export function refusalTextOf({
  gateway,
  refusalReason = 'other',
}: Extract<PaymentResult, { readonly outcome: 'refused' }>): TextName {
  return gateway === undefined ? 'requestRefused' : REFUSAL_TEXTS[refusalReason];
}
