import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { anyOrder } from '../method/applicability.ts';
import { GATEWAY_CAPABILITIES } from '../method/gateway-capabilities.ts';
import type { PaymentMethod } from '../method/payment-method.ts';
import { cardRequest } from './request.ts';
import { cardWebhook } from './webhook.ts';

/** Cards, new and saved: to OCC and to merchants one way to pay. */
export const card: PaymentMethod = {
  type: 'card',
  name: 'Card',
  capabilities: GATEWAY_CAPABILITIES,
  appliesTo: anyOrder,
  webhook: cardWebhook,
  request: cardRequest,
  storefront: {
    showsCardNetworks: true,
    schema: lazy(() =>
      z.strictObject({
        payerAuthEnabled: z.boolean(),
        securityCode: z
          .strictObject({ newCards: z.boolean(), savedCards: z.boolean(), scheduledOrders: z.boolean() })
          .meta({
            description:
              'When the shopper has to type the security code: of a new card, of a saved card, of a saved card that pays for an order which is to be repeated',
          }),
      }),
    ),
    config: ({ payerAuthenticationEnabled, securityCodeForSavedCards, securityCodeForScheduledOrders }) => ({
      payerAuthEnabled: payerAuthenticationEnabled,
      securityCode: {
        // The card fields make no token of a new card without it.
        newCards: true,
        savedCards: securityCodeForSavedCards,
        scheduledOrders: securityCodeForSavedCards || securityCodeForScheduledOrders,
      },
    }),
  },
};
