import { toAddress, type OrderInput } from '../orders/order-request.ts';
import { OccProblem } from '../http/problem.ts';
import type { Profiles } from '../profiles/profiles.ts';
import { requireSite, type Site } from '../shop/sites.ts';
import type { SandboxOrder } from '../orders/order.ts';
import type { PlaceOrder } from './place-order.ts';

interface Dependencies {
  readonly profiles: Profiles;
  readonly sites: readonly Site[];
  readonly placeOrder: PlaceOrder;
}

/**
 * Runs a template once, as OCC's scheduler does when its day has come: a new order over the same goods, paid with the
 * card that the template was placed with. No shopper is there, so nothing of a browser goes along.
 */
export function createRepeatOrder({
  profiles,
  sites,
  placeOrder,
}: Dependencies): (template: SandboxOrder) => Promise<SandboxOrder> {
  return async (template) => {
    if (template.state !== 'TEMPLATE') throw new OccProblem(400, `Order ${template.id} is no template.`);
    const profile = profiles.require(template.profileId);
    const token = tokenOf(template);
    const card = profile.creditCards.find((each) => each.token === token);
    if (card === undefined)
      throw new OccProblem(400, `The card of order ${template.id} is no longer stored.`);
    const input: OrderInput = {
      op: 'complete',
      shoppingCart: {
        items: template.items.map(({ productId, quantity }) => ({ productId, quantity })),
        coupons: template.coupon === undefined ? [] : [{ code: template.coupon.code }],
      },
      shippingAddress: toAddress(template.shippingAddress),
      billingAddress: toAddress(template.billingAddress),
      payments: [
        { type: 'card', savedCardId: card.id, customProperties: {}, saveCard: false, setAsDefault: false },
      ],
    };
    const { channel, locale } = template;
    const site = requireSite(template.siteId, sites);
    return placeOrder(input, { profile, site, channel, locale, isScheduledRun: true });
  };
}

/** The gateway's token of the card that the template was paid with, new or stored. */
function tokenOf({ paymentGroups }: SandboxOrder): unknown {
  const group = paymentGroups.findLast(({ state }) => state === 'AUTHORIZED' || state === 'SETTLED');
  return group?.token ?? group?.instrument.cardDetails?.['token'];
}
