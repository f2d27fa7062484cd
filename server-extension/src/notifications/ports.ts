import type { GatewayRef, MerchantTransactionId, OrderId } from '../domain/ids.ts';
import type { UnknownObject } from '../domain/json/json-object.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Operation } from '../domain/payment/command.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';

/**
 * Which handler a notification goes to: `payment`, how an operation ended; `batch`, a capture or refund has left for the
 * acquirer; `card`, a saved card changed; `review`, a reviewer has decided; `other`, a type that this version does not know.
 */
export const notificationTopics = ['payment', 'batch', 'card', 'review', 'other'] as const;

export type NotificationTopic = (typeof notificationTopics)[number];

/** A notification of CyberSource's whose signature was verified. */
export interface Notification {
  /** The same for the same content, whatever envelope it came in: a second one changes nothing. */
  readonly id: string;
  /** As its sender names it. Not covered by every signature, so it chooses a handler and proves nothing. */
  readonly eventType: string;
  readonly topic: NotificationTopic;
  readonly signedAt: Date;
  /** What is kept of the signed content: ids, statuses and amounts; no card data, no cryptogram, no address. */
  readonly content: UnknownObject;
}

export type RequestHeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Verifies and reads notifications. Both throw Problems; nothing of a notification is believed before. */
export interface NotificationReader {
  /**
   * What can be told before the body is read: that a key of ours signed it, not long ago.
   *
   * @throws Problem `malformed-request` for a header of another form, `bad-signature` for a missing header, another key or
   *   another time.
   */
  requireHeader(headers: RequestHeaderValues): void;
  /** One notification for each element of the payload. Rejects with `bad-signature` or `malformed-request`. */
  read(body: Buffer, headers: RequestHeaderValues): Promise<readonly Notification[]>;
}

/** Where a stored notification stands. */
export const inboxStates = ['waiting', 'processed', 'parked'] as const;

export type InboxState = (typeof inboxStates)[number];

/** A notification in the inbox. */
export interface StoredNotification extends Notification {
  readonly receivedAt: Date;
  readonly state: InboxState;
  /** How often it was tried. */
  readonly runs: number;
  /** Why it waits or is parked, or what came of it. */
  readonly note?: string;
}

/** A leased notification: no other instance works on it until the lease ends. */
export interface LeasedNotification {
  readonly notification: StoredNotification;
  readonly lease: string;
}

/** How a run over a notification ended. */
export type NotificationResult =
  | { readonly processed: string }
  /** Not yet: again at that time. */
  | { readonly waiting: string; readonly runAt: Date }
  /** Listed for an operator; with a time it is tried again all the same. */
  | { readonly parked: string; readonly runAt?: Date };

/** Where notifications are kept. Rejects with a Problem `journal-unavailable`. */
export interface NotificationStore {
  /** False when a notification with this id is there already: nothing was written. */
  add(notification: Notification, at: Date): Promise<boolean>;
  /** Those that are due, oldest first. */
  lease(limit: number, leaseMs: number): Promise<readonly LeasedNotification[]>;
  /** Ends the lease. Writes nothing when it has run out. */
  complete(leased: LeasedNotification, result: NotificationResult): Promise<void>;
  /** Those in a state, oldest first. */
  list(state: InboxState, limit: number): Promise<readonly StoredNotification[]>;
  /** Makes what is not processed due now, all or those named. @returns how many. */
  reopen(ids: readonly string[] | 'all'): Promise<number>;
  /** Forgets processed notifications that were received before, and leases under a name that have run out. */
  forgetProcessed(before: Date): Promise<void>;
  /**
   * A lease under a name, for work that only one at a time may do; undefined while another one holds it.
   *
   * @param lease - what it is called, else it gets a name of its own: who holds it under this name already gets it again.
   */
  takeLease(name: string, leaseMs: number, lease?: string): Promise<string | undefined>;
  releaseLease(name: string, lease: string): Promise<void>;
}

/** Work on one topic. Rejects where something could not be reached: it is tried again. */
export type HandleNotification = (notification: Notification) => Promise<NotificationResult>;

/** A payment operation as a notification describes it. */
export interface NotifiedPayment {
  /** The gateway's id of the operation. */
  readonly ref?: GatewayRef;
  readonly orderId?: OrderId;
  /** The id under which the attempt was sent. */
  readonly merchantTransactionId?: MerchantTransactionId;
  /** What the attempt can have been; none where that is not told. */
  readonly operations: readonly Operation[];
  /** It has left for the acquirer. */
  readonly isBatched: boolean;
}

/** Reads what was kept of a notification about a payment. */
export interface NotifiedPayments {
  identify(notification: Notification): NotifiedPayment;
  /** How the attempt ended by what the notification says; `unknown` where it does not say. */
  resultFor(notification: Notification, attempt: PaymentAttempt, settings: GatewaySettings): PaymentResult;
}

/** The gateway's ids of the tokens that a notification about a card names. */
export interface NotifiedCard {
  readonly paymentInstrumentIds: readonly string[];
  readonly instrumentIdentifierIds: readonly string[];
  readonly customerIds: readonly string[];
}

/** A saved card by the gateway's ids, as the shop keeps them. */
export interface SavedCardToken {
  readonly paymentInstrumentId?: string;
  readonly instrumentIdentifierId?: string;
  readonly customerId?: string;
}

/** A saved card as the gateway has it now. */
export type VaultedCardState =
  | {
      readonly kind: 'present';
      readonly lastDigits?: string;
      readonly expirationMonth?: string;
      readonly expirationYear?: string;
      /** Of the account behind it: `CLOSED` when its issuer closed it. */
      readonly state?: string;
      /** Of its network token, where it has one. */
      readonly networkToken?: { readonly id?: string; readonly state: string };
    }
  | { readonly kind: 'deleted' };

/** Reads saved cards in the gateway's vault. Rejects with a Problem `gateway-failure` where that does not answer. */
export interface CardSource {
  /** What a notification about a card names. */
  identify(notification: Notification): NotifiedCard;
  /** The payment instruments behind what a notification names. */
  paymentInstrumentsOf(notified: NotifiedCard, settings: GatewaySettings): Promise<readonly string[]>;
  /** Undefined for a card that this merchant account never had. */
  read(card: SavedCardToken, settings: GatewaySettings): Promise<VaultedCardState | undefined>;
}

/** Saved cards in the shop's profiles. Rejects with a Problem `gateway-failure` where the shop does not answer. */
export interface ProfileCardStore {
  /** Ids of the profiles that have a card with this token. */
  find(token: string): Promise<readonly string[]>;
  /** So many of the shop's profiles from a place in its list on; fewer at its end. */
  page(offset: number, limit: number): Promise<readonly ProfileWithCards[]>;
  /** The cards of a profile that the gateway keeps. */
  cardsOf(profileId: string): Promise<readonly SavedProfileCard[]>;
  /**
   * Reads the profile, changes these cards in what was read, writes all of them, and reads again until the change is there
   * and no other card is lost.
   */
  change(profileId: string, changes: readonly ProfileCardChange[]): Promise<void>;
}

/** A profile with the cards that the gateway keeps. */
export interface ProfileWithCards {
  readonly profileId: string;
  readonly cards: readonly SavedProfileCard[];
}

/** A saved card of a profile. */
export interface SavedProfileCard extends SavedCardToken {
  /** The shop's own id. */
  readonly id: string;
  readonly lastDigits?: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly state?: string;
  readonly networkToken?: { readonly id?: string; readonly state: string };
}

/** What becomes of one card of a profile. */
export type ProfileCardChange =
  | { readonly id: string; readonly removed: true }
  | { readonly id: string; readonly card: Extract<VaultedCardState, { readonly kind: 'present' }> };
