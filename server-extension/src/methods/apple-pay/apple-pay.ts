import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { anyOrder } from '../method/applicability.ts';
import { GATEWAY_CAPABILITIES } from '../method/gateway-capabilities.ts';
import type { PaymentMethod } from '../method/payment-method.ts';
import { walletRequest } from '../wallet/request.ts';
import { walletWebhook } from '../wallet/webhook.ts';
import { readIdentityExpiry } from './merchant-validation/identity.ts';
import { applePayMerchant } from './merchant.ts';
import { applePaySettings } from './settings.ts';

const TYPE = 'applepay';

/** CyberSource: `fluidData.descriptor` of Apple Pay, "FID=COMMON.APPLE.INAPP.PAYMENT" in base64. */
const PAYLOAD_FORMAT = 'RklEPUNPTU1PTi5BUFBMRS5JTkFQUC5QQVlNRU5U';

/** Apple Pay in the browser. */
export const applePay: PaymentMethod = {
  type: TYPE,
  name: 'Apple Pay',
  capabilities: GATEWAY_CAPABILITIES,
  appliesTo: anyOrder,
  settings: applePaySettings.read,
  // Apple has identified the shopper already.
  webhook: walletWebhook(TYPE, () => false),
  request: walletRequest({ paymentSolution: '001', descriptor: PAYLOAD_FORMAT }),
  merchantValidation: {
    // The earlier plugin's storefront spells the path with a capital P.
    paths: ['/applepay/validate', '/applePay/validate'],
    settings: ['applePayMerchantId', 'applePayInitiativeContext'],
    toMerchant: applePayMerchant,
  },
  certificates: async (readKeyFile) => [await readIdentityExpiry(readKeyFile)],
  storefront: {
    schema: lazy(() =>
      z.strictObject({
        applePayDisplayName: z.string(),
        applePaySupportedNetworks: z.string().meta({ examples: ['visa,masterCard'] }),
      }),
    ),
    config(settings) {
      const apple = applePaySettings.of(settings);
      return {
        applePayDisplayName: apple.displayName,
        applePaySupportedNetworks: apple.supportedNetworks.join(','),
      };
    },
    needsMerchantCountry: true,
    standInScript: '/wallets/apple-pay.js',
  },
};
