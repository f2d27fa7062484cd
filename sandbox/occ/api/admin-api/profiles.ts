import express, { type Router } from 'express';
import { z } from 'zod';
import { toFields } from '../../http/fields.ts';
import { parseInput, queryOf, wholeNumberOf, wrongMethod } from '../../http/http.ts';
import type { Profile, ProfileSavedCard } from '../../profiles/profiles.ts';
import { toAdminCard } from '../../profiles/saved-card-view.ts';
import { parseQuery } from '../../http/query.ts';
import { requireCard } from '../store-api/credit-cards.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const CardChange = z.object({
  nickname: z.string().optional(),
  setAsDefault: z.boolean().optional(),
});

const CardInput = z.object({
  repositoryId: z.string(),
  nickname: z.string().optional(),
  nameOnCard: z.string().optional(),
  cardType: z.string().optional(),
  cardNumber: z.string().optional(),
  expiryMonth: z.string().optional(),
  expiryYear: z.string().optional(),
  token: z.string().optional(),
  cardProps: z.record(z.string(), z.string()).optional(),
});

/** Shoppers with their stored cards and the cards' tokens. OCC: profiles, admin API and application API. */
export function createProfileRoutes({ profiles, now }: Tenant): Router {
  const router = express.Router();

  router.get('/', (req, res) => {
    const found = profiles
      .list()
      .map(view)
      .filter(parseQuery(queryOf(req, 'q')));
    const offset = wholeNumberOf(req, 'offset', 0);
    const page = found.slice(offset, offset + wholeNumberOf(req, 'limit', 250));
    const items = page.map(toFields(queryOf(req, 'fields')));
    res.json({ items, offset, totalResults: found.length });
  });

  router.get('/:id', (req, res) => {
    res.json(toFields(queryOf(req, 'fields'))(view(profiles.require(req.params.id))));
  });

  // The list as sent replaces the profile's: a card that it does not name is gone, as in OCC.
  router.put('/:id', (req, res) => {
    const profile = profiles.require(req.params.id);
    const { creditCards } = parseInput(z.object({ creditCards: z.array(CardInput) }), req.body);
    profile.creditCards = creditCards.map(({ repositoryId, ...change }) => ({
      ...requireCard(profile, repositoryId),
      ...(Object.fromEntries(
        Object.entries(change).filter(([, value]) => value !== undefined),
      ) as Partial<ProfileSavedCard>),
    }));
    res.json(view(profile));
  });

  router.get('/:id/creditCards', (req, res) => {
    res.json({ items: profiles.require(req.params.id).creditCards.map((card) => toAdminCard(card, now())) });
  });

  router.get('/:id/creditCards/:cardId', (req, res) => {
    res.json(toAdminCard(requireCard(profiles.require(req.params.id), req.params.cardId), now()));
  });

  router.put('/:id/creditCards/:cardId', (req, res) => {
    const profile = profiles.require(req.params.id);
    const card = requireCard(profile, req.params.cardId);
    const { nickname, setAsDefault } = parseInput(CardChange, req.body);
    if (nickname !== undefined) card.nickname = nickname;
    if (setAsDefault === true) for (const each of profile.creditCards) each.isDefault = each === card;
    res.json(toAdminCard(card, now()));
  });

  function view({
    id,
    email,
    firstName,
    lastName,
    shippingAddresses,
    creditCards,
  }: Profile): Record<string, unknown> {
    const cards = creditCards.map((card) => toAdminCard(card, now()));
    return { id, repositoryId: id, email, firstName, lastName, shippingAddresses, creditCards: cards };
  }

  return refuseOtherMethods(router, wrongMethod);
}
