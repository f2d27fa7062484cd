import type { GatewayRef, MerchantTransactionId, OrderId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { Authorize, Operation } from '../../domain/payment/command.ts';
import type { OrderLine } from '../../domain/payment/order-line.ts';
import type { PaymentResult, SavedCardIds } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';

/**
 * The gateway's own records of a payment: what it authorized and everything that followed, from any caller. They lag
 * behind: what was sent a moment ago may appear minutes later.
 */
export interface PaymentRecords {
  /**
   * @param ref the gateway's id of the payment or of anything that followed on it.
   * @param orderId what belongs to another order is not found.
   * @param deadlineMs milliseconds for everything that is read, together.
   */
  read(
    ref: GatewayRef,
    orderId: OrderId,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<PaymentRecord>;
}

/** The gateway's own list of what it did for an order. */
export interface OrderRecords {
  /** Which authorizations the account has for an order, from every sender. */
  authorizationsOf(
    orderId: OrderId,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<AuthorizationsOfOrder>;
}

/** The gateway's ids of an order's authorizations, oldest first. */
export type AuthorizationsOfOrder =
  | { readonly kind: 'found'; readonly refs: readonly GatewayRef[] }
  /** They could not be read, or not in time. The sentence is safe to show. */
  | { readonly kind: 'ambiguous'; readonly problem: string };

export type PaymentRecord =
  | {
      readonly kind: 'found';
      readonly authorization: RecordedTransaction;
      /** Oldest first. */
      readonly followOns: readonly RecordedTransaction[];
    }
  | {
      readonly kind: 'not-found';
      /** When the gateway gave the id out, where the id shows it: a recent one may not be in the records yet. */
      readonly issuedAt?: Date;
    }
  /** They could not be read, or not in time. The sentence is safe to show. */
  | { readonly kind: 'ambiguous'; readonly problem: string };

/** One transaction as the gateway's records have it. What a caller outside this installation sent has no name of ours. */
export interface RecordedTransaction {
  readonly ref: GatewayRef;
  readonly operation: Operation;
  readonly submittedAt: Date;
  /** Absent where the records state none, as of a void. */
  readonly amount?: Money;
  /** True for an authorization that took the money at once. */
  readonly captureNow: boolean;
  readonly result: PaymentResult;
  /** Of a void: of a capture or refund, not of a hold. */
  readonly isVoidOfCapture?: boolean;
  /** What it refers to, where the records say so. */
  readonly original?: GatewayRef;
  /** Of a capture: what was still held after it was released. */
  readonly isFinal?: true;
  /** Of a capture or refund of ours: the lines of the order that it was for, where they were named and few enough. */
  readonly lines?: readonly OrderLine[];
  /** Our own name of the attempt. */
  readonly merchantTransactionId?: MerchantTransactionId;
  /** `FollowOnSequence.number` that it was sent with. */
  readonly sequenceNumber?: number;
  /** Which command it was a step of: {@link commandDigest} of its key, and the first characters of its fingerprint. */
  readonly command?: string;
  readonly fingerprint?: string;
  readonly paymentGroup?: Pick<Authorize, 'site' | 'channel' | 'paymentGroupId'>;
  /** Of an authorization: the card in the gateway's vault that it was made with, where it was. */
  readonly instrument?: SavedCardIds;
}
