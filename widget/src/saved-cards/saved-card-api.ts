import type { PaymentApi } from '../payment/payment-api.ts';
import { parseSavedCards, type SavedCard } from './saved-card.ts';

/** The extension's routes for the cards of the shopper who is signed in. */
export interface SavedCardApi {
  savedCards(): Promise<readonly SavedCard[]>;
  updateSavedCard(id: string, change: SavedCardChange): Promise<unknown>;
  /** Deletes the card at the payment provider and in the shop. */
  deleteSavedCard(id: string): Promise<unknown>;
}

export interface SavedCardChange {
  readonly nickname?: string;
  readonly isDefault?: true;
}

export function createSavedCardApi({ call }: Pick<PaymentApi, 'call'>): SavedCardApi {
  return {
    savedCards: async () => parseSavedCards(await call('/savedCards')),
    updateSavedCard: (id, change) => call('/savedCards/update', { id, ...change }),
    deleteSavedCard: (id) => call('/savedCards/delete', { id }),
  };
}
