/** What an answer of CyberSource's means for the money. */
export type Meaning =
  | 'approved'
  /** Money is held; people at the merchant decide whether the order stands. */
  | 'review'
  /** Accepted; the money moves with the next batch. */
  | 'settlement'
  | 'challenge'
  | 'declined'
  /** The answer is no, and yet the issuer holds the money: it has to be reversed. */
  | 'declined-while-held'
  /** Our request was wrong; no money moved. */
  | 'refused'
  /** CyberSource has seen this request before: what became of the first one is the answer. */
  | 'duplicate'
  | 'unknown';

/** What was asked. CyberSource answers AUTHORIZED to a sale as well: only the request tells them apart. */
export type Intent = 'authorization' | 'sale' | 'capture' | 'void' | 'refund';

/** Where a status alone does not say enough, the reason decides. */
export type ByReason = 'by-review-reason' | 'by-decline-reason' | 'by-refusal-reason';

type Row = Readonly<Record<string, Meaning | ByReason>>;

const PAYMENT: Row = {
  AUTHORIZED: 'approved',
  // Part of the amount is no payment of the order.
  PARTIAL_AUTHORIZED: 'declined-while-held',
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

/** The status of an answer with HTTP 201. A status that is not listed is unknown, never a guess. */
export const STATUS: Readonly<Record<Intent, Row>> = {
  // TRANSMITTED: money was taken although only a hold was asked for.
  authorization: { ...PAYMENT, TRANSMITTED: 'unknown' },
  sale: { ...PAYMENT, TRANSMITTED: 'approved' },
  capture: {
    PENDING: 'settlement',
    TRANSMITTED: 'approved',
    // A second partial capture can need an authorization of its own, which the issuer may refuse.
    DECLINED: 'declined',
    INVALID_REQUEST: 'by-refusal-reason',
  },
  void: {
    REVERSED: 'approved',
    VOIDED: 'approved',
    CANCELLED: 'approved',
    FAILED: 'declined',
    DECLINED: 'declined',
    INVALID_REQUEST: 'by-refusal-reason',
  },
  refund: {
    PENDING: 'settlement',
    TRANSMITTED: 'approved',
    DECLINED: 'declined',
    INVALID_REQUEST: 'by-refusal-reason',
  },
};

/** The reason beside AUTHORIZED_PENDING_REVIEW: money is held, somebody is not content. */
export const REVIEW: Readonly<Record<string, Meaning>> = {
  DECISION_PROFILE_REVIEW: 'review',
  AVS_FAILED: 'declined-while-held',
  CV_FAILED: 'declined-while-held',
  // The issuer wants to be telephoned, which no webshop does.
  CONTACT_PROCESSOR: 'declined-while-held',
};

/** The reason beside DECLINED: all of them are a no, and DECLINED without a reason as well. These need more than that. */
export const DECLINE: Readonly<Record<string, Meaning>> = {
  // CyberSource's own no after the issuer's yes: the hold may be alive.
  AVS_FAILED: 'declined-while-held',
  CV_FAILED: 'declined-while-held',
  INVALID_MERCHANT_CONFIGURATION: 'refused',
};

/** The reason of INVALID_REQUEST, with HTTP 400 as well as within a 201. */
export const REFUSAL: Readonly<Record<string, Meaning>> = {
  MISSING_FIELD: 'refused',
  // Without details it is a duplicate: see meaning.ts.
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
};

/** HTTP statuses other than 201 and 400. Redirects, 5xx and all others are unknown: CyberSource may have acted. */
export const HTTP: Readonly<Record<string, Meaning>> = {
  401: 'refused',
  403: 'refused',
  404: 'refused',
  405: 'refused',
  429: 'refused',
};
