import type { GatewayReport } from '../../domain/payment/result.ts';
import type { TextName } from './shopper-texts.ts';

/**
 * What is said about an authorization that CyberSource refused, by its reason: the request was wrong, and no card is at
 * fault. A reason that speaks of an earlier payment does not say that nothing was charged.
 */
export const REFUSAL_TEXTS: Readonly<Record<string, TextName>> = {
  MISSING_FIELD: 'requestRefused',
  INVALID_DATA: 'requestRefused',
  INVALID_MERCHANT_CONFIGURATION: 'requestRefused',
  INVALID_AMOUNT: 'requestRefused',
  INVALID_PAYMENT_ID: 'requestRefused',
  NOT_SUPPORTED: 'requestRefused',
  // It passes, and is no fault of the shop.
  PROCESSOR_UNAVAILABLE: 'tryLater',
  EXCEEDS_AUTH_AMOUNT: 'faultNotConfirmed',
  AUTH_ALREADY_REVERSED: 'faultNotConfirmed',
  TRANSACTION_ALREADY_SETTLED: 'faultNotConfirmed',
  TRANSACTION_ALREADY_REVERSED_OR_SETTLED: 'faultNotConfirmed',
  MISSING_AUTH: 'faultNotConfirmed',
  CAPTURE_ALREADY_VOIDED: 'faultNotConfirmed',
  ACCOUNT_NOT_ALLOWED_CREDIT: 'faultNotConfirmed',
  NOT_VOIDABLE: 'faultNotConfirmed',
};

/** @param report what CyberSource said; undefined where nothing was sent. A reason that is not listed promises nothing. */
export function refusalTextOf(report: GatewayReport | undefined): TextName {
  if (report === undefined) return 'requestRefused';
  const { reason } = report;
  const text =
    reason !== undefined && Object.hasOwn(REFUSAL_TEXTS, reason) ? REFUSAL_TEXTS[reason] : undefined;
  return text ?? 'faultNotConfirmed';
}
