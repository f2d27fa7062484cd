import type { SavedCardIds } from '../../domain/payment/result.ts';
import { within } from '../../domain/time/within.ts';
import type { OccApi } from '../api/admin-api.ts';
import { expiryOf, instrumentOf, parseProfileCards } from './profile-cards.ts';
import { isGiven, type Webhook } from '../webhook/webhook.ts';

/**
 * Whether the shopper's profile has this card already, with the same expiry date. OCC saves every card that an answer has a
 * token for; one that it has would become a second entry.
 */
export type IsKnownCard = (webhook: Webhook, saved: SavedCardIds | undefined) => Promise<boolean>;

/** The longest time that the profile's cards may take to read: OCC waits for the answer meanwhile. */
const PROFILE_READ_MS = 1_000;

/** What cannot be read in time counts as not known: a second entry does less harm than a card that is not saved. */
export function createIsKnownCard(occ: Pick<OccApi, 'profile'>): IsKnownCard {
  return async ({ profile, siteId, cardDetails }, saved) => {
    const { instrumentIdentifierId, paymentInstrumentId } = saved ?? {};
    if (instrumentIdentifierId === undefined || !isGiven(profile?.id)) return false;
    const expiry = expiryOf(cardDetails?.expirationMonth, cardDetails?.expirationYear);
    const looking = occ.profile(profile.id, siteId).then((raw) =>
      parseProfileCards(raw).some(
        (card) =>
          instrumentOf(card) === instrumentIdentifierId &&
          // Its own entry: an answer that is given again has to be the same.
          card.token !== paymentInstrumentId &&
          expiryOf(card.expiryMonth, card.expiryYear) === expiry,
      ),
    );
    return (await within(looking, PROFILE_READ_MS).catch(() => false)) ?? false;
  };
}
