import type { BillingField } from '../address/billing-field.ts';
import type { GatewayRef, OrderId } from '../ids.ts';
import type { Money } from '../money/money.ts';
import type { DeclineReason } from './decline-reason.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** What CyberSource said, in its own words, for the journal, the OMS and support. No card data. */
export interface GatewayReport {
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  /** CyberSource: `status`, for example AUTHORIZED. */
  readonly status?: string;
  /** CyberSource: `errorInformation.reason` or `reason`, for example INSUFFICIENT_FUND. */
  readonly reason?: string;
  /** CyberSource's sentence about a decline, a refusal or a review, without anything that it quotes: no number, token or address. */
  readonly message?: string;
  /** CyberSource: `submitTimeUtc`. */
  readonly submittedAt?: string;
  /** Header `v-c-correlation-id`: quote it to support. */
  readonly correlationId?: string;
  /** CyberSource's three-digit card type code: which brand the card is of. */
  readonly cardType?: string;
  readonly approvalCode?: string;
  readonly avsCode?: string;
  readonly cvnCode?: string;
  /** The response code of network or processor as it was passed on, of most processors field 39 of ISO 8583: `51`. */
  readonly networkCode?: string;
  /** The merchant advice code of the card network: Visa `1` to `3`, Mastercard `01` and above. */
  readonly adviceCode?: string;
  readonly reconciliationId?: string;
  /** Needed by later merchant-initiated payments with the same card. */
  readonly networkTransactionId?: string;
  /** Decision Manager's message or outcome, where one was given. */
  readonly decision?: string;
  /** What became of payer authentication, where it was part of the call. */
  readonly payerAuthentication?: PayerAuthenticationReport;
  /** The fields that CyberSource complained about, `orderInformation.billTo.country` and the like. */
  readonly invalidFields?: readonly string[];
}

/** 3-D Secure in the words of its protocol. Without a shift of liability (`U`) the payment is good all the same. */
export interface PayerAuthenticationReport {
  /** `05`, `02`: authenticated; `06`, `01`: attempted; `07`, `00`: not. */
  readonly eci?: string;
  /** Enrolled: Y, N, U, B. */
  readonly veresEnrolled?: string;
  /** Y authenticated, A attempted, N failed, U unavailable, R rejected, C challenge. */
  readonly paresStatus?: string;
}

/** What the shopper's browser needs to answer the issuer. CyberSource: outputs of enrolment, in its own words. */
export interface Challenge {
  readonly authenticationTransactionId: string;
  readonly stepUpUrl: string;
  /** Opens the step-up page, once. */
  readonly accessToken: string;
  /** The payment that Decision Manager paused for it. */
  readonly pausedRequestId?: string;
  /** The rest, passed on to storefronts that know it: `acsUrl`, `pareq`, `specificationVersion` … */
  readonly details: Readonly<Record<string, string>>;
}

/** The card as CyberSource keeps it, after `save`. */
export interface SavedCardIds {
  readonly customerId?: string;
  readonly paymentInstrumentId?: string;
  readonly instrumentIdentifierId?: string;
}

/** Something that went wrong beside a payment that went well. */
export type Warning = 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';

/** An order that was placed, or is being placed, in the same checkout before. */
export interface OtherOrder {
  readonly orderId: OrderId;
  /** It holds a live authorization; otherwise the outcome of its authorization is not known yet. */
  readonly isPaid: boolean;
}

/**
 * Why CyberSource, or a proxy before it, turned a call away: the account's credentials (HTTP 401, 403, 407) or too many
 * requests (429). It concerns every call of the account, and says nothing about the payment.
 */
export type AccessRefusal = 'credentials' | 'rate-limit';

/**
 * The ways a call that can move money ends. A decline is an answer. `refused` means that our request was wrong.
 * `not-sent` certainly did not happen and may be sent again. `unknown` may have happened: ask or undo, never resend.
 */
export type PaymentResult =
  | {
      readonly outcome: 'approved';
      readonly ref: GatewayRef;
      readonly amount: Money;
      readonly gateway: GatewayReport;
      readonly savedCard?: SavedCardIds;
      readonly warnings?: readonly Warning[];
    }
  | {
      readonly outcome: 'pending';
      readonly because: 'review' | 'settlement';
      readonly ref: GatewayRef;
      readonly amount: Money;
      readonly gateway: GatewayReport;
      readonly savedCard?: SavedCardIds;
      readonly warnings?: readonly Warning[];
    }
  | {
      readonly outcome: 'challenge';
      readonly ref: GatewayRef;
      readonly gateway: GatewayReport;
      readonly challenge: Challenge;
    }
  | {
      readonly outcome: 'declined';
      readonly declineReason: DeclineReason;
      /** Where CyberSource gave one. */
      readonly ref?: GatewayRef;
      /** True when the issuer still holds the money although the answer is no: it has to be reversed. */
      readonly holdsMoney: boolean;
      /** What is held, where it is not the amount that was asked for: a partial approval. */
      readonly held?: Money;
      readonly gateway: GatewayReport;
    }
  | {
      readonly outcome: 'refused';
      readonly problem: string;
      /** Why CyberSource refused it; absent when it was not sent. */
      readonly refusalReason?: RefusalReason;
      /** The limit that stopped it before it was sent. */
      readonly blockedBy?: string;
      /** The other order of the same checkout, because of which it was not sent. */
      readonly otherOrder?: OtherOrder;
      /** What the shopper has to correct in the billing address: CyberSource refuses it, or would. */
      readonly toCorrect?: readonly BillingField[];
      readonly gateway?: GatewayReport;
    }
  | {
      readonly outcome: 'not-sent';
      readonly problem: string;
      /** A failure of ours before the call was made: the id under which the log has it. */
      readonly internalFailure?: string;
      /** A setting or a key is missing or cannot be used: the same call fails until a person puts it right. */
      readonly notConfigured?: true;
      /** It had been carried out, and is undone. */
      readonly undone?: true;
    }
  | {
      readonly outcome: 'unknown';
      readonly problem: string;
      /** A failure of ours while the call was made: the id under which the log has it. */
      readonly internalFailure?: string;
      /**
       * CyberSource has seen the merchant transaction id before: an earlier delivery's payment, which may be good. To be
       * looked up, never to be undone.
       */
      readonly duplicate?: true;
      /** The process that made the call went away, or could not reach the journal: its caller may have got the true result. */
      readonly callerUnknown?: true;
      /** The answer turned the caller away; what became of the request, it does not say. */
      readonly accessRefused?: AccessRefusal;
      readonly gateway?: GatewayReport;
    };

export type Outcome = PaymentResult['outcome'];
