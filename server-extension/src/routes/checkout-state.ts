import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { CHECKOUT_ID, checkoutKeyOf } from '../occ/webhook/checkout-id.ts';
import type { ReadCheckout } from '../checkout/checkout-state.ts';
import { defineRoute } from '../http/define-route.ts';
import { jsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import { storefrontBody } from './storefront-body.ts';

export interface CheckoutStateDeps {
  readonly readCheckout: ReadCheckout;
}

/**
 * What has become of the order of a checkout, for a page that was reloaded in mid-payment or whose answer was lost. A caller
 * that knows the id made it, or shares its browser: 128 random bits. Tells nothing but the state and the order's id.
 */
export const checkoutState = defineRoute({
  method: 'POST',
  path: '/checkout/state',
  operationId: 'checkoutState',
  summary: 'What has become of the order of a checkout',
  description:
    'For a page that was reloaded in mid-payment, or whose answer was lost. The checkout is named by the id that its payment ' +
    'carried as `customProperties.checkoutId`: a page that knows it made it, or shares the browser. Answers for 24 hours. ' +
    '`none`: no payment of this checkout was ever asked for. `checking`: it is in flight, its outcome is unknown, or OCC has not ' +
    'placed the paid order yet. `paid`: OCC has placed the order. `not-paid`: nothing was authorized, or it was reversed.',
  caller: 'storefront',
  limit: 'checkout',
  limitSubject: (body) => body.checkoutId,
  body: jsonBody(
    lazy(() =>
      storefrontBody({
        checkoutId: z
          .string('must be the id of the checkout')
          .regex(CHECKOUT_ID, 'must be the id of the checkout')
          .meta({ description: 'At least 128 random bits' }),
      }),
    ),
    { checkout: { checkoutId: '0123456789abcdef0123456789abcdef-1x2y3z' } },
  ),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'The state and the order',
      schema: lazy(() =>
        z.strictObject({
          state: z.enum(['none', 'checking', 'paid', 'not-paid']),
          orderId: z.string().optional().meta({ description: 'Absent with `none`' }),
        }),
      ),
      examples: { none: { state: 'none' }, paid: { state: 'paid', orderId: 'o30446' } },
    },
  },
  handler:
    ({ readCheckout }: CheckoutStateDeps) =>
    async ({ res, body, caller }) => {
      const checkout = checkoutKeyOf(caller.site, body.checkoutId);
      sendJson(res, 200, await readCheckout(checkout, await caller.settings()));
    },
});
