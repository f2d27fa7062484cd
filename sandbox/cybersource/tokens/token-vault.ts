/** Saved cards: what `TOKEN_CREATE` makes, later payments name and TMS shows (CyberSource: TMS tokens). In memory only. */
import type { Ids } from '../values/ids.ts';
import type { NamedToken } from '../api/requests/card-source.ts';
import type { Card } from '../model/card.ts';
import type {
  CreatedTokens,
  Customer,
  InstrumentChange,
  InstrumentIdentifier,
  PaymentInstrument,
} from '../model/saved-token.ts';

/** What is saved, and with which payment. */
export interface SaveRequest {
  readonly merchantId: string;
  readonly card: Card;
  /** As in `actionTokenTypes`. */
  readonly types: readonly string[];
  readonly billTo: Readonly<Record<string, unknown>>;
  /** The customer whom the card joins; one who is there. */
  readonly customerId?: string | undefined;
  readonly networkTransactionId?: string | undefined;
}

/** A token that is there, was deleted, or never was. */
export type TokenLookup<Token> = Token | 'deleted' | undefined;

/** Why a token stays. */
export type DeletionRefusal = 'in-use' | 'default' | 'deleted' | 'unknown';

/** Saves cards and finds them again, each merchant its own. */
export interface TokenVault {
  readonly save: (request: SaveRequest) => CreatedTokens;
  /**
   * The card to pay with: a customer's default one, a payment instrument's, or an instrument identifier's. An id of another
   * kind of token than the request's field says is not there; only a legacy token may be of any kind.
   */
  readonly find: (merchantId: string, named: Pick<NamedToken, 'kind' | 'id'>) => Card | undefined;
  /** Whether this vault has a token of that id, or had it before it was deleted. */
  readonly wasEver: (merchantId: string, id: string) => boolean;
  /** The billing address that comes with a customer's default card or with a payment instrument. */
  readonly billToOf: (merchantId: string, id: string) => PaymentInstrument['billTo'] | undefined;
  readonly identifier: (merchantId: string, id: string) => TokenLookup<InstrumentIdentifier>;
  readonly instrument: (merchantId: string, id: string) => TokenLookup<PaymentInstrument>;
  readonly customer: (merchantId: string, id: string) => TokenLookup<Customer>;
  /** A customer's payment instruments, oldest first. */
  readonly instrumentsOf: (customer: Customer) => readonly PaymentInstrument[];
  readonly change: (instrument: PaymentInstrument, change: InstrumentChange) => PaymentInstrument;
  /** Undefined when it is gone. */
  readonly remove: (merchantId: string, id: string) => DeletionRefusal | undefined;
  readonly clear: () => void;
}

/** An empty vault. */
export function createTokenVault(ids: Ids): TokenVault {
  const identifiers = new Map<string, InstrumentIdentifier>();
  const instruments = new Map<string, PaymentInstrument>();
  const customers = new Map<string, Customer>();
  const deleted = new Set<string>();
  const all = [identifiers, instruments, customers, deleted];

  const keyOf = (merchantId: string, id: string): string => `${merchantId} ${id}`;
  const look =
    <Token>(tokens: ReadonlyMap<string, Token>) =>
    (merchantId: string, id: string): TokenLookup<Token> => {
      const key = keyOf(merchantId, id);
      return deleted.has(key) ? 'deleted' : tokens.get(key);
    };
  const put = <Token extends { readonly merchantId: string; readonly id: string }>(
    tokens: Map<string, Token>,
    token: Token,
  ): Token => {
    tokens.set(keyOf(token.merchantId, token.id), token);
    return token;
  };
  const instrumentsOf = ({ merchantId, id }: Customer): readonly PaymentInstrument[] =>
    [...instruments.values()].filter(
      (instrument) => instrument.merchantId === merchantId && instrument.customerId === id,
    );

  const save: TokenVault['save'] = ({
    merchantId,
    card,
    types,
    billTo,
    customerId,
    networkTransactionId,
  }) => {
    // One card number has one instrument identifier: asking again finds the first.
    const known = [...identifiers.values()].find(
      (identifier) => identifier.merchantId === merchantId && identifier.number === card.number,
    );
    const identifier =
      known ??
      put(identifiers, {
        merchantId,
        id: ids.instrumentIdentifier(card.number),
        number: card.number,
        type: card.type,
        ...(networkTransactionId !== undefined && { previousTransactionId: networkTransactionId }),
      });
    const joins = customerId === undefined ? undefined : customers.get(keyOf(merchantId, customerId));
    const customer = types.includes('customer')
      ? (joins ?? put(customers, { merchantId, id: ids.token() }))
      : joins;
    // A customer's card is a payment instrument, asked for or not.
    const instrument =
      types.includes('paymentInstrument') || types.includes('customer')
        ? put(instruments, {
            merchantId,
            id: ids.token(),
            identifierId: identifier.id,
            type: card.type,
            billTo,
            ...(customer && { customerId: customer.id }),
            ...(card.expirationMonth !== undefined && { expirationMonth: card.expirationMonth }),
            ...(card.expirationYear !== undefined && { expirationYear: card.expirationYear }),
          })
        : undefined;
    if (customer && instrument && customer.defaultInstrumentId === undefined) {
      put(customers, { ...customer, defaultInstrumentId: instrument.id });
    }
    return {
      instrumentIdentifier: { id: identifier.id, isNew: known === undefined },
      ...(instrument && types.includes('paymentInstrument') && { paymentInstrument: instrument.id }),
      ...(customer && types.includes('customer') && { customer: customer.id }),
      ...(types.includes('shippingAddress') && { shippingAddress: ids.token() }),
    };
  };

  const instrumentOf = (merchantId: string, id: string): PaymentInstrument | undefined =>
    instruments.get(keyOf(merchantId, customers.get(keyOf(merchantId, id))?.defaultInstrumentId ?? id));

  const find: TokenVault['find'] = (merchantId, { kind, id }) => {
    const key = keyOf(merchantId, id);
    const instrument = instrumentOf(merchantId, id);
    const isThere = {
      customer: customers.has(key),
      paymentInstrument: instruments.has(key),
      instrumentIdentifier: identifiers.has(key),
      legacyToken: true,
    };
    if (!isThere[kind]) return undefined;
    const identifier = identifiers.get(instrument ? keyOf(merchantId, instrument.identifierId) : key);
    if (!identifier) return undefined;
    const { number, type, previousTransactionId } = identifier;
    return {
      number,
      type: instrument?.type ?? type,
      ...(instrument?.expirationMonth !== undefined && { expirationMonth: instrument.expirationMonth }),
      ...(instrument?.expirationYear !== undefined && { expirationYear: instrument.expirationYear }),
      ...(previousTransactionId !== undefined && { previousTransactionId }),
    };
  };

  const remove: TokenVault['remove'] = (merchantId, id) => {
    const key = keyOf(merchantId, id);
    if (deleted.has(key)) return 'deleted';
    const customer = customers.get(key);
    const instrument = instruments.get(key);
    if (!customer && !instrument && !identifiers.has(key)) return 'unknown';
    const isUsed = [...instruments.values()].some(
      (other) => other.merchantId === merchantId && other.identifierId === id,
    );
    if (isUsed) return 'in-use';
    const owner = instrument?.customerId && customers.get(keyOf(merchantId, instrument.customerId));
    if (owner && owner.defaultInstrumentId === id) {
      if (instrumentsOf(owner).length > 1) return 'default';
      put(customers, { merchantId, id: owner.id });
    }
    for (const gone of customer ? [id, ...instrumentsOf(customer).map((owned) => owned.id)] : [id]) {
      const goneKey = keyOf(merchantId, gone);
      for (const tokens of [identifiers, instruments, customers]) tokens.delete(goneKey);
      deleted.add(goneKey);
    }
    return undefined;
  };

  return {
    save,
    find,
    wasEver: (merchantId, id) =>
      [identifiers, instruments, customers, deleted].some((tokens) => tokens.has(keyOf(merchantId, id))),
    billToOf: (merchantId, id) => instrumentOf(merchantId, id)?.billTo,
    identifier: look(identifiers),
    instrument: look(instruments),
    customer: look(customers),
    instrumentsOf,
    change: (instrument, { isDefault, ...change }) => {
      const { merchantId, customerId, id } = instrument;
      if (isDefault && customerId !== undefined) {
        put(customers, { merchantId, id: customerId, defaultInstrumentId: id });
      }
      return put(instruments, { ...instrument, ...change });
    },
    remove,
    clear: () => {
      for (const tokens of all) tokens.clear();
    },
  };
}
