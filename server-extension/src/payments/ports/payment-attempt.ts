import type {
  CheckoutKey,
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  PaymentKey,
  SiteId,
} from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { Caller, Operation } from '../../domain/payment/command.ts';
import type { OrderLine } from '../../domain/payment/order-line.ts';
import type { PaymentResult, SavedCardIds } from '../../domain/payment/result.ts';
import type { Channel, PaymentType } from '../../domain/settings.ts';
import type { RecordedTransaction } from './payment-records.ts';

/** One attempt to move money, written before the call (`result` absent) and completed after it. */
export interface PaymentAttempt {
  readonly key: CommandKey;
  readonly fingerprint: string;
  /** 1 for the first; counts up when a command that was certainly not sent is tried again. */
  readonly attemptNumber: number;
  readonly payment: PaymentKey;
  readonly operation: Operation;
  /** The method of the payment. Absent in attempts of the first releases, and of payments that another program made. */
  readonly paymentType?: PaymentType;
  /** No gateway is called for it: the method itself says how it ends. */
  readonly offline?: true;
  readonly caller: Caller;
  /** The person or application behind the caller, where the credentials name one. */
  readonly actor?: string;
  readonly site: SiteId;
  readonly channel: Channel;
  /** The account at CyberSource that it was sent to. Absent in attempts of the first releases, and where no gateway is called. */
  readonly merchant?: string;
  readonly orderId: OrderId;
  readonly paymentGroupId?: PaymentGroupId;
  /** Of an authorization: the checkout that it belongs to. Absent where it was not sent because of another order of that checkout. */
  readonly checkout?: CheckoutKey;
  readonly amount: Money;
  /** Of a refund: what its request still asked for, this step included, where that took more steps than this one. */
  readonly requested?: Money;
  /** True for an authorization that takes the money at once. */
  readonly captureNow: boolean;
  /** The last four digits of the card that an authorization was made with, where they are known. */
  readonly lastDigits?: string;
  /** What a follow-on refers to. */
  readonly original?: GatewayRef;
  /** Of a capture: CyberSource releases what is still held after it. */
  readonly isFinal?: true;
  /** Of a capture or refund: the lines of the order that it was for, where its caller named them. */
  readonly lines?: readonly OrderLine[];
  /** Written from the gateway's records, which name the request in short: a repetition of it is recognised by this. */
  readonly recordedFrom?: Pick<RecordedTransaction, 'command' | 'fingerprint'>;
  /** The card in CyberSource's vault that an authorization was made with, where it was. */
  readonly instrument?: SavedCardIds;
  /** Our name of the attempt: sent as merchant transaction id unless `sequence` has another one, and in the comment always. */
  readonly merchantTransactionId: MerchantTransactionId;
  readonly sequence?: FollowOnSequence;
  /** The step of the trace in which it was claimed, as a `traceparent` of W3C Trace Context. Absent where nothing was traced. */
  readonly trace?: string;
  readonly claimedAt: Date;
  readonly completedAt?: Date;
  /** How it ended, as far as is known now. Absent while the call is under way. */
  readonly result?: PaymentResult;
  /** The result that the caller was answered with, where that was `unknown` and `result` was resolved since. */
  readonly reportedResult?: PaymentResult;
  readonly resolvedAt?: Date;
  /** When a capture, sale or refund had left for the acquirer: it cannot be voided any more. */
  readonly batchedAt?: Date;
}

/**
 * The place of a follow-on in its payment, where instances have journals of their own: its number is taken by the first
 * that sends it, because CyberSource takes no merchant transaction id twice. An instance that does not know yet what
 * another one has sent asks for a number that is taken, and is refused.
 */
export interface FollowOnSequence {
  /** 1 for the first follow-on of the payment. */
  readonly number: number;
  /** Sent in the place of the attempt's own merchant transaction id. */
  readonly transactionId: MerchantTransactionId;
}

/** An attempt about to be claimed: everything but what the journal itself decides. */
export type AttemptRequest = Omit<
  PaymentAttempt,
  | 'attemptNumber'
  | 'merchantTransactionId'
  | 'completedAt'
  | 'result'
  | 'reportedResult'
  | 'resolvedAt'
  | 'batchedAt'
>;
