import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { OrderInput } from '../../orders/order-request.ts';
import { toPaymentGroups } from '../../orders/payment-groups.ts';
import { authorize } from '../../payments/authorize.ts';
import { OccProblem } from '../../http/problem.ts';
import { toStoreCard } from '../../profiles/saved-card-view.ts';
import { saveCard } from '../../checkout/save-card.ts';
import type { Profile, ProfileSavedCard } from '../../profiles/profiles.ts';
import { siteOf } from '../../shop/sites.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { ShopperOf } from './shopper-of.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const CardInput = OrderInput.shape.payments
  .unwrap()
  .element.omit({ type: true, amount: true, paymentGroupId: true, savedCardId: true, saveCard: true })
  .extend({ nickname: z.string().max(100).optional() });

const CardChange = z.strictObject({
  nickname: z.string().max(100).optional(),
  setAsDefault: z.boolean().optional(),
});

/** The shopper's stored cards. Adding one asks the gateway first, with an amount of zero. OCC: saved cards. */
export function createCreditCardRoutes(tenant: Tenant, shopperOf: ShopperOf): Router {
  const { profiles, orders, ask, gatewayName, sites, now } = tenant;
  const router = express.Router();

  router.get('/', (req, res) => {
    res.json({ items: requireShopper(req).creditCards.map((card) => toStoreCard(card, now())) });
  });

  router.get('/:id', (req, res) => {
    res.json(toStoreCard(requireCard(requireShopper(req), req.params.id), now()));
  });

  router.post('/', async (req, res) => {
    const profile = requireShopper(req);
    const card = parseInput(CardInput, req.body);
    const site = siteOf(req, sites);
    const order = orders.openUnlisted({
      siteId: site.id,
      currency: site.currency,
      channel: 'storefront',
      originOfOrder: 'default',
      locale: site.defaultLocale,
      guest: false,
      profileId: profile.id,
    });
    order.email = profile.email;
    const [payment] = toPaymentGroups([{ ...card, type: 'card', saveCard: true }], {
      order,
      attempt: 1,
      total: 0,
      gatewayName,
      profile,
      nextPaymentGroupId: orders.nextPaymentGroupId,
    });
    if (payment === undefined) throw new Error('One payment makes one payment group.');
    const answer = await authorize(ask, order, payment.group, payment.cardSecrets);
    if (answer?.verdict === 'challenge') {
      res.json({ uiIntervention: 'payerAuthRequired', customPaymentProperties: answer.additionalProperties });
      return;
    }
    const saved =
      answer?.verdict === 'accepted' ? saveCard(profiles, profile, card, answer, gatewayName) : undefined;
    if (saved === undefined) {
      throw new OccProblem(400, payment.group.message || 'The card could not be saved.', {
        errorCode: '28386',
      });
    }
    res.json(toStoreCard(saved, now()));
  });

  router.put('/:id', (req, res) => {
    const profile = requireShopper(req);
    const card = requireCard(profile, req.params.id);
    const { nickname, setAsDefault } = parseInput(CardChange, req.body);
    if (nickname !== undefined) card.nickname = nickname;
    if (setAsDefault === true) for (const each of profile.creditCards) each.isDefault = each === card;
    res.json(toStoreCard(card, now()));
  });

  router.delete('/:id', (req, res) => {
    const profile = requireShopper(req);
    const card = requireCard(profile, req.params.id);
    profile.creditCards = profile.creditCards.filter((each) => each !== card);
    res.json({ success: true });
  });

  function requireShopper(req: Request): Profile {
    const profile = shopperOf(req);
    if (profile === undefined) throw new OccProblem(401, 'Stored cards need a shopper who has logged in.');
    return profile;
  }

  return refuseOtherMethods(router, wrongMethod);
}

/** The card with this id among the profile's own. */
export function requireCard(profile: Profile, id: string): ProfileSavedCard {
  const card = profile.creditCards.find((each) => each.id === id);
  if (card === undefined) throw new OccProblem(404, 'There is no such stored card.', { errorCode: '28390' });
  return card;
}
