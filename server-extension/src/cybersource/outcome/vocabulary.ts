/**
 * CyberSource's words. The tables have a row for each of them, or they do not compile; a word that is not here is
 * unknown. `npm run check` finds those that stand outside this adapter.
 */

/** CyberSource: `status` of a payment, HTTP 201. */
export const paymentStatuses = [
  'AUTHORIZED',
  'PARTIAL_AUTHORIZED',
  'AUTHORIZED_PENDING_REVIEW',
  'AUTHORIZED_RISK_DECLINED',
  'PENDING_AUTHENTICATION',
  'PENDING_REVIEW',
  'DECLINED',
  'AUTHENTICATION_FAILED',
  'INVALID_REQUEST',
  'PENDING',
  'TRANSMITTED',
] as const;

export type PaymentStatus = (typeof paymentStatuses)[number];

/** CyberSource: `status` of a capture and of a refund, HTTP 201. */
export const settlementStatuses = ['PENDING', 'TRANSMITTED', 'DECLINED', 'INVALID_REQUEST'] as const;

export type SettlementStatus = (typeof settlementStatuses)[number];

/** CyberSource: `status` of an authorization reversal, HTTP 201. */
export const reversalStatuses = ['REVERSED', 'DECLINED', 'INVALID_REQUEST'] as const;

export type ReversalStatus = (typeof reversalStatuses)[number];

/** CyberSource: `status` of a void, HTTP 201. */
export const voidStatuses = ['VOIDED', 'CANCELLED', 'FAILED', 'DECLINED', 'INVALID_REQUEST'] as const;

export type VoidStatus = (typeof voidStatuses)[number];

/** CyberSource: `errorInformation.reason` beside AUTHORIZED_PENDING_REVIEW. */
export const reviewReasons = [
  'DECISION_PROFILE_REVIEW',
  'AVS_FAILED',
  'CV_FAILED',
  'CONTACT_PROCESSOR',
] as const;

export type ReviewReason = (typeof reviewReasons)[number];

/** CyberSource: `errorInformation.reason` of a payment. */
export const paymentReasons = [
  'ACH_VERIFICATION_FAILED',
  'ADDRESS_COUNTRY_WATCHLIST_MATCH',
  'ALLOWABLE_PIN_RETRIES_EXCEEDED',
  'AVS_FAILED',
  'BLACKLISTED_CUSTOMER',
  'BLOCKED_BY_CARDHOLDER',
  'CONSUMER_AUTHENTICATION_FAILED',
  'CONSUMER_AUTHENTICATION_REQUIRED',
  'CONTACT_PROCESSOR',
  'CUSTOMER_AUTHENTICATION_REQUIRED',
  'CUSTOMER_WATCHLIST_MATCH',
  'CVN_NOT_MATCH',
  'CV_FAILED',
  'DAGGDENIED',
  'DAGGREJECTED',
  'DEBIT_CARD_USAGE_LIMIT_EXCEEDED',
  'DECISION_PROFILE_REJECT',
  'DECISION_PROFILE_REVIEW',
  'DECLINED_CHECK',
  'DSYSREJECTED',
  'EMAIL_COUNTRY_WATCHLIST_MATCH',
  'EXCEEDS_CREDIT_LIMIT',
  'EXPIRED_CARD',
  'GENERAL_DECLINE',
  'INSUFFICIENT_FUND',
  'INVALID_ACCOUNT',
  'INVALID_CVN',
  'INVALID_MERCHANT_CONFIGURATION',
  'IP_COUNTRY_WATCHLIST_MATCH',
  'ISSUER_UNAVAILABLE',
  'PAYMENT_REFUSED',
  'PENDING_AUTHENTICATION',
  'PROCESSOR_DECLINED',
  'PROCESSOR_ERROR',
  'SCORE_EXCEEDS_THRESHOLD',
  'STOLEN_LOST_CARD',
  'SUSPENDED_ACCOUNT',
  'UNAUTHORIZED_CARD',
] as const;

export type PaymentReason = (typeof paymentReasons)[number];

/** CyberSource: `reason` of HTTP 400 and of INVALID_REQUEST within a 201, of all operations. */
export const requestReasons = [
  'ACCOUNT_NOT_ALLOWED_CREDIT',
  'AUTH_ALREADY_REVERSED',
  'CAPTURE_ALREADY_VOIDED',
  'CARD_TYPE_NOT_ACCEPTED',
  'CONSUMER_AUTHENTICATION_FAILED',
  'DUPLICATE_REQUEST',
  'EXCEEDS_AUTH_AMOUNT',
  'INVALID_AMOUNT',
  'INVALID_CARD',
  'INVALID_CARD_TYPE',
  'INVALID_DATA',
  'INVALID_MERCHANT_CONFIGURATION',
  'INVALID_PAYMENT_ID',
  'MISSING_AUTH',
  'MISSING_FIELD',
  'NOT_SUPPORTED',
  'NOT_VOIDABLE',
  'PROCESSOR_UNAVAILABLE',
  'TRANSACTION_ALREADY_REVERSED_OR_SETTLED',
  'TRANSACTION_ALREADY_SETTLED',
] as const;

export type RequestReason = (typeof requestReasons)[number];
