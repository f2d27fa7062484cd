/** The Token Management Service's vault: what `TOKEN_CREATE` and TMS itself make, and payments name. In memory only. */
import type { Ids } from '../values/ids.ts';
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
import { removeToken, type DeletionRefusal } from './remove-token.ts';
import { saveInPayment, type SaveRequest } from './save-in-payment.ts';
import type { TokenListener } from './token-changes.ts';
import { createTokenStore, type TokenStore } from './token-store.ts';

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

/** An empty vault. `tell` hears of what happens to the tokens in it. */
export function createTokenVault(ids: Ids, tell: TokenListener = () => undefined): TokenVault {
  const stores: TokenStores = {
    customers: createTokenStore(),
    addresses: createTokenStore(),
    instruments: createTokenStore(),
    identifiers: createTokenStore(),
    tokenizedCards: createTokenStore(),
  };
  const { customers, addresses, instruments, identifiers, tokenizedCards } = stores;

  const identify: TokenVault['identify'] = (merchantId, account) => {
    const { number, routingNumber, type, previousTransactionId } = account;
    const known = identifiers
      .ofMerchant(merchantId)
      .find((identifier) => identifier.number === number && identifier.routingNumber === routingNumber);
    if (known) return { identifier: known, isNew: false };
    const identifier = identifiers.put({
      merchantId,
      id: routingNumber === undefined ? ids.instrumentIdentifier(number) : ids.token(),
      number,
      type,
      state: 'ACTIVE',
      details: {},
      ...(routingNumber !== undefined && { routingNumber }),
      ...(previousTransactionId !== undefined && { previousTransactionId }),
    });
    tell({ kind: 'created', identifier });
    return { identifier, isNew: true };
  };

  const instrumentOf = (merchantId: string, id: string): PaymentInstrument | undefined =>
    instruments.find(merchantId, customers.find(merchantId, id)?.defaultInstrumentId ?? id);

  const find: TokenVault['find'] = (merchantId, { kind, id }) => {
    const instrument = instrumentOf(merchantId, id);
    const isThere = {
      customer: customers.find(merchantId, id) !== undefined,
      paymentInstrument: instruments.find(merchantId, id) !== undefined,
      instrumentIdentifier: identifiers.find(merchantId, id) !== undefined,
      legacyToken: true,
    };
    if (!isThere[kind]) return undefined;
    const identifier = identifiers.find(merchantId, instrument ? instrument.identifierId : id);
    if (identifier === undefined || identifier.routingNumber !== undefined) return undefined;
    const { number, type, previousTransactionId } = identifier;
    // A network token keeps a card alive whose own date is over.
    const tokenized = tokenizedCards.find(merchantId, identifier.tokenizedCardId);
    const { expirationMonth, expirationYear } = {
      ...instrument,
      ...(tokenized?.state === 'ACTIVE' && tokenized.card),
    };
    return {
      number,
      type: instrument?.type ?? type,
      ...(expirationMonth !== undefined && { expirationMonth }),
      ...(expirationYear !== undefined && { expirationYear }),
      ...(previousTransactionId !== undefined && { previousTransactionId }),
    };
  };

  const vault: TokenVault = {
    ...stores,
    save: (request) => saveInPayment(request, vault, ids),
    identify,
    find,
    wasEver: (merchantId, id) =>
      Object.values(stores).some((store: TokenStore<never>) => store.wasEver(merchantId, id)),
    billToOf: (merchantId, id) => instrumentOf(merchantId, id)?.billTo,
    instrumentsOf: ({ merchantId, id }) =>
      instruments.ofMerchant(merchantId).filter(({ customerId }) => customerId === id),
    addressesOf: ({ merchantId, id }) =>
      addresses.ofMerchant(merchantId).filter(({ customerId }) => customerId === id),
    instrumentsWith: ({ merchantId, id }) =>
      instruments.ofMerchant(merchantId).filter(({ identifierId }) => identifierId === id),
    remove: (kind, merchantId, id) => removeToken(kind, merchantId, id, vault),
    clear: () => {
      for (const store of Object.values(stores) as readonly TokenStore<never>[]) store.clear();
    },
    tell,
  };
  return vault;
}
