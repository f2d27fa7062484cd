import type { PaymentInstrument } from '../model/saved-token.ts';
import type { Ids } from '../values/ids.ts';
import { removeToken } from './remove-token.ts';
import { saveInPayment } from './save-in-payment.ts';
import type { TokenListener } from './token-changes.ts';
import { createTokenStore, type TokenStore } from './token-store.ts';
import type { TokenStores, TokenVault } from './token-vault.ts';

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
