/** The three tokens that a saved card is made of. A security code is never among them. */

interface Token {
  readonly merchantId: string;
  readonly id: string;
}

/** A card number. */
export interface InstrumentIdentifier extends Token {
  readonly number: string;
  readonly type: string;
  /** The payment that the card was first saved with, as the card network calls it. */
  readonly previousTransactionId?: string;
}

/** A card number with expiry and billing address, of a customer or of none. */
export interface PaymentInstrument extends Token {
  readonly identifierId: string;
  readonly customerId?: string;
  readonly type: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly billTo: Readonly<Record<string, unknown>>;
}

/** A shopper, and the card that is used when none is named. */
export interface Customer extends Token {
  readonly defaultInstrumentId?: string;
}

/** What may be changed of a payment instrument. The number behind it may not. */
export interface InstrumentChange {
  readonly type?: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
  readonly billTo?: Readonly<Record<string, unknown>>;
  readonly isDefault?: boolean;
}

/** The ids that a payment with `TOKEN_CREATE` answers with. */
export interface CreatedTokens {
  readonly instrumentIdentifier: { readonly id: string; readonly isNew: boolean };
  readonly paymentInstrument?: string;
  readonly customer?: string;
  readonly shippingAddress?: string;
}
