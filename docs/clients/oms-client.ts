// Generated from the API's document: npm run docs
/**
 * The extension's API for an order management and for operators. Needs nothing but `fetch`: copy this file.
 *
 * @example
 * const oms = createOmsClient({ baseUrl: 'https://shop.example', token: () => readToken(), site: 'siteUS' });
 * await oms.capture({ merchantReferenceNumber: 'o30446', transactionId, currency: 'USD', amount: '000000004250' },
 *   { 'idempotency-key': 'o30446-shipment-1' });
 */

export type AllowedOperations = readonly {
  readonly operation: 'capture' | 'refund' | 'void' | 'reverse' | 'reduce' | 'increment';
  readonly upTo?: Amount;
}[];

export interface Amount {
  /** In the smallest unit of the currency: 4250 for USD 42.50 */
  readonly minor: number;
  /** ISO 4217 */
  readonly currency: string;
}

export interface Attempt {
  /** When the attempt was claimed */
  readonly at: string;
  readonly completedAt?: string;
  readonly type: 'authorize' | 'capture' | 'void' | 'refund' | 'increment' | 'reauthorize';
  /** The payment’s method; absent for payments of 1.0.0 and of other programs */
  readonly paymentType?: string;
  /** Carried out without a call to a gateway */
  readonly offline?: true;
  readonly caller: 'webhook' | 'oms' | 'reconciler' | 'operator' | 'external' | 'unknown';
  readonly site: string;
  readonly channel: Channel;
  readonly paymentId?: string;
  readonly attemptNumber: number;
  /** Decimal: 42.50 */
  readonly amount: string;
  readonly currency: string;
  readonly outcome:
    'in-flight' | 'approved' | 'pending' | 'challenge' | 'declined' | 'refused' | 'not-sent' | 'unknown';
  /** What the caller was told, where `outcome` has been found out since */
  readonly reportedOutcome?: 'unknown';
  readonly resolvedAt?: string;
  /** The payment’s state now */
  readonly state?:
    | 'Created'
    | 'Authorized'
    | 'PartiallyCaptured'
    | 'Captured'
    | 'AuthorizationVoided'
    | 'CaptureVoided'
    | 'Settled'
    | 'Refunded'
    | 'AuthorizationVoidFailed'
    | 'RefundFailed';
  /** Why it was declined */
  readonly declineReason?:
    | 'insufficient-funds'
    | 'limit-exceeded'
    | 'partial-approval'
    | 'expired-card'
    | 'invalid-card'
    | 'card-not-supported'
    | 'security-code-mismatch'
    | 'avs-mismatch'
    | 'authentication-required'
    | 'authentication-failed'
    | 'stolen-or-lost-card'
    | 'card-blocked'
    | 'fraud-suspected'
    | 'transaction-not-permitted'
    | 'do-not-honor'
    | 'temporarily-declined'
    | 'never-approved'
    | 'stop-payment'
    | 'call-issuer'
    | 'issuer-unavailable'
    | 'processor-error'
    | 'other';
  /** CyberSource’s id of this attempt */
  readonly gatewayId?: string;
  /** The transaction in CyberSource’s Business Center */
  readonly businessCenterUrl?: string;
  /** CyberSource’s id of what the attempt is about */
  readonly original?: string;
  readonly merchantTransactionId?: string;
  readonly problem?: string;
  /** CyberSource’s status */
  readonly status?: string;
  /** CyberSource’s reason */
  readonly reason?: string;
  readonly correlationId?: string;
}

export type Channel = 'agent' | 'preview' | 'storefront';

export interface ChargePlan {
  /** `completed`: carried out, the money moves with the next settlement; `pending`: a person has to decide first; `failed`: `errors` says why, no money moved; `planned`: a dry run, nothing was sent */
  readonly state: 'completed' | 'pending' | 'failed' | 'planned';
  /** Why it failed; empty otherwise */
  readonly errors: readonly ErrorEntry[];
  /** What went wrong beside an operation that went well */
  readonly warnings: readonly {
    readonly code: 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';
    readonly message: string;
  }[];
  /** What CyberSource said: `gatewayStatus`, `approvalCode`, `networkTransactionId` and so on */
  readonly customAttributes: Readonly<Record<string, string>>;
  readonly operation: 'charge';
  readonly orderId: string;
  readonly steps: readonly {
    readonly operation: 'authorization' | 'sale';
    readonly amount: Amount;
    readonly networkTransactionId?: string;
  }[];
}

export interface ConfigurationCheck {
  /** What was looked at, for example `credentials`, `clock`, `origins` */
  readonly id: string;
  readonly site?: string;
  readonly channel?: string;
  /** Setting or variable to put right; several with commas */
  readonly setting?: string;
  readonly status: 'ok' | 'warning' | 'fault';
  readonly problem?: string;
  readonly remedy?: string;
}

export interface DecidedReview {
  readonly decision: 'ACCEPT' | 'REJECT';
  /** A user’s name, an application’s id, or the reviewer that CyberSource names */
  readonly by: string;
  /** Decided with this API, or elsewhere and heard of in one of two ways */
  readonly source: 'operator' | 'notification' | 'conversion-details';
  readonly at: string;
  readonly comment?: string;
}

/** What a reviewer decided about an order */
export interface DecisionRow {
  /** The order id */
  readonly merchantReferenceCode: string;
  readonly originalDecision: 'ACCEPT' | 'REVIEW' | 'REJECT';
  readonly newDecision: 'ACCEPT' | 'REVIEW' | 'REJECT';
}

export interface Dependency {
  readonly name: 'occ' | 'cybersource' | 'journal';
  readonly status: 'up' | 'down';
  /** Of the API, the client library or the database */
  readonly version: string;
  readonly checkedAt: string;
  /** Milliseconds until it answered, or was given up */
  readonly durationMs: number;
  /** Why it is down, and what to do */
  readonly problem?: string;
}

export interface Error {
  /** The HTTP status */
  readonly status: number;
  /** What is wrong, in which field or setting, and what to do */
  readonly message: string;
  readonly code:
    | 'malformed-request'
    | 'not-supported'
    | 'bad-signature'
    | 'not-authenticated'
    | 'seal-invalid'
    | 'seal-expired'
    | 'not-allowed'
    | 'role-missing'
    | 'not-found'
    | 'method-not-allowed'
    | 'conflict'
    | 'body-too-large'
    | 'unsupported-media-type'
    | 'unprocessable'
    | 'too-many-requests'
    | 'internal-failure'
    | 'gateway-failure'
    | 'not-configured'
    | 'journal-unavailable'
    | 'in-progress'
    | 'not-sent'
    | 'outcome-unknown'
    | 'wait-for-result';
  /** The same as `code`, except on `/capture` and `/refund`, where errors that CyberSource’s plugin 25.2.1 knows have its names: `CAPTURE_AUTH_REQUIRED`, `CAPTURE_AUTH_INVALID` (with `moreInfo`), `CAPTURE_INVALID_CONTEXT`, `CAPTURE_INVALID_TRANSACTION_ID`, `CAPTURE_INVALID_AMOUNT`, and the same with `REFUND_` */
  readonly errorCode: string;
  readonly moreInfo?: string;
  /** Where the documentation says what the code means and what to do */
  readonly link: string;
  /** Of the header `x-request-id` and of the log */
  readonly requestId: string;
  /** Each field to correct; else the one error, without a field */
  readonly errors: readonly ErrorEntry[];
  /** Of a conflict with the state of a payment: what is left of it */
  readonly payment?: PaymentStanding;
  /** What the payment’s state allows instead */
  readonly allowed?: AllowedOperations;
}

export interface ErrorEntry {
  /** `missing-field` or `invalid-field`; without a field the `code` of the whole error */
  readonly code: string;
  readonly field?: string;
  readonly message: string;
  /** The field as OCC spells it */
  readonly 'o:errorPath'?: string;
}

export interface ExecutedStep {
  readonly operation:
    'authorization' | 'sale' | 'capture' | 'refund' | 'reversal' | 'void' | 'increment' | 'reauthorization';
  readonly amount: Amount;
  readonly outcome: string;
  /** CyberSource’s id of this call */
  readonly requestId?: string;
  /** CyberSource’s id of what it refers to */
  readonly of?: string;
  /** The lines of the order that it was for */
  readonly lines?: readonly OrderLine[];
}

export interface ExpiringHold {
  readonly orderId: string;
  readonly site: string;
  /** CyberSource’s id of the authorization */
  readonly requestId: string;
  /** Still held */
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
  readonly expiresAt: string;
}

/** An attempt that could not be settled without a person */
export interface ManualReview {
  /** When the attempt was claimed */
  readonly at: string;
  readonly completedAt?: string;
  readonly type: 'authorize' | 'capture' | 'void' | 'refund' | 'increment' | 'reauthorize';
  /** The payment’s method; absent for payments of 1.0.0 and of other programs */
  readonly paymentType?: string;
  /** Carried out without a call to a gateway */
  readonly offline?: true;
  readonly caller: 'webhook' | 'oms' | 'reconciler' | 'operator' | 'external' | 'unknown';
  readonly site: string;
  readonly channel: Channel;
  readonly paymentId?: string;
  readonly attemptNumber: number;
  /** Decimal: 42.50 */
  readonly amount: string;
  readonly currency: string;
  readonly outcome:
    'in-flight' | 'approved' | 'pending' | 'challenge' | 'declined' | 'refused' | 'not-sent' | 'unknown';
  /** What the caller was told, where `outcome` has been found out since */
  readonly reportedOutcome?: 'unknown';
  readonly resolvedAt?: string;
  /** Why it was declined */
  readonly declineReason?:
    | 'insufficient-funds'
    | 'limit-exceeded'
    | 'partial-approval'
    | 'expired-card'
    | 'invalid-card'
    | 'card-not-supported'
    | 'security-code-mismatch'
    | 'avs-mismatch'
    | 'authentication-required'
    | 'authentication-failed'
    | 'stolen-or-lost-card'
    | 'card-blocked'
    | 'fraud-suspected'
    | 'transaction-not-permitted'
    | 'do-not-honor'
    | 'temporarily-declined'
    | 'never-approved'
    | 'stop-payment'
    | 'call-issuer'
    | 'issuer-unavailable'
    | 'processor-error'
    | 'other';
  /** CyberSource’s id of this attempt */
  readonly gatewayId?: string;
  /** The transaction in CyberSource’s Business Center */
  readonly businessCenterUrl?: string;
  /** CyberSource’s id of what the attempt is about */
  readonly original?: string;
  readonly merchantTransactionId?: string;
  readonly problem?: string;
  /** CyberSource’s status */
  readonly status?: string;
  /** CyberSource’s reason */
  readonly reason?: string;
  readonly correlationId?: string;
  readonly orderId: string;
  /** What to do about it, in one sentence */
  readonly suggestedAction: string;
}

export interface OmsAnswer {
  readonly hostTransactionTimestamp: string;
  readonly amount: TwelveDigits;
  /** CyberSource’s id of this operation */
  readonly hostTransactionId?: string;
  /** The order id */
  readonly merchantTransactionId: string;
  readonly responseCode: ResponseCode;
  /** CyberSource’s status */
  readonly responseReason: string;
  readonly merchantTransactionTimestamp: string;
  /** Every call to CyberSource, where it took several or the request named a capture or lines */
  readonly steps?: readonly ExecutedStep[];
  /** `completed`: carried out, the money moves with the next settlement; `pending`: a person has to decide first; `failed`: `errors` says why, no money moved; `planned`: a dry run, nothing was sent */
  readonly state: 'completed' | 'pending' | 'failed' | 'planned';
  /** Why it failed; empty otherwise */
  readonly errors: readonly ErrorEntry[];
  /** What went wrong beside an operation that went well */
  readonly warnings: readonly {
    readonly code: 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';
    readonly message: string;
  }[];
  /** What CyberSource said: `gatewayStatus`, `approvalCode`, `networkTransactionId` and so on */
  readonly customAttributes: Readonly<Record<string, string>>;
}

export interface OperationAnswer {
  /** `completed`: carried out, the money moves with the next settlement; `pending`: a person has to decide first; `failed`: `errors` says why, no money moved; `planned`: a dry run, nothing was sent */
  readonly state: 'completed' | 'pending' | 'failed' | 'planned';
  /** Why it failed; empty otherwise */
  readonly errors: readonly ErrorEntry[];
  /** What went wrong beside an operation that went well */
  readonly warnings: readonly {
    readonly code: 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';
    readonly message: string;
  }[];
  /** What CyberSource said: `gatewayStatus`, `approvalCode`, `networkTransactionId` and so on */
  readonly customAttributes: Readonly<Record<string, string>>;
  readonly operation: string;
  readonly orderId: string;
  readonly paymentGroupId?: string;
  /** CyberSource’s id of the last step */
  readonly requestId?: string;
  /** The extension’s own id of the last step */
  readonly merchantTransactionId: string;
  readonly at: string;
  /** Every call to CyberSource that the operation has taken, also those before it failed */
  readonly steps: readonly ExecutedStep[];
  /** Where the payment stands now */
  readonly payment?: PaymentStanding;
  readonly allowed?: AllowedOperations;
}

export interface OperationPlan {
  /** `completed`: carried out, the money moves with the next settlement; `pending`: a person has to decide first; `failed`: `errors` says why, no money moved; `planned`: a dry run, nothing was sent */
  readonly state: 'completed' | 'pending' | 'failed' | 'planned';
  /** Why it failed; empty otherwise */
  readonly errors: readonly ErrorEntry[];
  /** What went wrong beside an operation that went well */
  readonly warnings: readonly {
    readonly code: 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';
    readonly message: string;
  }[];
  /** What CyberSource said: `gatewayStatus`, `approvalCode`, `networkTransactionId` and so on */
  readonly customAttributes: Readonly<Record<string, string>>;
  readonly operation: string;
  readonly orderId: string;
  /** The calls to CyberSource, in this order, if it approves each */
  readonly steps: readonly PlannedStep[];
  readonly payment: PaymentStanding;
  readonly allowed: AllowedOperations;
}

export interface OrderLine {
  readonly lineId: string;
  readonly quantity: number;
}

export interface Payment {
  readonly orderId: string;
  readonly site: string;
  /** Absent where only CyberSource knows the payment */
  readonly paymentGroupId?: string;
  readonly paymentType?: string;
  readonly lastDigits?: string;
  readonly state: PaymentState;
  /** Some attempt is in flight, or its outcome is unknown */
  readonly isPending: boolean;
  readonly authorized: Amount;
  readonly captured: Amount;
  readonly reversed: Amount;
  /** What captures and reversals whose outcome is not known yet may have used of the hold */
  readonly pending: Amount;
  /** Still held and free: `authorized` = `captured` + `reversed` + `pending` + `available` */
  readonly available: Amount;
  readonly refunded: Amount;
  readonly pendingRefunds: Amount;
  /** `captured` = `refunded` + `pendingRefunds` + `refundable` */
  readonly refundable: Amount;
  /** What would be carried out now, and the most that it may be for */
  readonly allowed: readonly {
    readonly operation: 'capture' | 'refund' | 'void' | 'reverse' | 'reduce' | 'increment';
    readonly upTo?: Amount;
  }[];
  /** When the issuer lets go of what is held; of several holds the first */
  readonly holdExpiresAt?: string;
  /** What is done next without being asked for */
  readonly next?: {
    readonly task: 'resolve-outcome' | 'reverse-hold' | 'confirm-order' | 'give-back';
    readonly at: string;
  };
  /** It is listed in `/operations/attention` */
  readonly needsReview: boolean;
  /** Oldest first */
  readonly attempts: readonly PaymentAttempt[];
}

export interface PaymentAttempt {
  /** When it was claimed, before CyberSource was called */
  readonly at: string;
  readonly completedAt?: string;
  /** When the outcome of an unknown attempt was found out */
  readonly resolvedAt?: string;
  /** Date of the batch with which a capture, sale or refund has left for the acquirer */
  readonly batchedAt?: string;
  /** `internal-failure`: an error of the extension; `problem` and `correlationId` say which */
  readonly kind: 'operation' | 'internal-failure';
  /** `sale`: authorized and captured at once */
  readonly operation: string;
  readonly caller: {
    /** `external`: another program, as CyberSource’s records show; `unknown`: another instance */
    readonly kind: 'webhook' | 'oms' | 'reconciler' | 'operator' | 'external' | 'unknown';
    /** The user’s name, else the application’s id */
    readonly person?: string;
  };
  readonly amount: Amount;
  readonly outcome:
    'in-flight' | 'approved' | 'pending' | 'challenge' | 'declined' | 'refused' | 'not-sent' | 'unknown';
  /** What the caller was told, where that was another */
  readonly reportedOutcome?: string;
  readonly declineReason?:
    | 'insufficient-funds'
    | 'limit-exceeded'
    | 'partial-approval'
    | 'expired-card'
    | 'invalid-card'
    | 'card-not-supported'
    | 'security-code-mismatch'
    | 'avs-mismatch'
    | 'authentication-required'
    | 'authentication-failed'
    | 'stolen-or-lost-card'
    | 'card-blocked'
    | 'fraud-suspected'
    | 'transaction-not-permitted'
    | 'do-not-honor'
    | 'temporarily-declined'
    | 'never-approved'
    | 'stop-payment'
    | 'call-issuer'
    | 'issuer-unavailable'
    | 'processor-error'
    | 'other';
  readonly problem?: string;
  /** CyberSource’s id */
  readonly requestId?: string;
  /** CyberSource’s id of what it is about */
  readonly originalRequestId?: string;
  readonly merchantTransactionId: string;
  readonly attemptNumber: number;
  /** CyberSource’s status */
  readonly status?: string;
  /** CyberSource’s reason */
  readonly reason?: string;
  readonly correlationId?: string;
}

export interface PaymentStanding {
  readonly state:
    | 'Created'
    | 'Authorized'
    | 'PartiallyCaptured'
    | 'Captured'
    | 'AuthorizationVoided'
    | 'CaptureVoided'
    | 'Settled'
    | 'Refunded'
    | 'AuthorizationVoidFailed'
    | 'RefundFailed';
  /** Something is under way, or its outcome is not known yet */
  readonly pending: boolean;
  readonly authorized: Amount;
  readonly captured: Amount;
  readonly refunded: Amount;
  readonly reversed: Amount;
  /** Still held, and free to capture or to release */
  readonly available: Amount;
  /** Captured, and free to refund */
  readonly refundable: Amount;
  /** False where the extension has no database: then CyberSource’s records tell what happened, and they lag by minutes */
  readonly complete: boolean;
}

/** `Created`: nothing is authorized. `Authorized`: the amount is held. `PartiallyCaptured`: a part was taken, the rest is held. `Captured`: all that can be taken was. `AuthorizationVoided`: the hold was reversed. `CaptureVoided`: what was taken was voided before its settlement. `Settled`: CyberSource has sent it to the acquirer. `Refunded`: all that was captured was voided or refunded. `AuthorizationVoidFailed`, `RefundFailed`: the last reversal or refund was refused; the sums say what is left. */
export type PaymentState =
  | 'Created'
  | 'Authorized'
  | 'PartiallyCaptured'
  | 'Captured'
  | 'AuthorizationVoided'
  | 'CaptureVoided'
  | 'Settled'
  | 'Refunded'
  | 'AuthorizationVoidFailed'
  | 'RefundFailed';

export interface Payments {
  /** The one that was asked for */
  readonly orderId?: string;
  /** False where something could not be read, or is known to another instance only */
  readonly complete: boolean;
  /** What, where `complete` is false */
  readonly missing?: readonly string[];
  /** Of an order with several payments, one of which failed and the others were cancelled by Commerce Cloud: whether those were voided or refunded. `failed`: CyberSource refused it, and it is asked for again by itself */
  readonly compensation?: 'pending' | 'done' | 'failed';
  readonly payments: readonly Payment[];
  /** `after` of the next page; a page can have few payments, or none, and still have a next one */
  readonly next?: string;
}

export interface PlannedStep {
  readonly operation: 'capture' | 'refund' | 'reversal' | 'void' | 'increment' | 'reauthorization';
  readonly amount: Amount;
  /** What it refers to. The capture after a re-authorization refers to that, whose id is not known before */
  readonly requestId: string;
  readonly captureSequenceNumber?: number;
  /** The lines of the order that this call is for */
  readonly lines?: readonly OrderLine[];
}

export interface ReconciliationReport {
  readonly at: string;
  /** Setting `sweep.dryRun`: found, but not reversed */
  readonly dryRun: boolean;
  /** False when something could not be read; the next reconciliation looks again */
  readonly complete: boolean;
  /** Authorizations of this installation in the transactions that were read */
  readonly authorizations: number;
  /** Of these known to this instance’s journal */
  readonly inJournal: number;
  /** An order stands on them, or they were captured, refunded or reversed */
  readonly matched: number;
  /** Attempts that CyberSource’s records show and the journal did not have: written into it, in a dry run only counted */
  readonly recorded: number;
  /** OCC is asked again by the next reconciliation */
  readonly undecided: number;
  /** No order stands on them */
  readonly orphans: number;
  readonly reversed: number;
  /** Could not be reversed: they need a manual review */
  readonly failed: number;
  /** Orphans whose payment group was paid by another authorization */
  readonly doubleHolds: number;
  readonly longestDoubleHoldSeconds: number;
}

/** 1000 authorized, 4000 sold, 10000 payer authentication, 9000 no · 2000 voided, 8000 no · 11000 captured, 12000 no · 3000 refunded, 7000 no · 6000 no to a balance inquiry, which cards do not support */
export type ResponseCode =
  '1000' | '2000' | '3000' | '4000' | '6000' | '7000' | '8000' | '9000' | '10000' | '11000' | '12000';

/** A payment that waits for a reviewer */
export interface Review {
  /** CyberSource’s id of the authorization */
  readonly transactionId: string;
  readonly orderId: string;
  readonly site: string;
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
  readonly authorizedAt: string;
  readonly ageSeconds: number;
  /** When the issuer lets go of the hold: from then on nothing can be captured */
  readonly deadline: string;
  readonly secondsLeft: number;
  /** Decided; the capture or reversal that follows is still to be done */
  readonly decided?: DecidedReview;
}

export interface ReviewResult {
  readonly transactionId: string;
  readonly orderId: string;
  readonly decided: DecidedReview;
  /** The capture or reversal that follows is done, or none does. False: it is tried again; what CyberSource has declined or refused is logged (`review.failed`) and left to you. */
  readonly isCarriedOut: boolean;
}

export interface SettledDay {
  readonly date: string;
  readonly status: 'not-run' | 'done';
  /** False without a database: then CyberSource’s book and Commerce Cloud’s orders alone are compared */
  readonly complete?: boolean;
  /** When the day was last compared, the earliest of the sites */
  readonly ranAt?: string;
  /** Captures, sales and refunds in CyberSource’s book */
  readonly movements?: number;
  /** Those of them that have left for the acquirer */
  readonly settled?: number;
  readonly cases: readonly SettlementCase[];
}

export interface SettledManualReview {
  readonly orderId: string;
  readonly merchantTransactionId: string;
  readonly reason: string;
  /** The user’s name, else the application’s id */
  readonly by: string;
  readonly at: string;
}

/** A difference between journal, CyberSource and Commerce Cloud */
export interface SettlementCase {
  /** What closes the case */
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly site: string;
  readonly date: string;
  readonly difference:
    | 'not-in-journal'
    | 'not-at-gateway'
    | 'amount-differs'
    | 'voided-but-batched'
    | 'not-approved-in-journal'
    | 'rejected-by-acquirer'
    | 'not-batched'
    | 'order-not-placed'
    | 'more-than-order';
  readonly orderId: string;
  /** CyberSource’s id of the capture, sale or refund */
  readonly transactionId: string;
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
  /** What the other book says */
  readonly other?: {
    readonly minor: number;
    readonly currency: string;
  };
  /** What the acquirer said */
  readonly problem?: string;
  /** The likely one */
  readonly cause: string;
  readonly remedy: string;
  readonly closed?: {
    readonly by: string;
    readonly at: string;
    readonly reason: string;
  };
}

export interface Status {
  /** `degraded`: a dependency is down */
  readonly status: 'ok' | 'degraded';
  /** Of the extension */
  readonly version: string;
  /** By the clock that the process goes by */
  readonly time: string;
  readonly instance: string;
  readonly dependencies: readonly Dependency[];
}

/** A notification, without its content */
export interface StoredNotification {
  /** The same for the same content */
  readonly id: string;
  readonly eventType: string;
  /** Which handler it goes to */
  readonly topic: 'payment' | 'batch' | 'card' | 'review' | 'other';
  readonly state: 'waiting' | 'processed' | 'parked';
  readonly signedAt: string;
  readonly receivedAt: string;
  /** How often it was tried */
  readonly runs: number;
  /** Why it waits or is parked, or what came of it */
  readonly note?: string;
}

/** Minor units of the currency, or hundredths where the site’s `amountConvention` is `two-digits`: `000000004250` for USD 42.50 */
export type TwelveDigits = string;

export interface CaptureRequest {
  readonly merchantReferenceNumber: string;
  readonly transactionId: string;
  readonly currency: string;
  readonly amount: string | number;
  readonly captureSequenceNumber?: number;
  readonly totalCaptureCount?: number;
  readonly isFinal?: boolean;
  /** Of a capture: where the goods are shipped from; level III data */
  readonly shipFromPostalCode?: string;
  /** Of a refund: CyberSource’s id of the capture that all of it is taken from */
  readonly captureRequestId?: string;
  /** The lines of the order that are shipped, or refunded. A refund takes the money of each line from the captures that were made for it; with several lines each needs the `amount` that is refunded for it */
  readonly lines?: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly amount?: string | number;
  }[];
}

export interface CaptureParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface RefundRequest {
  readonly merchantReferenceNumber: string;
  readonly transactionId: string;
  readonly currency: string;
  readonly amount: string | number;
  readonly captureSequenceNumber?: number;
  readonly totalCaptureCount?: number;
  readonly isFinal?: boolean;
  /** Of a capture: where the goods are shipped from; level III data */
  readonly shipFromPostalCode?: string;
  /** Of a refund: CyberSource’s id of the capture that all of it is taken from */
  readonly captureRequestId?: string;
  /** The lines of the order that are shipped, or refunded. A refund takes the money of each line from the captures that were made for it; with several lines each needs the `amount` that is refunded for it */
  readonly lines?: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly amount?: string | number;
  }[];
}

export interface RefundParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface DailyReportParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** The day. Of a date and time the day that the zone’s calendar shows then. */
  readonly date: string;
}

export interface OnDemandReportParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly startTime?: string;
  readonly endTime?: string;
}

export interface PaymentsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly orderId?: string;
  /** CyberSource’s id of any attempt */
  readonly requestId?: string;
  readonly merchantTransactionId?: string;
  readonly state?: PaymentState;
  /** With an attempt at this instant or later */
  readonly from?: string;
  /** With an attempt before this instant */
  readonly to?: string;
  /** With an attempt for this amount: in the currency’s minor unit (`4250`), or a decimal with its point (`42.50`). Needs `currencyCode` */
  readonly amount?: string;
  /** Of `amount` */
  readonly currencyCode?: string;
  readonly lastDigits?: string;
  /** Payments on a page */
  readonly limit?: number;
  /** `next` of the page before */
  readonly after?: string;
}

export interface ReviewsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface AcceptReviewRequest {
  readonly transactionId: string;
  readonly comment: string;
}

export interface AcceptReviewParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface RejectReviewRequest {
  readonly transactionId: string;
  readonly comment: string;
}

export interface RejectReviewParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface VoidPaymentRequest {
  readonly orderId: string;
  /** Which payment of the order; may be left out where it has one only, or with `requestId` */
  readonly paymentGroupId?: string;
  /** CyberSource’s id of the payment, or of anything that followed on it. That of a capture or refund is meant itself by `/void` and `/reverse` */
  readonly requestId?: string;
  /** A part; without it everything that is left */
  readonly amount?: {
    readonly minor: number;
    readonly currency: string;
  };
}

export interface VoidPaymentParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface ReverseRequest {
  readonly orderId: string;
  /** Which payment of the order; may be left out where it has one only, or with `requestId` */
  readonly paymentGroupId?: string;
  /** CyberSource’s id of the payment, or of anything that followed on it. That of a capture or refund is meant itself by `/void` and `/reverse` */
  readonly requestId?: string;
  /** A part; without it everything that is left */
  readonly amount?: {
    readonly minor: number;
    readonly currency: string;
  };
}

export interface ReverseParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface ReduceRequest {
  readonly orderId: string;
  /** Which payment of the order; may be left out where it has one only, or with `requestId` */
  readonly paymentGroupId?: string;
  /** CyberSource’s id of the payment, or of anything that followed on it. That of a capture or refund is meant itself by `/void` and `/reverse` */
  readonly requestId?: string;
  /** The difference, not the new total */
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
}

export interface ReduceParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface IncrementRequest {
  readonly orderId: string;
  /** Which payment of the order; may be left out where it has one only, or with `requestId` */
  readonly paymentGroupId?: string;
  /** CyberSource’s id of the payment, or of anything that followed on it. That of a capture or refund is meant itself by `/void` and `/reverse` */
  readonly requestId?: string;
  /** The difference, not the new total */
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
}

export interface IncrementParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface ChargeRequest {
  readonly orderId: string;
  /** What is paid; of one payment group only one charge can stand. Each instalment is a payment group of its own */
  readonly paymentGroupId: string;
  readonly amount: {
    readonly minor: number;
    readonly currency: string;
  };
  /** The stored card; without it that of the first payment */
  readonly instrument?: {
    readonly paymentInstrumentId?: string;
    readonly instrumentIdentifierId?: string;
    readonly customerId?: string;
    readonly expirationMonth?: string;
    readonly expirationYear?: string;
  };
  /** The payment with which the shopper stored the card. Without a database CyberSource’s records have to show its card */
  readonly firstPayment?: {
    readonly orderId: string;
    readonly requestId: string;
  };
  /** Of the first payment, where neither the journal nor CyberSource knows it */
  readonly networkTransactionId?: string;
  /** Take the money at once; without it as the setting `saleEnabled` says of cards */
  readonly capture?: boolean;
}

export interface ChargeParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** `true`: answers with the steps that would be sent. Nothing is sent, nothing is written */
  readonly dryRun?: 'true' | 'false';
  /** The same key and body get the same answer, the same key with another body 409. Without a key an identical request within 24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, or a capture with another `captureSequenceNumber`. */
  readonly 'idempotency-key'?: string;
}

export interface SettlementParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly date: string;
}

export interface RunSettlementRequest {
  readonly date: string;
}

export interface RunSettlementParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface SettlementCsvParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly date: string;
}

export interface CloseSettlementCaseRequest {
  readonly id: string;
  readonly reason: string;
}

export interface CloseSettlementCaseParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface JournalParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly orderId: string;
}

export interface AttentionParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface SettleManualReviewRequest {
  readonly orderId: string;
  readonly merchantTransactionId: string;
  readonly reason: string;
}

export interface SettleManualReviewParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface ExpiringHoldsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface SweepParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface CheckParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  /** A day: what would be wrong then. From 2027-03-01 each channel’s keys are tried as CyberSource’s mandate wants it, with one encrypted verification that names no card */
  readonly asOf?: string;
}

export interface MetricsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface StatusParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface NotificationsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
  readonly state?: 'waiting' | 'processed' | 'parked';
}

export interface ProcessNotificationsRequest {
  readonly ids?: readonly string[];
}

export interface ProcessNotificationsParameters {
  /** W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC */
  readonly traceparent?: string;
}

export interface OmsClient {
  /** Take money that is held, all of it or a part. Without `captureSequenceNumber` CyberSource is told the next number of the payment’s captures. With `lines` it is known what the capture was for: a refund of one of them is taken from it. `isFinal` releases what is still held. Takes the right `move-money` (gateway setting `operatorRoles`). */
  capture(request: CaptureRequest, parameters?: CaptureParameters): Promise<OmsAnswer | OperationPlan>;
  /** Give money back that was taken. `transactionId` is the capture’s, the sale’s, or the authorization’s. Of an authorization’s captures the one with room for all of it is taken, else several; with `captureRequestId` that one and no other; with `lines` those that were made for the lines. Takes the right `move-money` (gateway setting `operatorRoles`). */
  refund(request: RefundRequest, parameters?: RefundParameters): Promise<OmsAnswer | OperationPlan>;
  /** What reviewers decided on one day. The day begins and ends in the time zone of the setting `reportTimeZone`, and has 23 or 25 hours where the clocks change: each decision is in the report of exactly one day. Read from the report of the setting `dailyReportName`, and from the conversion details for what no report covers yet. A day without decisions, and one to come, is `[]`. Takes the right `read` (gateway setting `operatorRoles`). */
  dailyReport(parameters: DailyReportParameters): Promise<readonly DecisionRow[]>;
  /** What reviewers decided between two moments. At most 23 hours and 59 minutes, as CyberSource takes no more. Without a start those before the end, without an end those after the start, without both the last ones. The start belongs to the window, the end does not. Overlapping windows show the same decisions where they overlap. Takes the right `read` (gateway setting `operatorRoles`). */
  onDemandReport(parameters?: OnDemandReportParameters): Promise<readonly DecisionRow[]>;
  /** Payments of an order, or those that a search finds: sums, allowed operations and every attempt. With `orderId` CyberSource’s records of the order’s payments are read as well: what another program did there is noted as `external`. Without it the journal is searched; everything that is given has to fit, newest first. Takes the right `read` (gateway setting `operatorRoles`). */
  payments(parameters?: PaymentsParameters): Promise<Payments>;
  /** Payments that wait for a reviewer, oldest first. With the time that is left before the issuer lets go of the hold. At most 1,000. Without a database those of this process since its start only. Takes the right `read` (gateway setting `operatorRoles`). */
  reviews(parameters?: ReviewsParameters): Promise<readonly Review[]>;
  /** Accept a payment under review. The case is decided at CyberSource. With the setting `captureAfterReview` the whole amount is captured then. A payment is decided once: another decision gets 409 that says who decided, when and why. Takes the right `decide-reviews` (gateway setting `operatorRoles`). */
  acceptReview(request: AcceptReviewRequest, parameters?: AcceptReviewParameters): Promise<ReviewResult>;
  /** Reject a payment under review. The case is decided at CyberSource. What the issuer holds is reversed then. A payment is decided once: another decision gets 409 that says who decided, when and why. Takes the right `decide-reviews` (gateway setting `operatorRoles`). */
  rejectReview(request: RejectReviewRequest, parameters?: RejectReviewParameters): Promise<ReviewResult>;
  /** Take back what is not settled: reverse what is held, else void what was captured. Never refunds. With the `requestId` of a capture or refund that one is voided. What is settled is refused, with the advice to refund it. Takes the right `move-money` (gateway setting `operatorRoles`). */
  voidPayment(
    request: VoidPaymentRequest,
    parameters?: VoidPaymentParameters,
  ): Promise<OperationAnswer | OperationPlan>;
  /** Cancel or refund, as the payment’s state asks. Releases what is held; voids what was captured while CyberSource still can, else refunds it; of a payment that was captured in part it does both. Takes the right `move-money` (gateway setting `operatorRoles`). */
  reverse(request: ReverseRequest, parameters?: ReverseParameters): Promise<OperationAnswer | OperationPlan>;
  /** Hold less. Releases a part of what is held. What was captured is never touched. Takes the right `move-money` (gateway setting `operatorRoles`). */
  reduce(request: ReduceRequest, parameters?: ReduceParameters): Promise<OperationAnswer | OperationPlan>;
  /** Hold more. An incremental authorization, where the payment’s method declares it. The issuer may decline it; what was held before stays held. Takes the right `move-money` (gateway setting `operatorRoles`). */
  increment(
    request: IncrementRequest,
    parameters?: IncrementParameters,
  ): Promise<OperationAnswer | OperationPlan>;
  /** Charge a stored card without the shopper. A merchant-initiated payment with the network transaction id of the first payment. Neither security code nor 3-D Secure is asked for. With `firstPayment` alone the stored card is the one that payment was made with, or stored: from the journal, and without a database from CyberSource’s records of it. Where these show no stored card, the request is refused with 400 and nothing is sent: name the card in `instrument`, and where they show no network transaction id, that in `networkTransactionId`. Of one payment group one charge stands until it is declined or taken back: the same amount under another `Idempotency-Key` is answered with the charge that stands, another amount with 409. Without a database CyberSource’s records are read for that first: where they cannot be read, or another instance charged it a moment ago, the answer is 503, no second payment is made, and the request can be repeated. Captures, refunds and voids of it are asked for like those of every other payment. Takes the right `move-money` (gateway setting `operatorRoles`). */
  charge(request: ChargeRequest, parameters?: ChargeParameters): Promise<OperationAnswer | ChargePlan>;
  /** How journal, CyberSource and Commerce Cloud compare for one day. A day of the merchant’s calendar, in the time zone of the setting `reportTimeZone`. Without `x-ccsite` that of every site. Asked for the captures, sales and refunds of that day; a day that was not compared yet has the status `not-run`. Takes the right `read` (gateway setting `operatorRoles`). */
  settlement(parameters: SettlementParameters): Promise<SettledDay>;
  /** Compare one day now. A day of the merchant’s calendar, in the time zone of the setting `reportTimeZone`. Without `x-ccsite` that of every site. The extension does it by itself once a day for the last four days. A difference that is known is not opened twice. Takes the right `decide-reviews` (gateway setting `operatorRoles`). */
  runSettlement(request: RunSettlementRequest, parameters?: RunSettlementParameters): Promise<SettledDay>;
  /** The settlement cases of one day as CSV. A day of the merchant’s calendar, in the time zone of the setting `reportTimeZone`. Without `x-ccsite` that of every site. Amounts in minor units. Takes the right `read` (gateway setting `operatorRoles`). */
  settlementCsv(parameters: SettlementCsvParameters): Promise<string>;
  /** Close a settlement case, with a reason. Takes the right `decide-reviews` (gateway setting `operatorRoles`). */
  closeSettlementCase(
    request: CloseSettlementCaseRequest,
    parameters?: CloseSettlementCaseParameters,
  ): Promise<SettlementCase>;
  /** Every attempt to move money for an order, oldest first. Takes the right `read` (gateway setting `operatorRoles`). */
  journal(parameters: JournalParameters): Promise<readonly Attempt[]>;
  /** Attempts that could not be settled without a person, oldest first. What recovery could not find out or reverse in a day of trying, cancellations and refunds of Commerce Cloud that CyberSource refused, and results that could not be written to the order (gateway setting `writeBack`). There should be none. `POST /operations/manual-review/settle` closes an entry. Each row names its order; what to do is in the operators’ guide. Takes the right `read` (gateway setting `operatorRoles`). */
  attention(parameters?: AttentionParameters): Promise<readonly ManualReview[]>;
  /** Close an entry of the list for manual review, with the reason. The entry is listed no more; who closed it, when and why is kept and logged. No money is moved: do first what `suggestedAction` says. Takes the right `decide-reviews` (gateway setting `operatorRoles`). */
  settleManualReview(
    request: SettleManualReviewRequest,
    parameters?: SettleManualReviewParameters,
  ): Promise<SettledManualReview>;
  /** Holds that expire within a day, the first to expire first. Each was logged once as `authorization.expiring`. Capture or reverse it before it expires; afterwards a capture is authorized again first, or refused (gateway setting `reauthorize`). Takes the right `read` (gateway setting `operatorRoles`). */
  expiringHolds(parameters?: ExpiringHoldsParameters): Promise<readonly ExpiringHold[]>;
  /** Reconcile authorizations with OCC’s orders now, and reverse those that no order stands on. For hosts that let no timer run; everywhere else the extension does it by itself. One reconciliation at a time: a caller that asks while one runs gets its report. Takes no body. Ask again after 202: nothing is done twice. Takes the right `move-money` (gateway setting `operatorRoles`). */
  sweep(parameters?: SweepParameters): Promise<
    | ReconciliationReport
    | {
        readonly status: 'in-flight';
      }
  >;
  /** What is wrong with the configuration, by site, channel and setting, before a shopper meets it. For each site and channel: the settings and their combinations, key files and when their certificates end, and one signed call to CyberSource that moves nothing. Besides: webhook secret, journal, clock. Looked at every 30 seconds at most. The command line’s `doctor` completes this with what only OCC’s administration tells. Takes the right `read` (gateway setting `operatorRoles`). */
  check(parameters?: CheckParameters): Promise<{
    readonly checks: readonly ConfigurationCheck[];
  }>;
  /** The metrics of the process that answers, for Prometheus. Text format 0.0.4 of Prometheus. Behind a load balancer every scrape reaches another process: the label `instance` says which. On machines of your own a scraper reads all processes of a machine at `METRICS_PORT` instead. The operators’ guide lists the metrics. */
  metrics(parameters?: MetricsParameters): Promise<string>;
  /** Versions, time, and whether OCC, CyberSource and the journal can be reached. Each dependency is asked, for a few seconds at most and every five seconds at most. The answer is 200 while one of them is down: a load balancer asks `/ready` instead. */
  status(parameters?: StatusParameters): Promise<Status>;
  /** Notifications of CyberSource’s, oldest first. Takes the right `read` (gateway setting `operatorRoles`). */
  notifications(parameters?: NotificationsParameters): Promise<{
    /** False without a database: other instances, and earlier processes, may have had others */
    readonly complete: boolean;
    readonly items: readonly StoredNotification[];
  }>;
  /** Try notifications again that are not processed. Those named in `ids`, else all. What cannot be acted on is parked again. Takes the right `move-money` (gateway setting `operatorRoles`). */
  processNotifications(
    request: ProcessNotificationsRequest,
    parameters?: ProcessNotificationsParameters,
  ): Promise<{
    readonly tried: number;
  }>;
}

export interface OmsClientOptions {
  /** The storefront's host, or the address of an extension in a server of its own; without a path. */
  readonly baseUrl: string;
  /** A token of Commerce Cloud's admin API. Asked for with each call, because tokens live for minutes. */
  readonly token: () => string | Promise<string>;
  /** Commerce Cloud's site whose settings apply. */
  readonly site: string;
  /** Its channel. @default 'storefront' */
  readonly channel?: Channel;
  /** Milliseconds after which a call is given up. Its outcome is then unknown. @default 30000 */
  readonly timeoutMs?: number;
  /** @default the global one */
  readonly fetch?: typeof fetch;
}

/**
 * An answer that is no success. With a status below 500 this request moved no money. With another one, or where no answer
 * came, it may have: send the same request with the same idempotency key again, and hear the result.
 */
export class OmsError extends Error {
  override readonly name = 'OmsError';
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** As in the table of error codes; undefined where the answer was none of the extension's. */
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The whole answer. */
  readonly body: unknown;

  constructor(message: string, answer: Pick<OmsError, 'status' | 'code' | 'retryAfterSeconds' | 'body'>) {
    super(message);
    this.status = answer.status;
    this.code = answer.code;
    this.retryAfterSeconds = answer.retryAfterSeconds;
    this.body = answer.body;
  }
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

function caller({
  baseUrl,
  token,
  site,
  channel = 'storefront',
  timeoutMs = 30_000,
  fetch: send = fetch,
}: OmsClientOptions): (call: Call) => Promise<unknown> {
  return async ({ method, path, query = {}, headers = {}, body }) => {
    const url = new URL(`/ccstorex/custom/isv-payment/v2${path}`, baseUrl);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const stated = Object.fromEntries(
      Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
    );
    let response: Response;
    try {
      response = await send(url, {
        method,
        headers: {
          authorization: `Bearer ${await token()}`,
          'x-ccsite': site,
          'x-ccasset-channel': channel,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...stated,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new OmsError(`${method} ${path}: no answer (${why})`, {
        status: undefined,
        code: undefined,
        retryAfterSeconds: undefined,
        body: undefined,
      });
    }
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer;
    throw toError(`${method} ${path}`, response, answer ?? text);
  };
}

function toError(operation: string, { status, headers }: Response, body: unknown): OmsError {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new OmsError(`${operation}: ${status} ${typeof message === 'string' ? message : ''}`.trim(), {
    status,
    code: typeof code === 'string' ? code : undefined,
    retryAfterSeconds: Number.isNaN(seconds) ? undefined : seconds,
    body,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Builds a client. Nothing is sent before an operation is called. */
export function createOmsClient(options: OmsClientOptions): OmsClient {
  const call = caller(options);
  return {
    capture: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/capture',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OmsAnswer | OperationPlan,
    refund: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/refund',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OmsAnswer | OperationPlan,
    dailyReport: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/report/daily',
        query: { date: parameters.date },
        headers: { traceparent: parameters.traceparent },
      })) as readonly DecisionRow[],
    onDemandReport: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/report/onDemand',
        query: { startTime: parameters?.startTime, endTime: parameters?.endTime },
        headers: { traceparent: parameters?.traceparent },
      })) as readonly DecisionRow[],
    payments: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/payments',
        query: {
          orderId: parameters?.orderId,
          requestId: parameters?.requestId,
          merchantTransactionId: parameters?.merchantTransactionId,
          state: parameters?.state,
          from: parameters?.from,
          to: parameters?.to,
          amount: parameters?.amount,
          currencyCode: parameters?.currencyCode,
          lastDigits: parameters?.lastDigits,
          limit: parameters?.limit,
          after: parameters?.after,
        },
        headers: { traceparent: parameters?.traceparent },
      })) as Payments,
    reviews: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/reviews',
        headers: { traceparent: parameters?.traceparent },
      })) as readonly Review[],
    acceptReview: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/reviews/accept',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as ReviewResult,
    rejectReview: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/reviews/reject',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as ReviewResult,
    voidPayment: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/void',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OperationAnswer | OperationPlan,
    reverse: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/reverse',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OperationAnswer | OperationPlan,
    reduce: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/reduce',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OperationAnswer | OperationPlan,
    increment: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/increment',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OperationAnswer | OperationPlan,
    charge: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/charge',
        query: { dryRun: parameters?.dryRun },
        headers: { traceparent: parameters?.traceparent, 'idempotency-key': parameters?.['idempotency-key'] },
        body: request,
      })) as OperationAnswer | ChargePlan,
    settlement: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/settlement',
        query: { date: parameters.date },
        headers: { traceparent: parameters.traceparent },
      })) as SettledDay,
    runSettlement: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/settlement',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as SettledDay,
    settlementCsv: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/settlement/csv',
        query: { date: parameters.date },
        headers: { traceparent: parameters.traceparent },
      })) as string,
    closeSettlementCase: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/settlement/close',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as SettlementCase,
    journal: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/journal',
        query: { orderId: parameters.orderId },
        headers: { traceparent: parameters.traceparent },
      })) as readonly Attempt[],
    attention: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/attention',
        headers: { traceparent: parameters?.traceparent },
      })) as readonly ManualReview[],
    settleManualReview: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/operations/manual-review/settle',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as SettledManualReview,
    expiringHolds: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/expiring',
        headers: { traceparent: parameters?.traceparent },
      })) as readonly ExpiringHold[],
    sweep: async (parameters) =>
      (await call({
        method: 'POST',
        path: '/operations/sweep',
        headers: { traceparent: parameters?.traceparent },
      })) as
        | ReconciliationReport
        | {
            readonly status: 'in-flight';
          },
    check: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/check',
        query: { asOf: parameters?.asOf },
        headers: { traceparent: parameters?.traceparent },
      })) as {
        readonly checks: readonly ConfigurationCheck[];
      },
    metrics: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/metrics',
        headers: { traceparent: parameters?.traceparent },
      })) as string,
    status: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/status',
        headers: { traceparent: parameters?.traceparent },
      })) as Status,
    notifications: async (parameters) =>
      (await call({
        method: 'GET',
        path: '/operations/notifications',
        query: { state: parameters?.state },
        headers: { traceparent: parameters?.traceparent },
      })) as {
        /** False without a database: other instances, and earlier processes, may have had others */
        readonly complete: boolean;
        readonly items: readonly StoredNotification[];
      },
    processNotifications: async (request, parameters) =>
      (await call({
        method: 'POST',
        path: '/operations/notifications/process',
        headers: { traceparent: parameters?.traceparent },
        body: request,
      })) as {
        readonly tried: number;
      },
  };
}
