import type { RefusalReason } from '../../domain/payment/refusal-reason.ts';
import type { CardReason } from './decline-reasons.ts';
import { lookUp } from './look-up.ts';
import type { RequestReason } from './vocabulary.ts';

/** CyberSource: `reason` of HTTP 400 and of INVALID_REQUEST within a 201, where it refuses the request and not the card. */
export const REFUSAL_REASON: Readonly<
  Record<Exclude<RequestReason, CardReason | 'DUPLICATE_REQUEST'>, RefusalReason>
> = {
  MISSING_FIELD: 'invalid-request',
  INVALID_DATA: 'invalid-request',
  INVALID_AMOUNT: 'invalid-amount',
  INVALID_PAYMENT_ID: 'payment-not-found',
  NOT_SUPPORTED: 'not-supported',
  INVALID_MERCHANT_CONFIGURATION: 'merchant-configuration',
  PROCESSOR_UNAVAILABLE: 'processor-unavailable',
  EXCEEDS_AUTH_AMOUNT: 'exceeds-authorized-amount',
  AUTH_ALREADY_REVERSED: 'already-reversed',
  CAPTURE_ALREADY_VOIDED: 'already-reversed',
  TRANSACTION_ALREADY_SETTLED: 'already-settled',
  NOT_VOIDABLE: 'already-settled',
  TRANSACTION_ALREADY_REVERSED_OR_SETTLED: 'reversed-or-settled',
  MISSING_AUTH: 'authorization-missing',
  ACCOUNT_NOT_ALLOWED_CREDIT: 'refund-not-allowed',
};

/** Why CyberSource refused a request. Total. */
export function toRefusalReason(reason: string | undefined): RefusalReason {
  return lookUp<RefusalReason>(REFUSAL_REASON, reason) ?? 'other';
}
