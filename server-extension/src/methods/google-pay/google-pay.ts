import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { isGiven } from '../../occ/webhook/webhook.ts';
import { anyOrder } from '../method/applicability.ts';
import { GATEWAY_CAPABILITIES } from '../method/gateway-capabilities.ts';
import type { PaymentMethod } from '../method/payment-method.ts';
import { walletRequest } from '../wallet/request.ts';
import { toWallet, walletWebhook } from '../wallet/webhook.ts';
import { googlePaySettings } from './settings.ts';

const TYPE = 'googlepay';

/** Google Pay, with CyberSource as its gateway. */
export const googlePay: PaymentMethod = {
  type: TYPE,
  name: 'Google Pay',
  capabilities: GATEWAY_CAPABILITIES,
  appliesTo: anyOrder,
  settings: googlePaySettings.read,
  // Google has asked already for most cards. For the others the storefront begins payer authentication, and its
  // reference comes along.
  webhook: walletWebhook(TYPE, ({ customProperties }) => isGiven(customProperties.get('referenceId'))),
  // CyberSource: `paymentSolution` 012. The payload needs no descriptor.
  request: walletRequest({ paymentSolution: '012' }),
  payerAuthentication: { toCard: (token, path) => toWallet(TYPE, token, path) },
  storefront: {
    schema: lazy(() =>
      z.strictObject({
        googlePaySdkUrl: z.string(),
        googlePayEnvironment: z.string().meta({ examples: ['TEST', 'PRODUCTION'] }),
        googlePayGateway: z.string(),
        googlePayGatewayMerchantId: z.string(),
        googlePayMerchantId: z.string(),
        googlePayMerchantName: z.string(),
        googlePaySupportedNetworks: z.string().meta({ examples: ['AMEX,MASTERCARD,VISA'] }),
      }),
    ),
    config(settings) {
      const google = googlePaySettings.of(settings);
      return {
        googlePaySdkUrl: google.sdkUrl,
        googlePayEnvironment: google.environment,
        googlePayGateway: google.gateway,
        googlePayGatewayMerchantId: google.gatewayMerchantId,
        googlePayMerchantId: google.merchantId,
        googlePayMerchantName: google.merchantName,
        googlePaySupportedNetworks: google.supportedNetworks.join(','),
      };
    },
    needsMerchantCountry: true,
    standInScript: '/wallets/google-pay.js',
  },
};
