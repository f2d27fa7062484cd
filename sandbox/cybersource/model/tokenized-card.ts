import type { SavedToken } from './saved-token.ts';

/** Where the card's data came from. CyberSource: tokenized cards, `source`. */
export const TOKENIZED_CARD_SOURCES = ['ONFILE', 'TOKEN', 'ISSUER'] as const;

/** CyberSource: tokenized cards, `state`. Nothing follows `DELETED`. */
export type TokenizedCardState = 'ACTIVE' | 'SUSPENDED' | 'DELETED' | 'UNPROVISIONED';

/** Why the card network gave no token. CyberSource: tokenized cards, `reason`; those that the sandbox gives. */
export type ProvisioningRefusal = 'CARD_NOT_ELIGIBLE' | 'CARD_VERIFICATION_FAILED';

/** The card networks that give tokens. CyberSource: tokenized cards, `type`. */
export type TokenizingNetwork = 'visa' | 'mastercard' | 'americanexpress';

/** The latest of the card behind a token. */
export interface TokenizedCardAccount {
  /** Three digits. */
  readonly type: string;
  readonly suffix: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
}

/** A network token: the card network's number in place of a card's. CyberSource: network tokens, tokenized cards. */
export interface SavedTokenizedCard extends SavedToken {
  readonly source: (typeof TOKENIZED_CARD_SOURCES)[number];
  /** Absent where the network gave no token. */
  readonly state?: TokenizedCardState;
  readonly reason?: ProvisioningRefusal;
  readonly token?: NetworkToken;
  readonly network?: TokenizingNetwork;
  readonly card: TokenizedCardAccount;
  readonly identifierId?: string;
  /** How often the card's picture was replaced. */
  readonly artRevision: number;
}

/** What the card network knows its token by. */
export interface NetworkToken {
  readonly number: string;
  readonly expirationMonth: string;
  readonly expirationYear: string;
  readonly enrollmentId: string;
  readonly referenceId: string;
  readonly requestorId: string;
  readonly paymentAccountReference: string;
  /** Cryptograms made so far. */
  readonly cryptograms: number;
}
