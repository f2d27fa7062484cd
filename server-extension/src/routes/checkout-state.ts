import * as z from 'zod';
import type { RequestLimit } from '../guard/request-limits.ts';
import { CHECKOUT_ID, checkoutKeyOf } from '../occ/webhook/checkout-id.ts';
import type { ReadCheckout } from '../checkout/checkout-state.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { requireStorefrontRequest, storefrontBody, type StorefrontDeps } from './storefront-request.ts';

export interface CheckoutStateDeps extends StorefrontDeps {
  readonly requestLimit: RequestLimit;
  readonly readCheckout: ReadCheckout;
}

const request = storefrontBody({
  checkoutId: z.string('must be the id of the checkout').regex(CHECKOUT_ID, 'must be the id of the checkout'),
});

/**
 * What has become of the order of a checkout, for a page that was reloaded in mid-payment or whose answer was lost. Who
 * knows the id made it, or shares its browser: 128 random bits. Tells nothing but the state and the order's id.
 */
export function checkoutState(deps: CheckoutStateDeps): Route {
  const { requestLimit, readCheckout } = deps;
  return {
    method: 'POST',
    path: '/checkout/state',
    async handle(req, res) {
      const { body, site, settings } = await requireStorefrontRequest(request, req, res, deps);
      await requestLimit.require('checkout', site, req, body.checkoutId);
      const checkout = checkoutKeyOf(site, body.checkoutId);
      sendJson(res, 200, checkout === undefined ? { state: 'none' } : await readCheckout(checkout, settings));
    },
  };
}
