import type { DeletionRefusal, TokenStores, TokenVault } from './token-vault.ts';

/**
 * Deletes for good; undefined when the token is gone. An account that payment instruments use stays, and so does a
 * customer's default payment instrument or shipping address while the customer has others. A customer takes all of the
 * customer's tokens along, an account its network token.
 */
export function removeToken(
  kind: keyof TokenStores,
  merchantId: string,
  id: string,
  vault: TokenVault,
): DeletionRefusal | undefined {
  const found = vault[kind].look(merchantId, id);
  if (found === undefined) return 'unknown';
  if (found === 'deleted') return 'deleted';
  return removeOf[kind](merchantId, id, vault);
}

type Removal = (merchantId: string, id: string, vault: TokenVault) => DeletionRefusal | undefined;

const removeOf: Readonly<Record<keyof TokenStores, Removal>> = {
  customers: (merchantId, id, vault) => {
    const customer = { merchantId, id, details: {} };
    for (const instrument of vault.instrumentsOf(customer)) vault.instruments.delete(instrument);
    for (const address of vault.addressesOf(customer)) vault.addresses.delete(address);
    vault.customers.delete(customer);
    return undefined;
  },
  instruments: (merchantId, id, vault) => {
    const owner = vault.customers.find(merchantId, vault.instruments.find(merchantId, id)?.customerId);
    if (owner?.defaultInstrumentId === id) {
      if (vault.instrumentsOf(owner).length > 1) return 'default';
      vault.customers.put(without(owner, 'defaultInstrumentId'));
    }
    vault.instruments.delete({ merchantId, id });
    return undefined;
  },
  addresses: (merchantId, id, vault) => {
    const owner = vault.customers.find(merchantId, vault.addresses.find(merchantId, id)?.customerId);
    if (owner?.defaultAddressId === id) {
      if (vault.addressesOf(owner).length > 1) return 'default';
      vault.customers.put(without(owner, 'defaultAddressId'));
    }
    vault.addresses.delete({ merchantId, id });
    return undefined;
  },
  identifiers: (merchantId, id, vault) => {
    const identifier = vault.identifiers.find(merchantId, id);
    if (identifier && vault.instrumentsWith(identifier).length > 0) return 'in-use';
    if (identifier?.tokenizedCardId !== undefined)
      vault.tokenizedCards.delete({ merchantId, id: identifier.tokenizedCardId });
    vault.identifiers.delete({ merchantId, id });
    return undefined;
  },
  tokenizedCards: (merchantId, id, vault) => {
    const identifier = vault.identifiers.find(
      merchantId,
      vault.tokenizedCards.find(merchantId, id)?.identifierId,
    );
    if (identifier) {
      vault.identifiers.put(without(identifier, 'tokenizedCardId'));
    }
    vault.tokenizedCards.delete({ merchantId, id });
    return undefined;
  },
};

function without<Token extends object, Member extends keyof Token>(
  token: Token,
  member: Member,
): Omit<Token, Member> {
  return Object.fromEntries(Object.entries(token).filter(([name]) => name !== member)) as Omit<Token, Member>;
}
