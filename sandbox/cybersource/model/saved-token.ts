/** The tokens of the Token Management Service. A security code is never among them. CyberSource: TMS tokens. */

/** What every token has. */
export interface SavedToken {
  readonly merchantId: string;
  readonly id: string;
}

/** Members of requests that TMS keeps and shows as they came, card numbers masked. */
export type SavedTokenDetails = Readonly<Record<string, unknown>>;

/** What the issuer says of the account. */
export type AccountState = 'ACTIVE' | 'CLOSED';

/** A card number, or a bank account. */
export interface InstrumentIdentifier extends SavedToken {
  readonly number: string;
  /** Of a bank account; absent with a card. */
  readonly routingNumber?: string;
  /** Three digits; empty with a bank account. */
  readonly type: string;
  readonly state: AccountState;
  /** The payment that the card was first saved with, as the card network calls it. */
  readonly previousTransactionId?: string;
  /** The network token that pays in the card's place. */
  readonly tokenizedCardId?: string;
  /** `billTo`, `issuer`. */
  readonly details: SavedTokenDetails;
}

/** An account with expiry and billing address, of a customer or of none. */
export interface PaymentInstrument extends SavedToken {
  readonly identifierId: string;
  readonly customerId?: string;
  /** Three digits; empty with a bank account. */
  readonly type: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly billTo: SavedTokenDetails;
  readonly state: AccountState;
  /** `issueNumber`, `startMonth`, `startYear`, `useAs` of the card. */
  readonly cardDetails: SavedTokenDetails;
  /** `bankAccount`, `buyerInformation`, `processingInformation`, `merchantInformation`. */
  readonly details: SavedTokenDetails;
}

/** An address of a customer. */
export interface ShippingAddress extends SavedToken {
  readonly customerId: string;
  readonly shipTo: SavedTokenDetails;
}

/** A shopper, and what is used when nothing is named. */
export interface Customer extends SavedToken {
  readonly defaultInstrumentId?: string;
  readonly defaultAddressId?: string;
  /** `objectInformation`, `buyerInformation`, `clientReferenceInformation`, `merchantDefinedInformation`. */
  readonly details: SavedTokenDetails;
}

/** The ids that a payment with `TOKEN_CREATE` answers with. */
export interface CreatedTokens {
  readonly instrumentIdentifier: { readonly id: string; readonly isNew: boolean };
  readonly paymentInstrument?: string;
  readonly customer?: string;
  readonly shippingAddress?: string;
}
