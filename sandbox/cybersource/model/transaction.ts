/** What the ledger holds: transactions, written once and never changed. Every sum is derived from them. */
import type { Trigger } from '../../triggers.ts';
import type { CreatedTokens } from './saved-token.ts';

/** The application that sent a request, and its comment; only transaction details show them again. */
export interface RequestOrigin {
  readonly comments?: string;
  readonly applicationName?: string;
  readonly applicationVersion?: string;
  /** The system or person that runs the application. */
  readonly applicationUser?: string;
  readonly partner?: { readonly developerId?: string | undefined; readonly solutionId?: string | undefined };
}

/** What a request says about itself. */
export interface RequestReferences {
  /** `clientReferenceInformation.code`: the merchant's order. */
  readonly reference?: string;
  /** `clientReferenceInformation.transactionId`: what a timeout reversal or void asks by. */
  readonly merchantTransactionId?: string;
  readonly origin?: RequestOrigin;
}

interface Entry extends RequestReferences {
  readonly id: string;
  /** The payment (or credit) that this belongs to; its own id for a payment. */
  readonly rootId: string;
  readonly merchantId: string;
  readonly at: Date;
  readonly currency: string;
  readonly reconciliationId: string;
}

/** What may be kept of a card. */
export interface CardSummary {
  readonly type: string;
  readonly prefix: string;
  readonly suffix: string;
  /** A wallet's or a network's number in place of the card's own. */
  readonly isNetworkToken?: true;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
}

/** Who set a payment off, and on which consent (CyberSource: credential on file). */
export interface TransactionInitiator {
  readonly type?: 'customer' | 'merchant';
  /** The shopper agrees that the card is kept. */
  readonly credentialStoredOnFile?: boolean;
  /** The card was kept earlier. */
  readonly storedCredentialUsed?: boolean;
  readonly reason?: string;
  /** Network transaction id of the payment that the shopper was there for. */
  readonly previousTransactionId?: string;
}

/** What became of `TOKEN_CREATE`. */
export type TokenCreation = CreatedTokens | { readonly failed: string };

/** Statuses of a payment that this sandbox gives (CyberSource: payments, 201 answers). */
export type LedgerPaymentStatus =
  | 'AUTHORIZED'
  | 'PARTIAL_AUTHORIZED'
  | 'AUTHORIZED_PENDING_REVIEW'
  | 'AUTHORIZED_RISK_DECLINED'
  | 'PENDING_AUTHENTICATION'
  | 'AUTHENTICATION_FAILED'
  | 'DECLINED';

/** What payer authentication came to, as a part of the payment. */
export interface LedgerAuthentication {
  readonly status: 'AUTHENTICATION_SUCCESSFUL' | 'PENDING_AUTHENTICATION' | 'AUTHENTICATION_FAILED';
  /** Absent where only Decision Manager wants it. */
  readonly action?: 'CONSUMER_AUTHENTICATION' | 'VALIDATE_CONSUMER_AUTHENTICATION';
  /** `consumerAuthenticationInformation` of the answer. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** The shopper has answered a challenge. */
  readonly wasChallenged: boolean;
  /** Decision Manager waits for it. */
  readonly isPaused: boolean;
}

/** An authorization, or a sale when `captured` is above zero (a sale is captured under its own id). */
export interface LedgerPayment extends Entry {
  readonly kind: 'payment';
  readonly status: LedgerPaymentStatus;
  readonly reason?: string;
  readonly asked: number;
  readonly authorized: number;
  readonly captured: number;
  readonly saleAsked: boolean;
  readonly card: CardSummary;
  /** `001` Apple Pay, `012` Google Pay … */
  readonly paymentSolution?: string;
  /** `internet`, `moto`, `recurring` … */
  readonly commerceIndicator: string;
  readonly initiator?: TransactionInitiator;
  readonly billTo: Readonly<Record<string, unknown>>;
  readonly customerId?: string;
  /** The tokens of a saved card, by CyberSource's field, that the payment was made with. */
  readonly paidWith?: Readonly<Record<string, { readonly id: string }>>;
  /** The issuer's, and the card network's; absent when the issuer was not asked or declined. */
  readonly approvalCode?: string;
  readonly networkTransactionId?: string;
  /** Address and security code, as the issuer answered. */
  readonly avs: string;
  readonly cvn?: string;
  /** What Decision Manager said, where it was asked. */
  readonly decision?: 'ACCEPT' | 'REVIEW' | 'REJECT' | 'PAYERAUTH_INVOKE';
  /** The buyer was looked for in the lists of denied parties, and is in none of them. */
  readonly isScreened?: true;
  readonly authentication?: LedgerAuthentication;
  /** Why the capture half of a sale was refused although the authorization stands. */
  readonly captureFailed?: string;
  readonly tokens?: TokenCreation;
  /** Rows of the trigger table that wait for this payment's follow-ons. */
  readonly followOns: readonly Trigger[];
}

/** More held for an authorization that stands; a declined one holds nothing. It is answered under the payment's id. */
export interface LedgerIncrement extends Entry {
  readonly kind: 'increment';
  readonly of: string;
  readonly amount: number;
  readonly status: 'AUTHORIZED' | 'DECLINED';
  readonly reason?: string;
}

/** Part of a payment taken; `final` releases what is left. */
export interface LedgerCapture extends Entry {
  readonly kind: 'capture';
  readonly of: string;
  readonly amount: number;
  readonly final: boolean;
}

/** Part of a hold, or all of it, given up. */
export interface LedgerReversal extends Entry {
  readonly kind: 'reversal';
  readonly of: string;
  readonly amount: number;
}

/** Money on its way back to the card; a declined one moved nothing. */
export interface LedgerRefund extends Entry {
  readonly kind: 'refund';
  readonly of: string;
  readonly amount: number;
  readonly status: 'PENDING' | 'DECLINED';
  readonly reason?: string;
}

/** Money given without an earlier payment. */
export interface LedgerCredit extends Entry {
  readonly kind: 'credit';
  readonly amount: number;
  readonly card: CardSummary;
  readonly approvalCode: string;
}

/** A sale, capture, refund or credit taken back before the batch closed. */
export interface LedgerVoid extends Entry {
  readonly kind: 'void';
  readonly of: string;
  readonly amount: number;
}

/** Anything with an id of its own. */
export type LedgerTransaction =
  LedgerPayment | LedgerIncrement | LedgerCapture | LedgerReversal | LedgerRefund | LedgerCredit | LedgerVoid;
