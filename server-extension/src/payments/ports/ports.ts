import type { Authorize, PaymentCommand, Caller, Operation } from '../../domain/payment/command.ts';
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
import type { OrderLine } from '../../domain/payment/order-line.ts';
import type { AccessRefusal, OtherOrder, PaymentResult, SavedCardIds } from '../../domain/payment/result.ts';
import type { Channel, GatewaySettings, PaymentType } from '../../domain/settings.ts';

/** The payment gateway. Never rejects for what the network or the gateway do: that is a {@link PaymentResult}. */
export interface Gateway {
  send(command: PaymentCommand, settings: GatewaySettings, call: GatewayCall): Promise<PaymentResult>;
  /**
   * Undoes an attempt whose answer was lost, by the merchant transaction id it was sent with: a timeout reversal of an
   * authorization, a timeout void of everything else. `refused` means that CyberSource knows of nothing to undo.
   */
  reverse(
    unresolved: UnresolvedAttempt,
    settings: GatewaySettings,
    call: GatewayCall,
  ): Promise<PaymentResult>;
  /**
   * Looks an attempt whose answer was lost up in the gateway's own records. They lag: what they do not show may still
   * appear, for minutes.
   *
   * @param known the gateway's ids that belong to other attempts of the same order: one of them is not it.
   */
  lookUp(
    lost: UnresolvedAttempt,
    known: ReadonlySet<GatewayRef>,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<LookupResult>;
}

/** What the gateway's records say about an attempt. */
export type LookupResult =
  | { readonly kind: 'found'; readonly result: PaymentResult }
  | { readonly kind: 'not-found' }
  /** They could not be read, or more than one transaction could be it. */
  | {
      readonly kind: 'ambiguous';
      readonly problem: string;
      /** CyberSource refused the look-up itself: nothing is known about the attempt. */
      readonly accessRefused?: AccessRefusal;
    };

/** An attempt that may have happened. */
export type UnresolvedAttempt = Pick<
  PaymentAttempt,
  | 'operation'
  | 'captureNow'
  | 'amount'
  | 'orderId'
  | 'original'
  | 'claimedAt'
  | 'merchantTransactionId'
  | 'paymentType'
  // A refused duplicate may be of an attempt long ago.
  | 'result'
>;

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
  /** Of a void: of money that was taken or given back, not of a hold. */
  readonly isVoidOfCapture?: boolean;
  /** What it refers to, where the records say so. */
  readonly original?: GatewayRef;
  /** Of a capture: what was still held after it was released. */
  readonly isFinal?: true;
  /** Of a capture or refund of ours: the lines of the order that it was for, where they were named and few enough. */
  readonly lines?: readonly OrderLine[];
  /** Our own name of the attempt. */
  readonly merchantTransactionId?: MerchantTransactionId;
  /** {@link FollowOnSequence.number} that it was sent with. */
  readonly sequenceNumber?: number;
  /** Which command it was a step of: {@link commandDigest} of its key, and the first characters of its fingerprint. */
  readonly command?: string;
  readonly fingerprint?: string;
  readonly paymentGroup?: Pick<Authorize, 'site' | 'channel' | 'paymentGroupId'>;
  /** Of an authorization: the card in the gateway's vault that it was made with, where it was. */
  readonly instrument?: SavedCardIds;
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

export interface GatewayCall {
  readonly merchantTransactionId: MerchantTransactionId;
  readonly sequence?: FollowOnSequence;
  /** The call is given up after this many milliseconds, however far it got. */
  readonly deadlineMs: number;
}

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

/** What is left to do about an attempt when no caller waits for it any more. */
export type RecoveryTask =
  /** Its outcome is unknown, or the process that made the call is gone. */
  | 'resolve-outcome'
  /** The issuer holds money behind a refusal. */
  | 'reverse-hold'
  /** It is authorized, and OCC has to have accepted that. */
  | 'confirm-order'
  /** A cancellation or refund of OCC's was refused: it is asked for again. */
  | 'give-back'
  /** All that can be done without a person has been done. Never due. */
  | 'manual-review';

/** The next task about an attempt and the instant it is due. Pure; undefined when there is nothing left to do. */
export type RecoveryTaskOf = (
  attempt: PaymentAttempt,
) => { readonly task: RecoveryTask; readonly runAt: Date } | undefined;

/** An attempt, and what recovery does about it by itself. */
export interface AttemptWithTask {
  readonly attempt: PaymentAttempt;
  /** Absent where nothing is left to do. */
  readonly task?: RecoveryTask;
  /** When it is due; a manual review never is. */
  readonly runAt?: Date;
}

/** By what attempts are searched for: one thing that the journal has an index of. */
export type SearchKey =
  | { readonly by: 'time' }
  | { readonly by: 'operation'; readonly operation: Operation }
  | { readonly by: 'amount'; readonly amount: Money }
  /** Of the card that an authorization was made with. */
  | { readonly by: 'last-digits'; readonly lastDigits: string }
  | { readonly by: 'merchant-transaction-id'; readonly id: MerchantTransactionId };

export interface AttemptSearch {
  readonly key: SearchKey;
  /** Claimed at this instant or later. */
  readonly from?: Date;
  /** Claimed before this instant. */
  readonly to?: Date;
  /** Where the page before ended: {@link AttemptPage.next}. */
  readonly after?: string;
  readonly limit: number;
}

/** Some of the attempts that fit. */
export interface AttemptPage {
  readonly attempts: readonly PaymentAttempt[];
  /** Where the next page starts; absent on the last one. A text of the journal's own. */
  readonly next?: string;
}

/** A leased task: no other instance works on its payment until the lease ends. */
export interface LeasedTask {
  readonly attempt: PaymentAttempt;
  readonly task: RecoveryTask;
  /** How often it was rescheduled before; runs that only waited for access are not counted. */
  readonly runs: number;
  /** Proves that the lease is ours. */
  readonly lease: string;
}

/** How much recovery has to do. */
export interface TaskCounts {
  readonly counts: readonly TaskCount[];
  /** When the oldest attempt was claimed whose outcome is not known although its call is over, or must be. */
  readonly oldestUnknown?: Date;
}

/** Tasks of one kind; none of them is zero. */
export interface TaskCount {
  readonly task: RecoveryTask;
  /** `scheduled`: its time is still to come. A manual review is due. */
  readonly state: 'due' | 'scheduled';
  readonly attempts: number;
}

/** How work on a task ended. */
export type TaskResult =
  /** How the attempt really ended. Whether that leaves another task follows from it. */
  | { readonly resolved: PaymentResult; readonly at: Date }
  /** Nothing new: the same again later. */
  | {
      readonly runAt: Date;
      /** CyberSource refused the look-up: the task waits, and the run is not counted. */
      readonly accessRefused?: AccessRefusal;
    }
  | { readonly done: true }
  /** A person has to look at it. */
  | { readonly manualReview: true };

/**
 * Decides, under the lock of the payment and of its checkout, whether an attempt may go ahead.
 *
 * @param earlier every earlier attempt of the payment.
 * @param ofCheckout every attempt of the payments that were opened in the same checkout; empty where none is named.
 */
export type ClaimRule = (
  earlier: readonly PaymentAttempt[],
  ofCheckout: readonly PaymentAttempt[],
) => ClaimDecision;

export type ClaimDecision =
  | { readonly verdict: 'proceed' }
  /** An earlier attempt of the same thing is still under way: wait for its result, then ask again. */
  | { readonly verdict: 'wait'; readonly attempt: PaymentAttempt }
  /** An earlier attempt already did this: answer with it. */
  | { readonly verdict: 'existing'; readonly attempt: PaymentAttempt }
  /** Another order of the checkout forbids it: the attempt is written and never sent, so that every copy of it gets the same answer. */
  | { readonly verdict: 'blocked'; readonly otherOrder: OtherOrder }
  /** The payment has changed since the step was planned: it has to be planned again. */
  | { readonly verdict: 'changed' }
  /** The state of the payment forbids it; the sentence says why and what would be allowed. */
  | { readonly verdict: 'refused'; readonly problem: string };

export type ClaimResult =
  /** This call has the claim and has to complete the attempt; with `otherOrder` without sending it. */
  | { readonly kind: 'claimed'; readonly attempt: PaymentAttempt; readonly otherOrder?: OtherOrder }
  /** Delivered before and finished, or another attempt stands for it. */
  | { readonly kind: 'completed'; readonly attempt: PaymentAttempt }
  /** Delivered before, or another attempt of the same thing, and still under way. */
  | { readonly kind: 'in-flight'; readonly attempt: PaymentAttempt }
  /** The same key came with another fingerprint. */
  | { readonly kind: 'mismatch'; readonly attempt: PaymentAttempt }
  /** The payment has changed since the attempt was planned: nothing was written. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly problem: string };

/** Derives the merchant transaction id of an attempt: the same on every instance. */
export type MerchantTransactionIdFor = (key: CommandKey, attempt: number) => MerchantTransactionId;

/**
 * The record of all attempts. `claim` is one atomic claim: of any number of concurrent deliveries of a command exactly
 * one gets `claimed`. Holds no card data. Rejects with a Problem `journal-unavailable` when it cannot be written.
 */
export interface Journal {
  claim(attempt: AttemptRequest, claimRule: ClaimRule, name: MerchantTransactionIdFor): Promise<ClaimResult>;
  /**
   * Writes the result of the attempt that `claim` gave. A result that is written stays: a second completion returns the first
   * one, and so does the completion of what another process has completed as lost.
   */
  complete(
    claimed: Pick<PaymentAttempt, 'key' | 'attemptNumber'>,
    result: PaymentResult,
    at: Date,
  ): Promise<PaymentAttempt>;
  /** Resolves when the attempt is completed, or with undefined after `withinMs` milliseconds. */
  whenCompleted(key: CommandKey, withinMs: number): Promise<PaymentAttempt | undefined>;
  find(key: CommandKey): Promise<PaymentAttempt | undefined>;
  /** The attempt that CyberSource answered with this id. */
  byGatewayRef(ref: GatewayRef): Promise<PaymentAttempt | undefined>;
  /** The attempt that saved a card, by CyberSource's id of the payment instrument. */
  bySavedCard(paymentInstrumentId: string): Promise<PaymentAttempt | undefined>;
  /** All attempts of an order, oldest first; those of a payment in the order in which they were claimed, whatever the clocks said. */
  ofOrder(orderId: OrderId): Promise<readonly PaymentAttempt[]>;
  /** All attempts of the payments that were opened in a checkout, those of a payment in the order in which they were claimed. */
  ofCheckout(checkout: CheckoutKey): Promise<readonly PaymentAttempt[]>;
  /**
   * Leases tasks that are due, oldest first, at most one of a payment, and none of a payment that another instance works
   * on. Leases run by the clock of the journal. Costs no more than what it returns, however long the journal is.
   */
  leaseTasks(limit: number, leaseMs: number): Promise<readonly LeasedTask[]>;
  /**
   * Leases the task of one attempt whose outcome is not known, due or not. Undefined when its outcome is known, or another
   * instance works on its payment.
   */
  leaseTask(
    attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>,
    leaseMs: number,
  ): Promise<LeasedTask | undefined>;
  /**
   * Ends a lease. What was found is written only over `unknown`, never over what is known. Returns undefined, and
   * writes nothing, when the lease has run out and another instance may work on it.
   */
  completeTask(taken: LeasedTask, left: TaskResult): Promise<PaymentAttempt | undefined>;
  /** All attempts of an order as {@link Journal.ofOrder} has them, with the task that each has left. */
  tasksOfOrder(orderId: OrderId): Promise<readonly AttemptWithTask[]>;
  /** Attempts that fit, newest first. Costs no more than what it returns, however long the journal is. */
  search(search: AttemptSearch): Promise<AttemptPage>;
  /**
   * Writes attempts of one payment that the gateway's records show and the journal does not have, with their results: all of
   * them or none, in their order. One that the journal has, by its key, its merchant transaction id or the gateway's id, is
   * left as it is. Resolves to those that were written.
   */
  record(attempts: readonly PaymentAttempt[]): Promise<readonly PaymentAttempt[]>;
  /** The software that keeps it, with its version: `SQLite 3.50.4`. */
  version(): Promise<string>;
  /** How much recovery has to do. Costs as much as there is to do, however long the journal is; reads in small steps. */
  taskCounts(): Promise<TaskCounts>;
  /** Hands an attempt to a person, in the place of any other task about it. */
  requireManualReview(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<void>;
  /** A person has settled it: it is listed no more. False when it was not in manual review. */
  closeManualReview(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<boolean>;
  /** Writes when a capture, sale or refund has left for the acquirer; the first time stays. */
  markBatched(attempt: Pick<PaymentAttempt, 'key' | 'attemptNumber'>, at: Date): Promise<void>;
  /** What waits for a person, oldest first. */
  manualReviews(limit: number): Promise<readonly PaymentAttempt[]>;
  /** A place to continue from, kept under a name. Undefined when none was kept, or the journal forgot it. */
  checkpoint(name: string): Promise<Date | undefined>;
  keepCheckpoint(name: string, at: Date): Promise<void>;
  close(): Promise<void>;
}

/** Reads the settings of a site and channel. Rejects with a Problem `not-configured` that names what is missing. */
export type SettingsFor = (site: SiteId, channel: Channel) => Promise<GatewaySettings>;

/** The hosted card fields: keys for the browser, and proof that a token came from a key of ours. */
export interface CardFields {
  /**
   * A capture context for one origin, its signature verified. Rejects with a Problem `gateway-failure` when CyberSource
   * gives none.
   */
  captureContext(settings: GatewaySettings, request: CaptureContextRequest): Promise<string>;
  /**
   * What of a capture context verifies the tokens that are made with it: a shorter text, without blanks, that
   * `verifyTransientToken` takes in its place.
   */
  verifyingPartOf(captureContext: string): string;
  /** Rejects with a Problem `malformed-request` unless the token was made with that capture context and has not expired. */
  verifyTransientToken(transientToken: string, captureContext: string): Promise<TokenDetails>;
}

export interface TokenDetails {
  /** Masked number and brand. Absent when the token holds a security code only. */
  readonly card?: string;
}

export interface CaptureContextRequest {
  /** Scheme, host and port of the page that will hold the fields. */
  readonly targetOrigin: string;
  /** CyberSource's names of the accepted brands: VISA, MASTERCARD … */
  readonly cardNetworks: readonly string[];
}
