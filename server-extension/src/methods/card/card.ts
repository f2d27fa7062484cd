import * as z from 'zod';
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
    schema: z.strictObject({ payerAuthEnabled: z.boolean() }),
    config: ({ payerAuthenticationEnabled }) => ({ payerAuthEnabled: payerAuthenticationEnabled }),
  },
};
