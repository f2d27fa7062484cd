/** Saved cards: what `TOKEN_CREATE` makes and later payments name (CyberSource: TMS tokens). In memory only. */
import type { Ids } from '../ids.ts';
import type { Card } from './card.ts';

/** The ids that a payment with `TOKEN_CREATE` answers with. */
export interface CreatedTokens {
  readonly instrumentIdentifier: { readonly id: string; readonly isNew: boolean };
  readonly paymentInstrument?: string;
  readonly customer?: string;
  readonly shippingAddress?: string;
}

/** Saves cards and finds them again, each merchant its own. */
export interface TokenVault {
  /** `types` as in `actionTokenTypes`; `customerId` when the card joins a customer who is known. */
  readonly save: (
    merchantId: string,
    card: Card,
    types: readonly string[],
    customerId?: string,
  ) => CreatedTokens;
  /** A customer's newest card, a payment instrument's, or an instrument identifier's. */
  readonly find: (merchantId: string, id: string) => Card | undefined;
  readonly clear: () => void;
}

/** An empty vault. */
export function createTokenVault(ids: Ids): TokenVault {
  const cards = new Map<string, Card>();
  const identifiers = new Map<string, string>();

  return {
    save: (merchantId, used, types, customerId) => {
      const card = withoutSecurityCode(used);
      const keep = (id: string): string => {
        cards.set(`${merchantId} ${id}`, card);
        return id;
      };
      // One card number has one instrument identifier: asking again finds the first.
      const known = identifiers.get(`${merchantId} ${card.number}`);
      const identifier = keep(known ?? ids.instrumentIdentifier(card.number));
      identifiers.set(`${merchantId} ${card.number}`, identifier);
      return {
        instrumentIdentifier: { id: identifier, isNew: known === undefined },
        ...(types.includes('paymentInstrument') && { paymentInstrument: keep(ids.token()) }),
        ...(types.includes('customer') && { customer: keep(customerId ?? ids.token()) }),
        ...(types.includes('shippingAddress') && { shippingAddress: ids.token() }),
      };
    },
    find: (merchantId, id) => cards.get(`${merchantId} ${id}`),
    clear: () => {
      cards.clear();
      identifiers.clear();
    },
  };
}

// A security code is good for one authorization and is never kept.
function withoutSecurityCode({ number, type, expirationMonth, expirationYear }: Card): Card {
  return {
    number,
    type,
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
  };
}
