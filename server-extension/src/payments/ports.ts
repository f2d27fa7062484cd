import type { Authorize, PaymentCommand, Caller, Operation } from '../domain/command.ts';
import type {
  CheckoutKey,
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  PaymentKey,
  SiteId,
} from '../domain/ids.ts';
import type { Money } from '../domain/money.ts';
import type { AccessRefusal, OtherOrder, PaymentResult } from '../domain/result.ts';
import type { Channel, GatewaySettings } from '../domain/settings.ts';

/** The payment gateway. Never rejects for what the network or the gateway do: that is a {@link PaymentResult}. */
export interface Gateway {
  send(command: PaymentCommand, settings: GatewaySettings, call: GatewayCall): Promise<PaymentResult>;
  /**
   * Undoes an attempt whose answer was lost, by the merchant transaction id it was sent with: a timeout reversal of an
   * authorization, a timeout void of everything else. `refused` means that CyberSource knows of nothing to undo.
   */
  undo(lost: LostAttempt, settings: GatewaySettings, call: GatewayCall): Promise<PaymentResult>;
  /**
   * Looks an attempt whose answer was lost up in the gateway's own books. They lag: what they do not show may still
   * appear, for minutes.
   *
   * @param known the gateway's ids that belong to other attempts of the same order: one of them is not it.
   */
  lookUp(
    lost: LostAttempt,
    known: ReadonlySet<GatewayRef>,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<Sighting>;
}

/** What the gateway's books say about an attempt. */
export type Sighting =
  | { readonly seen: 'yes'; readonly result: PaymentResult }
  | { readonly seen: 'no' }
  /** They could not be read, or more than one transaction could be it. */
  | {
      readonly seen: 'unclear';
      readonly problem: string;
      /** The look itself was turned away: nothing was learnt. */
      readonly accessRefused?: AccessRefusal;
    };

/** An attempt that may have happened. */
export type LostAttempt = Pick<
  Entry,
  | 'operation'
  | 'captureNow'
  | 'amount'
  | 'orderId'
  | 'original'
  | 'openedAt'
  | 'merchantTransactionId'
  // A refused duplicate may be of an attempt long ago.
  | 'result'
>;

/**
 * The gateway's own records of a payment: what it authorized and everything that followed, whoever asked for it. They lag
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

export type PaymentRecord =
  | {
      readonly found: 'yes';
      readonly authorization: RecordedTransaction;
      /** Oldest first. */
      readonly followOns: readonly RecordedTransaction[];
    }
  | {
      readonly found: 'no';
      /** When the gateway gave the id out, where the id tells: a recent one may not be in the records yet. */
      readonly issuedAt?: Date;
    }
  /** They could not be read, or not in time. The sentence is safe to show. */
  | { readonly found: 'unclear'; readonly problem: string };

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
  readonly takesBack?: boolean;
  /** What it refers to, where the records tell. */
  readonly original?: GatewayRef;
  /** Our own name of the attempt. */
  readonly merchantTransactionId?: MerchantTransactionId;
  /** {@link Turn.number} that it was sent with. */
  readonly turn?: number;
  /** Which command it was a step of: {@link commandDigest} of its key, and the first characters of its fingerprint. */
  readonly command?: string;
  readonly fingerprint?: string;
  readonly paymentGroup?: Pick<Authorize, 'site' | 'channel' | 'paymentGroupId'>;
}

/**
 * The place of a follow-on in its payment, where instances have journals of their own: its number is taken by the first
 * that sends it, because CyberSource takes no merchant transaction id twice. An instance that does not know yet what
 * another one has sent asks for a number that is taken, and is refused.
 */
export interface Turn {
  /** 1 for the first follow-on of the payment. */
  readonly number: number;
  /** Sent in the place of the attempt's own merchant transaction id. */
  readonly transactionId: MerchantTransactionId;
}

export interface GatewayCall {
  readonly merchantTransactionId: MerchantTransactionId;
  readonly turn?: Turn;
  /** The call is given up after this many milliseconds, however far it got. */
  readonly deadlineMs: number;
}

/** One attempt to move money, written before the call (`result` absent) and completed after it. */
export interface Entry {
  readonly key: CommandKey;
  readonly fingerprint: string;
  /** 1 for the first; counts up when a command that was certainly not sent is tried again. */
  readonly attempt: number;
  readonly payment: PaymentKey;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly site: SiteId;
  readonly channel: Channel;
  /** The account at CyberSource that it was sent to. Absent in attempts of the first releases. */
  readonly merchant?: string;
  readonly orderId: OrderId;
  readonly paymentGroupId?: PaymentGroupId;
  /** Of an authorization: the checkout that it belongs to. Absent where it was not sent because of another order of that checkout. */
  readonly checkout?: CheckoutKey;
  readonly amount: Money;
  /** True for an authorization that takes the money at once. */
  readonly captureNow: boolean;
  /** What a capture, void or refund refers to. */
  readonly original?: GatewayRef;
  /** Our name of the attempt: sent as merchant transaction id unless `turn` has another one, and in the comment always. */
  readonly merchantTransactionId: MerchantTransactionId;
  readonly turn?: Turn;
  readonly openedAt: Date;
  readonly closedAt?: Date;
  /** How it ended, as far as is known now. Absent while the call is under way. */
  readonly result?: PaymentResult;
  /** What the caller was told, where that was `unknown` and `result` has been found out since. */
  readonly told?: PaymentResult;
  readonly foundAt?: Date;
}

/** An attempt about to be opened: everything but what the journal itself decides. */
export type NewEntry = Omit<
  Entry,
  'attempt' | 'merchantTransactionId' | 'closedAt' | 'result' | 'told' | 'foundAt'
>;

/** What is left to do about an attempt when nobody waits for it any more. */
export type Duty =
  /** Nobody knows how it ended, or the process that made the call is gone. */
  | 'find-out'
  /** The issuer holds money behind a refusal. */
  | 'let-go'
  /** It is authorized, and OCC has to have accepted that. */
  | 'confirm'
  /** All that can be done without a person has been done. Never due. */
  | 'person';

/** The next duty about an attempt and the instant it is due. Pure; undefined when there is nothing left to do. */
export type DutyOf = (entry: Entry) => { readonly duty: Duty; readonly dueAt: Date } | undefined;

/** A duty that was taken: nobody else works on its payment until the lease ends. */
export interface Taken {
  readonly entry: Entry;
  readonly duty: Duty;
  /** How often it has been put off before, while it only waited for access not counted. */
  readonly tries: number;
  /** Proves that the lease is ours. */
  readonly lease: string;
}

/** How work on a duty ended. */
export type Left =
  /** How the attempt really ended. Whether that leaves another duty follows from it. */
  | { readonly found: PaymentResult; readonly at: Date }
  /** Nothing new: the same again later. */
  | {
      readonly againAt: Date;
      /** The look-up was turned away: the task only waits, which is not counted as a try. */
      readonly accessRefused?: AccessRefusal;
    }
  | { readonly done: true }
  /** A person has to look at it. */
  | { readonly needsPerson: true };

/**
 * Decides, under the lock of the payment and of its checkout, whether an attempt may go ahead.
 *
 * @param earlier every earlier attempt of the payment.
 * @param ofCheckout every attempt of the payments that were opened in the same checkout; empty where none is named.
 */
export type Admit = (earlier: readonly Entry[], ofCheckout: readonly Entry[]) => Admission;

export type Admission =
  | { readonly verdict: 'go' }
  /** An earlier attempt of the same thing is still under way: wait for its result, then ask again. */
  | { readonly verdict: 'wait'; readonly entry: Entry }
  /** An earlier attempt already did this: answer with it. */
  | { readonly verdict: 'stands'; readonly entry: Entry }
  /** Another order of the checkout forbids it: the attempt is written and never sent, so that every copy of it hears the same. */
  | { readonly verdict: 'stop'; readonly otherOrder: OtherOrder }
  /** The state of the payment forbids it; the sentence says why and what would be allowed. */
  | { readonly verdict: 'forbidden'; readonly problem: string };

export type Opening =
  /** This call holds the claim and has to close it; with `otherOrder` without sending it. */
  | { readonly kind: 'opened'; readonly entry: Entry; readonly otherOrder?: OtherOrder }
  /** Delivered before and finished, or another attempt stands for it. */
  | { readonly kind: 'finished'; readonly entry: Entry }
  /** Delivered before, or another attempt of the same thing, and still under way. */
  | { readonly kind: 'under-way'; readonly entry: Entry }
  /** The same key came with another fingerprint. */
  | { readonly kind: 'mismatch'; readonly entry: Entry }
  | { readonly kind: 'forbidden'; readonly problem: string };

/** Derives the merchant transaction id of an attempt: the same on every instance. */
export type NameAttempt = (key: CommandKey, attempt: number) => MerchantTransactionId;

/**
 * The book of all attempts. `open` is one atomic claim: of any number of concurrent deliveries of a command exactly
 * one gets `opened`. Holds no card data. Rejects with a Problem `journal-unavailable` when it cannot be written.
 */
export interface Journal {
  open(entry: NewEntry, admit: Admit, name: NameAttempt): Promise<Opening>;
  /**
   * Writes the result of the attempt that `open` gave. A result that is written stays: closing twice returns the first
   * one, and so does closing what somebody else has closed as lost.
   */
  close(opened: Pick<Entry, 'key' | 'attempt'>, result: PaymentResult, at: Date): Promise<Entry>;
  /** Resolves when the attempt is closed, or with undefined after `withinMs` milliseconds. */
  whenClosed(key: CommandKey, withinMs: number): Promise<Entry | undefined>;
  find(key: CommandKey): Promise<Entry | undefined>;
  /** The attempt that CyberSource answered with this id. */
  byGatewayRef(ref: GatewayRef): Promise<Entry | undefined>;
  /** The attempt that saved a card, by CyberSource's id of the payment instrument. */
  bySavedCard(paymentInstrumentId: string): Promise<Entry | undefined>;
  /** All attempts of an order, oldest first; those of a payment in the order in which they were opened, whatever the clocks said. */
  ofOrder(orderId: OrderId): Promise<readonly Entry[]>;
  /** All attempts of the payments that were opened in a checkout, those of a payment in the order in which they were opened. */
  ofCheckout(checkout: CheckoutKey): Promise<readonly Entry[]>;
  /**
   * Leases duties that are due, oldest first, at most one of a payment, and none of a payment that somebody else works
   * on. Leases run by the clock of the journal. Costs no more than what it returns, however long the book is.
   */
  take(limit: number, leaseMs: number): Promise<readonly Taken[]>;
  /**
   * Ends a lease. What was found is written only over `unknown`, never over what is known. Returns undefined, and
   * writes nothing, when the lease has run out and somebody else may work on it.
   */
  leave(taken: Taken, left: Left): Promise<Entry | undefined>;
  /** What waits for a person, oldest first. */
  needingPerson(limit: number): Promise<readonly Entry[]>;
  /** A place to continue from, kept under a name. Undefined when none was kept, or the journal forgot it. */
  checkpoint(name: string): Promise<Date | undefined>;
  keepCheckpoint(name: string, at: Date): Promise<void>;
  end(): Promise<void>;
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
  verifyTransientToken(transientToken: string, captureContext: string): Promise<TokenFacts>;
}

export interface TokenFacts {
  /** Masked number and brand. Absent when the token holds a security code only. */
  readonly card?: string;
}

export interface CaptureContextRequest {
  /** Scheme, host and port of the page that will hold the fields. */
  readonly targetOrigin: string;
  /** CyberSource's names of the accepted brands: VISA, MASTERCARD … */
  readonly cardNetworks: readonly string[];
}
