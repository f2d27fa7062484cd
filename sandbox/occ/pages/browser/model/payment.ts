import type { AmountView } from '../values/amount.ts';

/** What can be done with a payment. */
export type PaymentOperation = 'capture' | 'void' | 'reverse' | 'reduce' | 'increment' | 'refund';

/** One call to CyberSource, as the extension noted it. */
export interface AttemptView {
  readonly at: string;
  readonly operation: string;
  readonly caller: { readonly kind: string; readonly person?: string };
  readonly amount: AmountView;
  /** `unknown` and `in-flight`: it may have happened. */
  readonly outcome: string;
  readonly problem?: string;
  /** CyberSource's id. */
  readonly requestId?: string;
  /** CyberSource's id of what it is about. */
  readonly originalRequestId?: string;
  readonly merchantTransactionId: string;
}

/** A payment as the extension's `GET /operations/payments` shows it. */
export interface PaymentSummary {
  readonly orderId: string;
  readonly site: string;
  readonly paymentGroupId?: string;
  readonly paymentType?: string;
  readonly lastDigits?: string;
  readonly state: string;
  readonly isPending: boolean;
  readonly authorized: AmountView;
  readonly captured: AmountView;
  readonly reversed: AmountView;
  readonly pending: AmountView;
  readonly available: AmountView;
  readonly refunded: AmountView;
  readonly pendingRefunds: AmountView;
  readonly refundable: AmountView;
  readonly allowed: readonly { readonly operation: PaymentOperation; readonly upTo?: AmountView }[];
  readonly holdExpiresAt?: string;
  readonly next?: { readonly task: string; readonly at: string };
  readonly needsReview: boolean;
  readonly attempts: readonly AttemptView[];
}

/** A page of a search, or the payments of an order. */
export interface PaymentsPage {
  /** False where something could not be read; `missing` says what. */
  readonly complete: boolean;
  readonly missing?: readonly string[];
  readonly payments: readonly PaymentSummary[];
  /** Where the next page begins. */
  readonly next?: string;
}

/** What a dry run answers: the calls to CyberSource, in their order. */
export interface OperationPreview {
  readonly steps: readonly {
    readonly operation: string;
    readonly amount: AmountView;
    readonly requestId: string;
    readonly captureSequenceNumber?: number;
  }[];
}

/** What an operation that was carried out answers; `/capture` and `/refund` name their transaction themselves. */
export interface OperationAnswer {
  readonly hostTransactionId?: string;
  readonly requestId?: string;
}
