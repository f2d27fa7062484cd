/** What the ledger holds: transactions, written once and never changed. Every sum is derived from them. */
import type { Trigger } from '../../triggers.ts';

interface Entry {
  readonly id: string;
  /** The payment (or credit) that this belongs to; its own id for a payment. */
  readonly rootId: string;
  readonly merchantId: string;
  readonly at: Date;
  readonly currency: string;
  readonly reconciliationId: string;
  /** `clientReferenceInformation.code`: the merchant's order. */
  readonly reference?: string;
  /** `clientReferenceInformation.transactionId`: what a timeout reversal or void asks by. */
  readonly merchantTransactionId?: string;
}

/** What may be kept of a card. */
export interface CardTrace {
  readonly type: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
}

/** Statuses of a payment that this sandbox gives (CyberSource: payments, 201 answers). */
export type PaymentStatus =
  'AUTHORIZED' | 'PARTIAL_AUTHORIZED' | 'AUTHORIZED_PENDING_REVIEW' | 'AUTHORIZED_RISK_DECLINED' | 'DECLINED';

/** An authorization, or a sale when `captured` is above zero (a sale is captured under its own id). */
export interface Payment extends Entry {
  readonly kind: 'payment';
  readonly status: PaymentStatus;
  readonly reason?: string;
  readonly asked: number;
  readonly authorized: number;
  readonly captured: number;
  readonly saleAsked: boolean;
  readonly card: CardTrace;
  readonly billTo: Readonly<Record<string, unknown>>;
  readonly customerId?: string;
  /** Rows of the trigger table that wait for this payment's follow-ons. */
  readonly followOns: readonly Trigger[];
}

/** Part of a payment taken; `final` releases what is left. */
export interface Capture extends Entry {
  readonly kind: 'capture';
  readonly of: string;
  readonly amount: number;
  readonly final: boolean;
}

/** Part of a hold, or all of it, given up. */
export interface Reversal extends Entry {
  readonly kind: 'reversal';
  readonly of: string;
  readonly amount: number;
}

/** Money on its way back to the card; a declined one moved nothing. */
export interface Refund extends Entry {
  readonly kind: 'refund';
  readonly of: string;
  readonly amount: number;
  readonly status: 'PENDING' | 'DECLINED';
  readonly reason?: string;
}

/** Money given without an earlier payment. */
export interface Credit extends Entry {
  readonly kind: 'credit';
  readonly amount: number;
  readonly card: CardTrace;
}

/** A sale, capture, refund or credit taken back before the batch closed. */
export interface Void extends Entry {
  readonly kind: 'void';
  readonly of: string;
  readonly amount: number;
}

/** Anything with an id of its own. */
export type Transaction = Payment | Capture | Reversal | Refund | Credit | Void;
