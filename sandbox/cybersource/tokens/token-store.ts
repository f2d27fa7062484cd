/** Tokens of one kind, each merchant its own; a deleted one is remembered. */
import type { SavedToken } from '../model/saved-token.ts';

/** A token that is there, was deleted, or never was. */
export type TokenLookup<Token> = Token | 'deleted' | undefined;

/** Keeps them in memory, oldest first. */
export interface TokenStore<Token extends SavedToken> {
  /** Adds the token, or takes the place of the one with its id. */
  readonly put: (token: Token) => Token;
  readonly look: (merchantId: string, id: string) => TokenLookup<Token>;
  /** The token if it is there. */
  readonly find: (merchantId: string, id: string | undefined) => Token | undefined;
  /** Whether there is such a token, or was one. */
  readonly wasEver: (merchantId: string, id: string) => boolean;
  readonly ofMerchant: (merchantId: string) => readonly Token[];
  readonly delete: (token: SavedToken) => void;
  readonly clear: () => void;
}

/** An empty store. */
export function createTokenStore<Token extends SavedToken>(): TokenStore<Token> {
  const merchants = new Map<string, Map<string, Token | 'deleted'>>();
  const tokensOf = (merchantId: string): Map<string, Token | 'deleted'> => {
    const known = merchants.get(merchantId);
    if (known) return known;
    const none = new Map<string, Token | 'deleted'>();
    merchants.set(merchantId, none);
    return none;
  };
  const look: TokenStore<Token>['look'] = (merchantId, id) => merchants.get(merchantId)?.get(id);
  return {
    put: (token) => {
      tokensOf(token.merchantId).set(token.id, token);
      return token;
    },
    look,
    find: (merchantId, id) => {
      const found = id === undefined ? undefined : look(merchantId, id);
      return isThere(found) ? found : undefined;
    },
    wasEver: (merchantId, id) => look(merchantId, id) !== undefined,
    ofMerchant: (merchantId) => [...(merchants.get(merchantId)?.values() ?? [])].filter(isThere),
    delete: ({ merchantId, id }) => {
      if (isThere(look(merchantId, id))) tokensOf(merchantId).set(id, 'deleted');
    },
    clear: () => {
      merchants.clear();
    },
  };
}

/** Whether a look-up found a token. */
export const isThere = <Token>(found: TokenLookup<Token>): found is Token =>
  found !== undefined && found !== 'deleted';
