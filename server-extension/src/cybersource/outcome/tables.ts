import type {
  PaymentReason,
  PaymentStatus,
  RequestReason,
  ReversalStatus,
  ReviewReason,
  SettlementStatus,
  VoidStatus,
} from './vocabulary.ts';

/** What an answer of CyberSource's means for the money. */
export type ResponseMeaning =
  | 'approved'
  /** Money is held; people at the merchant decide whether the order stands. */
  | 'review'
  /** Accepted; the money moves with the next batch. */
  | 'settlement'
  | 'challenge'
  | 'declined'
  /** The answer is no, and yet the issuer holds the money: it has to be reversed. */
  | 'declined-while-held'
  /** The same, and what is held is a part of the amount. */
  | 'partly-held'
  /** The same: of a sale, only the authorization half went through. */
  | 'capture-failed'
  /** Our request was wrong; no money moved. */
  | 'refused'
  /** CyberSource has seen this request before: what became of the first one is the answer. */
  | 'duplicate'
  | 'unknown';

/** What was asked. CyberSource answers AUTHORIZED to a sale as well: only the request tells them apart. */
export type Intent = 'authorization' | 'sale' | 'increment' | 'capture' | 'reversal' | 'void' | 'refund';

/** Where a status alone does not say enough, the reason decides. */
export type ByReason = 'by-review-reason' | 'by-decline-reason' | 'by-refusal-reason';

type Row<Word extends string> = Readonly<Record<Word, ResponseMeaning | ByReason>>;

const PAYMENT: Omit<Row<PaymentStatus>, 'TRANSMITTED'> = {
  AUTHORIZED: 'approved',
  // Part of the amount is no payment of the order.
  PARTIAL_AUTHORIZED: 'partly-held',
  AUTHORIZED_PENDING_REVIEW: 'by-review-reason',
  AUTHORIZED_RISK_DECLINED: 'declined-while-held',
  PENDING_AUTHENTICATION: 'challenge',
  // Screened before the issuer was asked: nothing is authorized that an order could stand on.
  PENDING_REVIEW: 'declined',
  DECLINED: 'by-decline-reason',
  AUTHENTICATION_FAILED: 'declined',
  INVALID_REQUEST: 'by-refusal-reason',
  // Bank transfers only, which we do not ask for.
  PENDING: 'unknown',
};

const SETTLEMENT: Row<SettlementStatus> = {
  PENDING: 'settlement',
  TRANSMITTED: 'approved',
  // Of a capture: a further partial one can need an authorization of its own, which the issuer may refuse.
  DECLINED: 'declined',
  INVALID_REQUEST: 'by-refusal-reason',
};

interface Statuses extends Record<Intent, object> {
  readonly authorization: Row<PaymentStatus>;
  readonly sale: Row<PaymentStatus>;
  readonly increment: Row<PaymentStatus>;
  readonly capture: Row<SettlementStatus>;
  readonly reversal: Row<ReversalStatus>;
  readonly void: Row<VoidStatus>;
  readonly refund: Row<SettlementStatus>;
}

/** The status of an answer with HTTP 201. */
export const STATUS: Statuses = {
  // TRANSMITTED: money was taken although only a hold was asked for.
  authorization: { ...PAYMENT, TRANSMITTED: 'unknown' },
  sale: { ...PAYMENT, TRANSMITTED: 'approved' },
  // What was held before stays held, whatever becomes of the difference; a review of it changes nothing.
  increment: { ...PAYMENT, AUTHORIZED_PENDING_REVIEW: 'approved', TRANSMITTED: 'unknown' },
  capture: SETTLEMENT,
  reversal: { REVERSED: 'approved', DECLINED: 'declined', INVALID_REQUEST: 'by-refusal-reason' },
  void: {
    VOIDED: 'approved',
    CANCELLED: 'approved',
    FAILED: 'declined',
    DECLINED: 'declined',
    INVALID_REQUEST: 'by-refusal-reason',
  },
  refund: SETTLEMENT,
};

/** The reason beside AUTHORIZED_PENDING_REVIEW: money is held, and something speaks against the payment. */
export const REVIEW: Readonly<Record<ReviewReason, ResponseMeaning | 'by-setting' | 'referral'>> = {
  DECISION_PROFILE_REVIEW: 'review',
  AVS_FAILED: 'by-setting',
  CV_FAILED: 'by-setting',
  // The issuer wants to be called before it approves: by the same setting, but never approved without a person.
  CONTACT_PROCESSOR: 'referral',
};

/** The reason beside DECLINED. A reason that is not listed, or none, is a decline as well: the status says so. */
export const DECLINE = {
  ACH_VERIFICATION_FAILED: 'declined',
  ADDRESS_COUNTRY_WATCHLIST_MATCH: 'declined',
  ALLOWABLE_PIN_RETRIES_EXCEEDED: 'declined',
  // CyberSource's own no after the issuer's yes: the hold may be alive.
  AVS_FAILED: 'declined-while-held',
  BLACKLISTED_CUSTOMER: 'declined',
  BLOCKED_BY_CARDHOLDER: 'declined',
  CONSUMER_AUTHENTICATION_FAILED: 'declined',
  CONSUMER_AUTHENTICATION_REQUIRED: 'declined',
  CONTACT_PROCESSOR: 'declined',
  // The issuer's soft decline: with payer authentication the same payment is tried again.
  CUSTOMER_AUTHENTICATION_REQUIRED: 'declined',
  CUSTOMER_WATCHLIST_MATCH: 'declined',
  CVN_NOT_MATCH: 'declined',
  CV_FAILED: 'declined-while-held',
  DAGGDENIED: 'declined',
  DAGGREJECTED: 'declined',
  DEBIT_CARD_USAGE_LIMIT_EXCEEDED: 'declined',
  DECISION_PROFILE_REJECT: 'declined',
  DECISION_PROFILE_REVIEW: 'declined',
  DECLINED_CHECK: 'declined',
  DSYSREJECTED: 'declined',
  EMAIL_COUNTRY_WATCHLIST_MATCH: 'declined',
  EXCEEDS_CREDIT_LIMIT: 'declined',
  EXPIRED_CARD: 'declined',
  GENERAL_DECLINE: 'declined',
  INSUFFICIENT_FUND: 'declined',
  INVALID_ACCOUNT: 'declined',
  INVALID_CVN: 'declined',
  INVALID_MERCHANT_CONFIGURATION: 'refused',
  IP_COUNTRY_WATCHLIST_MATCH: 'declined',
  ISSUER_UNAVAILABLE: 'declined',
  PAYMENT_REFUSED: 'declined',
  PENDING_AUTHENTICATION: 'declined',
  PROCESSOR_DECLINED: 'declined',
  PROCESSOR_ERROR: 'declined',
  SCORE_EXCEEDS_THRESHOLD: 'declined',
  STOLEN_LOST_CARD: 'declined',
  SUSPENDED_ACCOUNT: 'declined',
  UNAUTHORIZED_CARD: 'declined',
} as const satisfies Readonly<Record<PaymentReason, ResponseMeaning>>;

/** The reason of INVALID_REQUEST, with HTTP 400 as well as within a 201. */
export const REFUSAL = {
  MISSING_FIELD: 'refused',
  // Without details it is a duplicate: see classify-response.ts.
  INVALID_DATA: 'refused',
  DUPLICATE_REQUEST: 'duplicate',
  INVALID_MERCHANT_CONFIGURATION: 'refused',
  PROCESSOR_UNAVAILABLE: 'refused',
  INVALID_AMOUNT: 'refused',
  INVALID_PAYMENT_ID: 'refused',
  NOT_SUPPORTED: 'refused',
  // The shopper's card, not our request.
  INVALID_CARD: 'declined',
  INVALID_CARD_TYPE: 'declined',
  CARD_TYPE_NOT_ACCEPTED: 'declined',
  CONSUMER_AUTHENTICATION_FAILED: 'declined',
  // Follow-ons that the state of the payment forbids.
  EXCEEDS_AUTH_AMOUNT: 'refused',
  AUTH_ALREADY_REVERSED: 'refused',
  TRANSACTION_ALREADY_SETTLED: 'refused',
  TRANSACTION_ALREADY_REVERSED_OR_SETTLED: 'refused',
  MISSING_AUTH: 'refused',
  CAPTURE_ALREADY_VOIDED: 'refused',
  ACCOUNT_NOT_ALLOWED_CREDIT: 'refused',
  NOT_VOIDABLE: 'refused',
} as const satisfies Readonly<Record<RequestReason, ResponseMeaning>>;
