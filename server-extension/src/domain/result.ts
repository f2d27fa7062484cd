import type { GatewayRef } from './ids.ts';
import type { Money } from './money.ts';

/** What CyberSource said, in its own words, for the journal, the OMS and support. No card data. */
export interface GatewayReport {
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  /** CyberSource: `status`, for example AUTHORIZED. */
  readonly status?: string;
  /** CyberSource: `errorInformation.reason` or `reason`, for example INSUFFICIENT_FUND. */
  readonly reason?: string;
  /** CyberSource: `submitTimeUtc`. */
  readonly submittedAt?: string;
  /** Header `v-c-correlation-id`: quote it to support. */
  readonly correlationId?: string;
  readonly approvalCode?: string;
  readonly avsCode?: string;
  readonly cvnCode?: string;
  readonly reconciliationId?: string;
  /** Needed by later merchant-initiated payments with the same card. */
  readonly networkTransactionId?: string;
  /** Decision Manager's message or outcome, where one was given. */
  readonly decision?: string;
  /** The fields that CyberSource complained about, `orderInformation.billTo.country` and the like. */
  readonly invalidFields?: readonly string[];
}

/** The card as CyberSource keeps it, after `save`. */
export interface SavedCard {
  readonly customerId?: string;
  readonly paymentInstrumentId?: string;
  readonly instrumentIdentifierId?: string;
}

/** Something that went wrong beside a payment that went well. */
export type Warning = 'address-not-matched' | 'security-code-not-matched' | 'card-not-saved';

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
      readonly savedCard?: SavedCard;
      readonly warnings?: readonly Warning[];
    }
  | {
      readonly outcome: 'pending';
      readonly because: 'review' | 'settlement';
      readonly ref: GatewayRef;
      readonly amount: Money;
      readonly gateway: GatewayReport;
      readonly savedCard?: SavedCard;
      readonly warnings?: readonly Warning[];
    }
  | { readonly outcome: 'challenge'; readonly ref: GatewayRef; readonly gateway: GatewayReport }
  | {
      readonly outcome: 'declined';
      /** Where CyberSource gave one. */
      readonly ref?: GatewayRef;
      /** True when the issuer still holds the money although the answer is no: it has to be reversed. */
      readonly holdsMoney: boolean;
      /** What is held, where it is not the amount that was asked for: a partial approval. */
      readonly held?: Money;
      readonly gateway: GatewayReport;
    }
  | { readonly outcome: 'refused'; readonly problem: string; readonly gateway?: GatewayReport }
  | { readonly outcome: 'not-sent'; readonly problem: string }
  | { readonly outcome: 'unknown'; readonly problem: string; readonly gateway?: GatewayReport };

export type Outcome = PaymentResult['outcome'];
