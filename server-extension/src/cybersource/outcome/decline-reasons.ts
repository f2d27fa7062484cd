import type { DeclineReason } from '../../domain/payment/decline-reason.ts';
import type { GatewayReport } from '../../domain/payment/result.ts';
import { lookUp } from './look-up.ts';
import type { REFUSAL } from './tables.ts';
import type {
  PaymentReason,
  PaymentStatus,
  RequestReason,
  ReversalStatus,
  SettlementStatus,
  VoidStatus,
} from './vocabulary.ts';

/** The reasons of HTTP 400 that are about the card, not about the request. */
export type CardReason = {
  [Reason in RequestReason]: (typeof REFUSAL)[Reason] extends 'declined' ? Reason : never;
}[RequestReason];

/** The reasons that a declined payment can carry: a wrong configuration is a refusal of the request. */
type DeclinedBecauseOf = Exclude<PaymentReason, 'INVALID_MERCHANT_CONFIGURATION'> | CardReason;

/**
 * CyberSource: `errorInformation.reason` (HTTP 201) and `reason` (HTTP 400). What each means is in “Reason Codes for the
 * REST API” and, by the number that goes with it (204 is INSUFFICIENT_FUND), in “Reason Codes for the Simple Order API”,
 * https://developer.cybersource.com/docs/cybs/en-us/reason-codes-so/reference/all/so/reason-codes-so/reason-codes-so.html
 */
export const BY_REASON: Readonly<Record<DeclinedBecauseOf, DeclineReason>> = {
  // Of bank transfers and checks.
  ACH_VERIFICATION_FAILED: 'other',
  DECLINED_CHECK: 'do-not-honor',
  // CyberSource's documentation does not say what they mean.
  DAGGDENIED: 'other',
  DAGGREJECTED: 'other',
  DSYSREJECTED: 'other',
  // No more than that the issuer or the processor declined.
  GENERAL_DECLINE: 'do-not-honor',
  PAYMENT_REFUSED: 'do-not-honor',
  PROCESSOR_DECLINED: 'do-not-honor',

  INSUFFICIENT_FUND: 'insufficient-funds',
  EXCEEDS_CREDIT_LIMIT: 'limit-exceeded',
  DEBIT_CARD_USAGE_LIMIT_EXCEEDED: 'limit-exceeded',
  EXPIRED_CARD: 'expired-card',
  INVALID_ACCOUNT: 'invalid-card',
  INVALID_CARD: 'invalid-card',
  CARD_TYPE_NOT_ACCEPTED: 'card-not-supported',
  INVALID_CARD_TYPE: 'card-not-supported',
  CVN_NOT_MATCH: 'security-code-mismatch',
  CV_FAILED: 'security-code-mismatch',
  INVALID_CVN: 'security-code-mismatch',
  AVS_FAILED: 'avs-mismatch',
  // The issuer's soft decline.
  CUSTOMER_AUTHENTICATION_REQUIRED: 'authentication-required',
  // A rule of the merchant's, before payer authentication has begun. The SDK's list has two names for it.
  CONSUMER_AUTHENTICATION_REQUIRED: 'authentication-required',
  PENDING_AUTHENTICATION: 'authentication-required',
  CONSUMER_AUTHENTICATION_FAILED: 'authentication-failed',
  STOLEN_LOST_CARD: 'stolen-or-lost-card',
  ALLOWABLE_PIN_RETRIES_EXCEEDED: 'card-blocked',
  BLOCKED_BY_CARDHOLDER: 'card-blocked',
  SUSPENDED_ACCOUNT: 'card-blocked',
  // An inactive card, or one that is not for payments without the card.
  UNAUTHORIZED_CARD: 'transaction-not-permitted',
  // On the processor's negative list.
  BLACKLISTED_CUSTOMER: 'fraud-suspected',
  ADDRESS_COUNTRY_WATCHLIST_MATCH: 'fraud-suspected',
  CUSTOMER_WATCHLIST_MATCH: 'fraud-suspected',
  EMAIL_COUNTRY_WATCHLIST_MATCH: 'fraud-suspected',
  IP_COUNTRY_WATCHLIST_MATCH: 'fraud-suspected',
  // Decision Manager.
  DECISION_PROFILE_REJECT: 'fraud-suspected',
  DECISION_PROFILE_REVIEW: 'fraud-suspected',
  SCORE_EXCEEDS_THRESHOLD: 'fraud-suspected',
  CONTACT_PROCESSOR: 'call-issuer',
  ISSUER_UNAVAILABLE: 'issuer-unavailable',
  PROCESSOR_ERROR: 'processor-error',
};

type Status = PaymentStatus | SettlementStatus | ReversalStatus | VoidStatus;

/** CyberSource: `status`, for an answer whose reason is missing or says nothing. */
export const BY_STATUS: Readonly<Record<Status, DeclineReason>> = {
  PARTIAL_AUTHORIZED: 'partial-approval',
  AUTHORIZED_RISK_DECLINED: 'fraud-suspected',
  AUTHENTICATION_FAILED: 'authentication-failed',
  PENDING_AUTHENTICATION: 'authentication-required',
  // Decision Manager's, before the issuer is asked.
  PENDING_REVIEW: 'fraud-suspected',
  AUTHORIZED: 'other',
  AUTHORIZED_PENDING_REVIEW: 'other',
  CANCELLED: 'other',
  DECLINED: 'other',
  FAILED: 'other',
  INVALID_REQUEST: 'other',
  PENDING: 'other',
  REVERSED: 'other',
  TRANSMITTED: 'other',
  VOIDED: 'other',
};

/**
 * CyberSource: `processorInformation.responseCode`, for most processors what the issuer sent in field 39 of ISO 8583. The
 * two characters mean the same with Visa and Mastercard, or are left out: 78, 79, 82 and 83 differ between them. A processor
 * that writes more or fewer characters has a list of its own, which is not read here. Source: the lists of Visa, Mastercard,
 * Discover and American Express in https://developer.north.com/supplemental-resources/transaction-response-codes and
 * https://www.primer.io/docs/concepts/decline-codes/mapping-standard
 */
export const BY_NETWORK_CODE: Readonly<Record<string, DeclineReason>> = {
  '01': 'call-issuer',
  '02': 'call-issuer',
  '03': 'transaction-not-permitted',
  // Pick up card, without a suspicion.
  '04': 'card-blocked',
  '05': 'do-not-honor',
  '06': 'processor-error',
  // Pick up card: fraud.
  '07': 'fraud-suspected',
  '12': 'transaction-not-permitted',
  '13': 'transaction-not-permitted',
  '14': 'invalid-card',
  // No such issuer.
  '15': 'invalid-card',
  // Enter the transaction again.
  '19': 'issuer-unavailable',
  '30': 'processor-error',
  '33': 'expired-card',
  '34': 'fraud-suspected',
  '36': 'card-blocked',
  '38': 'card-blocked',
  // No credit account.
  '39': 'invalid-card',
  '41': 'stolen-or-lost-card',
  '43': 'stolen-or-lost-card',
  // Closed account.
  '46': 'invalid-card',
  '51': 'insufficient-funds',
  // No checking account, no savings account.
  '52': 'invalid-card',
  '53': 'invalid-card',
  '54': 'expired-card',
  '57': 'transaction-not-permitted',
  '58': 'transaction-not-permitted',
  '59': 'fraud-suspected',
  '61': 'limit-exceeded',
  // Restricted: not in this region or country.
  '62': 'transaction-not-permitted',
  // Security violation.
  '63': 'fraud-suspected',
  // Money laundering rules.
  '64': 'transaction-not-permitted',
  // How often the card was used. Where Mastercard means a soft decline by it, CyberSource gives a reason of its own.
  '65': 'limit-exceeded',
  // Too many wrong PINs.
  '75': 'card-blocked',
  '91': 'issuer-unavailable',
  '92': 'issuer-unavailable',
  // Against the law.
  '93': 'transaction-not-permitted',
  '96': 'processor-error',
  // Visa: more authentication is required.
  '1A': 'authentication-required',
  N7: 'security-code-mismatch',
  R0: 'stop-payment',
  R1: 'stop-payment',
  R3: 'stop-payment',
};

/**
 * CyberSource: `processorInformation.merchantAdvice.code`. One digit is Visa's, two are Mastercard's. What only says that
 * nothing is known (`00`, `99`) is left out. Source: the REST SDK's model
 * PtsV2PaymentsPost201ResponseProcessorInformationMerchantAdvice and
 * https://developer.cybersource.com/docs/cybs/en-us/api-fields/reference/all/so/api-fields/cc-auth-reply-merchant-advice-code.html
 */
export const BY_ADVICE_CODE: Readonly<Record<string, DeclineReason>> = {
  '1': 'never-approved',
  '2': 'temporarily-declined',
  // Revalidate the payment information.
  '3': 'invalid-card',
  // New account information is available.
  '01': 'invalid-card',
  '02': 'temporarily-declined',
  '03': 'never-approved',
  // The token is not supported.
  '04': 'transaction-not-permitted',
  // Barclays: blocked by the card network.
  '05': 'never-approved',
  // The payment, or the series of payments, was cancelled.
  '21': 'stop-payment',
  // The merchant does not qualify for the product code.
  '22': 'transaction-not-permitted',
  // After an hour, a day, two, four, six, eight and ten days.
  '24': 'temporarily-declined',
  '25': 'temporarily-declined',
  '26': 'temporarily-declined',
  '27': 'temporarily-declined',
  '28': 'temporarily-declined',
  '29': 'temporarily-declined',
  '30': 'temporarily-declined',
  // A prepaid card that cannot be loaded again; a number for a single use.
  '40': 'transaction-not-permitted',
  '41': 'transaction-not-permitted',
  // The sanctions score is above the threshold.
  '42': 'fraud-suspected',
};

/** They say no more than that the payment was declined: what another source says in particular goes before. */
const UNSPECIFIC: ReadonlySet<DeclineReason> = new Set(['do-not-honor', 'other']);

/**
 * Why a declined payment was declined. Total. CyberSource's own words go first, reason before status: it knows the
 * processor, and its documentation forbids to judge an authorization by the response code. Then comes the network's response
 * code, which names the reason, then the network's advice, which says what to do about it. The first of them that says
 * something in particular decides, else the first that says anything.
 */
export function toDeclineReason({
  reason,
  status,
  networkCode,
  adviceCode,
}: Partial<Pick<GatewayReport, 'reason' | 'status' | 'networkCode' | 'adviceCode'>> = {}): DeclineReason {
  const named = [
    lookUp<DeclineReason>(BY_REASON, reason),
    lookUp<DeclineReason>(BY_STATUS, status),
    lookUp(BY_NETWORK_CODE, networkCode),
    lookUp(BY_ADVICE_CODE, adviceCode),
  ].filter((each) => each !== undefined);
  return named.find((each) => !UNSPECIFIC.has(each)) ?? named.find((each) => each !== 'other') ?? 'other';
}
