import * as z from 'zod';
import { Problem } from '../domain/problem.ts';
import type { OwnSavedCard } from '../occ/cards/own-saved-card.ts';
import { malformedField } from '../occ/webhook/required-shape.ts';
import type { ShopperCards } from '../occ/cards/shopper-cards.ts';
import type { CardVault } from '../payments/ports/card-vault.ts';
import { requireStorefrontCaller, shopperToken } from '../http/request-authentication.ts';
import type { Request, Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface SavedCardsDeps extends StorefrontDeps {
  readonly shopperCards: ShopperCards;
  readonly ownSavedCard: OwnSavedCard;
  readonly cardVault: CardVault;
}

const id = z.string('is missing').regex(/^[\w-]{1,64}$/, 'must be the id of a saved card');
const changing = storefrontBody({
  id,
  nickname: z.string().trim().min(1, 'must not be empty').max(42).optional(),
  isDefault: z.literal(true, 'can only be true: make another card the default instead').optional(),
});
const deleting = storefrontBody({ id });

/** The shopper's saved cards, for the profile page. Who the shopper is, OCC's token says and nothing else. */
export function savedCards({ shopperCards }: Pick<SavedCardsDeps, 'shopperCards'>): Route {
  return {
    method: 'GET',
    path: '/savedCards',
    async handle(req, res) {
      const { site } = requireStorefrontCaller(req);
      sendJson(res, 200, { items: await shopperCards.list(requireShopper(req), site) });
    },
  };
}

/** Gives a card another nickname, or makes it the default. */
export function changeSavedCard(deps: Omit<SavedCardsDeps, 'ownSavedCard' | 'cardVault'>): Route {
  const { shopperCards } = deps;
  return {
    method: 'POST',
    path: '/savedCards/update',
    async handle(req, res) {
      const { body, site } = await requireStorefrontRequest(changing, req, res, deps);
      const { id: card, nickname, isDefault } = body;
      const token = requireShopper(req);
      if (nickname === undefined && isDefault === undefined)
        throw malformedField('body:nickname', 'or isDefault must say what to change');
      const change = {
        ...(nickname !== undefined && { nickname }),
        ...(isDefault !== undefined && { isDefault }),
      };
      sendJson(res, 200, await shopperCards.change(token, site, card, change));
    },
  };
}

/** Deletes a card in CyberSource's vault first: what OCC forgot first nobody could find there any more. */
export function deleteSavedCard(deps: SavedCardsDeps): Route {
  const { shopperCards, ownSavedCard, cardVault } = deps;
  return {
    method: 'POST',
    path: '/savedCards/delete',
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(deleting, req, res, deps);
      const { id: card } = body;
      const token = requireShopper(req);
      // A shopper who deletes a card does not want to see it again under another entry.
      for (const entry of await shopperCards.entriesOf(token, site, card)) {
        const { paymentInstrumentId, customerId } = await ownSavedCard(token, entry, site);
        if (paymentInstrumentId !== undefined) {
          const vaulted = { paymentInstrumentId, ...(customerId !== undefined && { customerId }) };
          await cardVault.forget(vaulted, settings);
        }
        await shopperCards.remove(token, site, entry);
      }
      sendJson(res, 200, { deleted: true });
    },
  };
}

function requireShopper(req: Request): string {
  const token = shopperToken(req);
  if (token === undefined)
    throw new Problem('not-authenticated', 'Saved cards need a shopper who has logged in.');
  return token;
}
