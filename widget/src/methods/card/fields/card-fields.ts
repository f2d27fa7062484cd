import type { SealedCaptureContext } from '../../../payment/payment-api.ts';
import type { Expiry } from './expiry.ts';

/**
 * The two fields that the payment provider hosts. What the shopper types in them stays in the provider's
 * frames; the page learns whether it is valid, and a token.
 */
export interface CardFieldSet {
  /** Calls back now and after each change. */
  watch(listener: (state: CardFieldsState) => void): void;
  /** What the browser filled in beside the number, for the fields that are ours. */
  watchAutofill(listener: (expiry: Partial<Expiry>) => void): void;
  focus(field: CardFieldName): void;
  /** Tells screen readers, inside the hosted field, what is wrong with it. Empty: nothing is. */
  describe(field: CardFieldName, text: string): void;
  /**
   * Rejects with a `ShopperProblem`. Each call makes a new token; without an expiry date it stands for a
   * security code alone.
   */
  tokenize(expiry?: Expiry): Promise<TokenizedCard>;
}

export type CardFieldName = 'number' | 'securityCode';

export interface CardFieldsState {
  /** The last two are also the texts that say so: no answer came, or one that only the shop can put right. */
  readonly phase: 'closed' | 'opening' | 'open' | 'unavailable' | 'shopFault';
  readonly number: HostedField;
  readonly securityCode: HostedField;
  readonly brand: DetectedBrand | undefined;
  /** The cards that are accepted, as the capture context names them, with commas between; empty while not known. */
  readonly accepted: string;
  /** The fields were emptied because their capture context ran out, and nothing has been typed since. */
  readonly cleared: boolean;
}

export interface HostedField {
  readonly empty: boolean;
  readonly valid: boolean;
  /** The shopper has been in the field and has left it. */
  readonly left: boolean;
}

export interface DetectedBrand {
  /** For people: `Mastercard` */
  readonly label: string;
  readonly securityCodeLength: number;
}

export interface TokenizedCard {
  readonly transientToken: string;
  readonly sealed: SealedCaptureContext;
}

const NOTHING_TYPED: HostedField = { empty: true, valid: false, left: false };

/** Before the fields are on the page. */
export const CLOSED_FIELDS: CardFieldsState = {
  phase: 'closed',
  number: NOTHING_TYPED,
  securityCode: NOTHING_TYPED,
  brand: undefined,
  accepted: '',
  cleared: false,
};
