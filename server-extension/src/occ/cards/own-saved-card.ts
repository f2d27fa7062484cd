import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { Instrument } from '../../domain/payment/command.ts';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { isNamed, parseProfileCards } from './profile-cards.ts';
import { toSavedCard } from './saved-card.ts';
import { isGiven } from '../webhook/webhook.ts';

/** Finds a saved card of the shopper whose token OCC knows; no other shopper's card can be named. */
export type OwnSavedCard = (
  shopperToken: string | undefined,
  savedCardId: string,
  site: SiteId,
) => Promise<Extract<Instrument, { kind: 'saved-card' }>>;

const shopper = lazy(() => z.object({ id: z.string().min(1) }));

/** The answers are Problems `not-authenticated` without a good token and `not-found` for another shopper's card. */
export function createOwnSavedCard(occ: Pick<OccApi, 'currentProfile' | 'profile'>): OwnSavedCard {
  return async (shopperToken, savedCardId, site) => {
    const current = shopperToken === undefined ? undefined : await occ.currentProfile(shopperToken, site);
    const known = shopper().safeParse(current);
    if (!known.success)
      throw new Problem('not-authenticated', 'Saved cards need a shopper who has logged in.');
    const cards = parseProfileCards(await occ.profile(known.data.id, site));
    const card = cards.find((each) => isNamed(each, savedCardId));
    if (!isGiven(card?.token)) throw new Problem('not-found', 'There is no such saved card.');
    const { cardProps, expiryMonth, expiryYear, cardType, token } = card;
    return toSavedCard({
      token,
      instrumentId: cardProps?.instrumentId,
      customerId: cardProps?.customerId,
      expiryMonth,
      expiryYear,
      type: cardType,
    });
  };
}
