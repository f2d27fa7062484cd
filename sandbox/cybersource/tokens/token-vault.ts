/** The Token Management Service's vault: what `TOKEN_CREATE` and TMS itself make, and payments name. In memory only. */
import type { NamedToken } from '../api/requests/card-source.ts';
import type { Card } from '../model/card.ts';
import type {
  CreatedTokens,
  Customer,
  InstrumentIdentifier,
  PaymentInstrument,
  ShippingAddress,
  SavedTokenDetails,
} from '../model/saved-token.ts';
import type { SavedTokenizedCard } from '../model/tokenized-card.ts';
import type { TokenListener } from './token-changes.ts';
import type { TokenStore } from './token-store.ts';

/** The tokens by kind, and the rules over all of them. Each merchant sees its own. */
export interface TokenVault extends TokenStores {
  /** What `TOKEN_CREATE` in a payment makes. */
  readonly save: (request: SaveRequest) => CreatedTokens;
  /** One account has one instrument identifier: asking again finds the first. */
  readonly identify: (merchantId: string, account: VaultAccount) => VaultAccountLookup;
  /**
   * The card to pay with: a customer's default one, a payment instrument's, or an instrument identifier's. An id of another
   * kind of token than the request's field says is not there; only a legacy token may be of any kind.
   */
  readonly find: (merchantId: string, named: Pick<NamedToken, 'kind' | 'id'>) => Card | undefined;
  /** Whether this vault has a token of that id, or had it before it was deleted. */
  readonly wasEver: (merchantId: string, id: string) => boolean;
  /** The billing address that comes with a customer's default card or with a payment instrument. */
  readonly billToOf: (merchantId: string, id: string) => SavedTokenDetails | undefined;
  /** A customer's payment instruments, oldest first. */
  readonly instrumentsOf: (customer: Customer) => readonly PaymentInstrument[];
  /** A customer's shipping addresses, oldest first. */
  readonly addressesOf: (customer: Customer) => readonly ShippingAddress[];
  /** The payment instruments of one account, oldest first. */
  readonly instrumentsWith: (identifier: InstrumentIdentifier) => readonly PaymentInstrument[];
  /** Undefined when it is gone. */
  readonly remove: (kind: keyof TokenStores, merchantId: string, id: string) => DeletionRefusal | undefined;
  readonly clear: () => void;
  /** Whom changes are told to. */
  readonly tell: TokenListener;
}

/** The stores of the five kinds. */
export interface TokenStores {
  readonly customers: TokenStore<Customer>;
  readonly addresses: TokenStore<ShippingAddress>;
  readonly instruments: TokenStore<PaymentInstrument>;
  readonly identifiers: TokenStore<InstrumentIdentifier>;
  readonly tokenizedCards: TokenStore<SavedTokenizedCard>;
}

/** A card, or a bank account with its routing number. */
export interface VaultAccount {
  readonly number: string;
  readonly routingNumber?: string | undefined;
  readonly type: string;
  readonly previousTransactionId?: string | undefined;
}

/** The token of an account, and whether it was made just now. */
export interface VaultAccountLookup {
  readonly identifier: InstrumentIdentifier;
  readonly isNew: boolean;
}

/** What is saved, and with which payment. */
export interface SaveRequest {
  readonly merchantId: string;
  readonly card: Card;
  /** As in `actionTokenTypes`. */
  readonly types: readonly string[];
  readonly billTo: SavedTokenDetails;
  readonly shipTo?: SavedTokenDetails | undefined;
  /** The customer whom the card joins; one who is there. */
  readonly customerId?: string | undefined;
  readonly networkTransactionId?: string | undefined;
}

/** Why a token stays. */
export type DeletionRefusal = 'in-use' | 'default' | 'deleted' | 'unknown';
