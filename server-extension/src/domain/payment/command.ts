import type { Address } from '../address/address.ts';
import type { CheckoutKey, CommandKey, GatewayRef, OrderId, PaymentGroupId, SiteId } from '../ids.ts';
import type { Money } from '../money/money.ts';
import type { OrderLine, RefundLine } from './order-line.ts';
import type { PurchaseDetails } from './purchase.ts';
import type { Channel, PaymentType } from '../settings.ts';

/**
 * Who asks. Kept in the journal beside everything that moves money. Of what was read in the gateway's records: `external`
 * for another program, `unknown` for an instance whose journal is not at hand.
 */
export const callers = ['webhook', 'oms', 'reconciler', 'operator', 'external', 'unknown'] as const;

export type Caller = (typeof callers)[number];

interface Asked {
  readonly key: CommandKey;
  /** SHA-256 (hex) of the bytes that asked. The same key with another fingerprint is refused. */
  readonly fingerprint: string;
  readonly caller: Caller;
  /** The person or application behind the caller, where the credentials tell: a user's name, else an application's id. */
  readonly actor?: string;
  readonly site: SiteId;
  readonly channel: Channel;
  readonly orderId: OrderId;
  readonly amount: Money;
}

/** What follows on a payment. */
interface AskedLater extends Asked {
  /** The method of the payment, where the journal knows it. */
  readonly paymentType?: PaymentType;
}

/** Hold the amount on the shopper's card; take it at once when `captureNow`. */
export interface Authorize extends Asked {
  readonly type: 'authorize';
  readonly paymentGroupId: PaymentGroupId;
  /** When the shopper asked, in whole seconds; a copy that was held up on its way is older than what was done since. */
  readonly requestedAt?: Date;
  /** The checkout that it belongs to, where the storefront says so: of its orders only one may hold a live authorization. */
  readonly checkout?: CheckoutKey;
  readonly paymentType: PaymentType;
  readonly instrument: Instrument;
  /** The last four digits of the card, where the shop knows them: by these a shopper's payment is found later. */
  readonly lastDigits?: string;
  /** The shopper or the shop has said which brand the card is of. */
  readonly isBrandChosen?: true;
  readonly initiation: Initiation;
  readonly captureNow: boolean;
  /** How the issuer makes sure that the cardholder pays; absent where the payment does not ask for it. */
  readonly authentication?: PayerAuthentication;
  readonly order: OrderDetails;
}

/** Take money that is held. */
export interface Capture extends AskedLater {
  readonly type: 'capture';
  /** The authorization. */
  readonly original: GatewayRef;
  /** n of N partial captures, where the caller knows; CyberSource: captureOptions. */
  readonly sequence?: { readonly number: number; readonly total?: number };
  /** Releases what is still held after this capture. */
  readonly isFinal?: boolean;
  /** What it is taken for, where the caller says so: a refund of one of these lines is made from this capture. */
  readonly lines?: readonly OrderLine[];
  /** Where the goods are shipped from. */
  readonly shipFromPostalCode?: string;
  /** What is known of the goods, for level II and III data. */
  readonly purchase?: PurchaseDetails;
}

/**
 * Undo what was not settled yet. Of an authorization: release the hold, all of it or a part; of a sale, a
 * capture or a refund: take back that step.
 */
export interface Void extends AskedLater {
  readonly type: 'void';
  readonly original: GatewayRef;
  readonly of: 'authorization' | 'sale' | 'capture' | 'refund';
  /**
   * How far a request may go: `hold` releases what is held and touches nothing else; `unsettled` also voids captures, and
   * never refunds. Absent: what can no longer be voided is refunded.
   */
  readonly reach?: 'hold' | 'unsettled';
  /** Everything that can be taken back within its reach; the amount is then found out from the payment. */
  readonly isWhole?: true;
  /**
   * Set for OCC's commands. OCC knows the amount that it authorized, and nothing of what the order management has done since:
   * the whole amount that was authorized at first stands for everything that is left, including what was added to the hold.
   */
  readonly isCancellation?: true;
  readonly paymentGroupId?: PaymentGroupId;
}

/** Give money back that was taken. */
export interface Refund extends AskedLater {
  readonly type: 'refund';
  /** The payment, or the one capture that it is taken from. */
  readonly original: GatewayRef;
  readonly paymentGroupId?: PaymentGroupId;
  /** The capture or sale of the payment that all of it is taken from, where the caller names one. */
  readonly capture?: GatewayRef;
  /** What is refunded: the amount is taken from the captures that were made for these lines. */
  readonly lines?: readonly RefundLine[];
}

/** A refund as it is planned from what the payment's captures have left: of one capture, or of the payment itself when it was a sale. */
export interface RefundStep extends Refund {
  readonly of: 'capture' | 'sale';
  /** What its request still asks for, this step included, where that takes more steps than this one. */
  readonly requested?: Money;
}

/** Hold more on an authorization that stands. The amount is the difference. CyberSource: incremental authorization. */
export interface Increment extends AskedLater {
  readonly type: 'increment';
  /** The authorization. */
  readonly original: GatewayRef;
  readonly paymentGroupId?: PaymentGroupId;
}

/**
 * Hold a part of an expired hold again, with the card that was stored by the first payment and without the shopper. What
 * is held, captured and refunded stays as it is: one hold takes the place of the other.
 */
export interface Reauthorize extends AskedLater {
  readonly type: 'reauthorize';
  /** The authorization whose hold has expired. */
  readonly original: GatewayRef;
  readonly instrument: StoredCard;
  /** The card network's id of the first payment, where it is known. */
  readonly previousNetworkTransactionId?: string;
  readonly paymentGroupId?: PaymentGroupId;
}

/** A command about money that was authorized before. */
export type FollowOn = Capture | Void | Refund | Increment | Reauthorize;

/** A step of a command's plan: one call of the gateway. */
export type FollowOnStep = Exclude<FollowOn, Refund> | RefundStep;

export type PaymentCommand = Authorize | FollowOn;

/** What the gateway is asked to do. */
export type GatewayCommand = Authorize | FollowOnStep;

export type Operation = PaymentCommand['type'];

/** What OCC's webhook and the replaced plugin's routes ask for. */
export type OrderOperation = Exclude<Operation, 'increment' | 'reauthorize'>;

/**
 * Who started the payment; the card schemes' rules differ. `agent`: by mail or telephone order. `merchant`: a scheduled
 * order, without the shopper; it names the network's id of the first payment with that card, where it is known.
 */
export type Initiation =
  | { readonly by: 'shopper' }
  | { readonly by: 'agent' }
  | {
      readonly by: 'merchant';
      readonly previousNetworkTransactionId?: string;
      /** What the first payment with that card was authorized for, where it is known. */
      readonly originalAmount?: Money;
    };

/** 3-D Secure, along with the payment: the question to the issuer, or the proof that its challenge was answered. */
export type PayerAuthentication =
  | {
      readonly step: 'enroll';
      /** The device data collection that the browser went through, where it did. */
      readonly referenceId?: string;
      /** Where the issuer's page sends the browser afterwards. */
      readonly returnUrl: string;
      readonly deviceChannel: 'Browser' | 'SDK';
      /** The issuer has to challenge the shopper, however little it doubts. */
      readonly challengeMandated: boolean;
      /** CyberSource: `acsWindowSize`, 01 to 05. */
      readonly windowSize?: string;
    }
  | {
      readonly step: 'validate';
      readonly authenticationTransactionId: string;
      /** The payment that Decision Manager put on hold until the shopper has answered. */
      readonly pausedRequestId?: string;
    };

/** A card in CyberSource's vault. */
export interface StoredCard {
  readonly kind: 'saved-card';
  readonly instrumentIdentifierId?: string;
  readonly paymentInstrumentId?: string;
  readonly customerId?: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  /** CyberSource's three-digit card type code, where it is known. */
  readonly cardType?: string;
  /** A transient token that holds only the security code, where the settings ask for it. */
  readonly securityCodeToken?: string;
}

/** What stands for the card. The number itself and the CVV never reach this program. */
export type Instrument =
  | { readonly kind: 'transient-token'; readonly jwt: string; readonly save: boolean }
  | StoredCard
  | {
      readonly kind: 'wallet';
      /** The type of the wallet's method. */
      readonly wallet: PaymentType;
      /** The wallet's encrypted payload, base64: only CyberSource can read it. */
      readonly payload: string;
    }
  | {
      readonly kind: 'reference';
      /** What a method that is neither card nor wallet goes by: a purchase order's number, for example. No card data. */
      readonly reference: string;
    };

/** What the browser says about itself; issuers judge by it whether it is the cardholder's. */
export interface BrowserDetails {
  readonly userAgent?: string;
  readonly accept?: string;
  readonly acceptContent?: string;
  readonly language?: string;
  readonly javaEnabled?: boolean;
  readonly javaScriptEnabled?: boolean;
  /** Bits for each pixel. */
  readonly colorDepth?: string;
  readonly screenHeight?: string;
  readonly screenWidth?: string;
  /** Minutes between UTC and the shopper's clock. */
  readonly timeDifference?: string;
}

/** What is sent to the gateway about the order and its buyer, for screening and address checks. */
export interface OrderDetails extends PurchaseDetails {
  readonly billTo?: Address;
  readonly buyer: {
    readonly profileId?: string;
    readonly kind: 'GUEST' | 'NEW_ACCOUNT' | 'EXISTING_ACCOUNT';
    /** ISO date, `yyyy-MM-dd`. */
    readonly registeredOn?: string;
    readonly purchases?: number;
  };
  readonly device: {
    readonly ipAddress?: string;
    readonly fingerprintSessionId?: string;
    readonly browser?: BrowserDetails;
  };
  readonly couponCode?: string;
  /** What the shop's own storefront put beside the payment, for merchant-defined fields. No tokens. */
  readonly properties?: Readonly<Record<string, string>>;
}
