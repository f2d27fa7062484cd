import type { InstrumentIdentifier } from '../model/saved-token.ts';
import type { SavedTokenizedCard } from '../model/tokenized-card.ts';

/** What happened to a token that a subscriber may want to know. CyberSource: webhooks, events of the token management. */
export type TokenChange =
  /** An account is saved for the first time. */
  | { readonly kind: 'created'; readonly identifier: InstrumentIdentifier }
  /** Expiry or state of a saved account changed at the issuer. */
  | { readonly kind: 'updated'; readonly identifier: InstrumentIdentifier }
  /** The issuer gave the card another number. */
  | { readonly kind: 'number-updated'; readonly identifier: InstrumentIdentifier }
  /** The card network gave a token. */
  | { readonly kind: 'provisioned'; readonly tokenizedCard: SavedTokenizedCard }
  /** A network token, or the card behind it, changed. */
  | { readonly kind: 'network-token-updated'; readonly tokenizedCard: SavedTokenizedCard };

/** Hears of every change, after it was made. */
export type TokenListener = (change: TokenChange) => void;
