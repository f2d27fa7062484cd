import { Problem } from '../../domain/problem.ts';
import type { SiteId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { cardDeletion } from '../../notifications/cards/card-deletion.ts';
import type { ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import type { Inbox } from '../../notifications/inbox.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createOwnSavedCard } from '../../occ/cards/own-saved-card.ts';
import type { ShopperCards } from '../../occ/cards/shopper-cards.ts';
import type { CardVault } from '../../payments/ports/card-vault.ts';

export interface DeleteCardDeps {
  readonly occ: OccApi;
  readonly shopperCards: ShopperCards;
  readonly cardVault: CardVault;
  readonly profileLeases: Pick<ProfileLeases, 'writing'>;
  readonly inbox: Pick<Inbox, 'receive'>;
  readonly now: () => Date;
}

export interface CardDeletionRequest {
  readonly token: string;
  readonly site: SiteId;
  readonly settings: GatewaySettings;
  /** OCC's id of the card. */
  readonly card: string;
}

/**
 * Deletes a card, with every entry of it, at the gateway and then in OCC. While the gateway keeps it, OCC does; what the gateway
 * has deleted cannot be put back, so OCC's entry follows, if need be by the inbox, which tries for a day, without a database no
 * longer than the process lives. Rejects where either is not done yet: the same request can be made again.
 */
export type DeleteCard = (request: CardDeletionRequest) => Promise<void>;

export function createDeleteCard({
  occ,
  shopperCards,
  cardVault,
  profileLeases,
  inbox,
  now,
}: DeleteCardDeps): DeleteCard {
  const ownSavedCard = createOwnSavedCard(occ);
  return async ({ token, site, settings, card }) => {
    const profileId = await shopperCards.profileIdOf(token, site);
    // A shopper who deletes a card does not want to see it again under another entry.
    for (const entry of await shopperCards.entriesOf(token, site, card)) {
      const { paymentInstrumentId, customerId } = await ownSavedCard(token, entry, site);
      if (paymentInstrumentId !== undefined) {
        const vaulted = { paymentInstrumentId, ...present({ customerId }) };
        await cardVault.forget(vaulted, settings);
      }
      try {
        await profileLeases.writing(profileId, 'one', () => shopperCards.remove(token, site, entry));
      } catch (error) {
        if (error instanceof Problem && error.code === 'not-found') continue;
        if (paymentInstrumentId !== undefined)
          await inbox.receive([cardDeletion(paymentInstrumentId, now())]).catch(() => undefined);
        throw error;
      }
    }
  };
}
