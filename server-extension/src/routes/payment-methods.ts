import { randomUUID } from 'node:crypto';
import type { Seal } from '../domain/seal.ts';
import type { GatewaySettings, PaymentType } from '../domain/settings.ts';
import type { SettingsFor } from '../payments/ports.ts';
import { requireStorefrontCaller } from './callers.ts';
import type { Route } from './route.ts';
import { sendJson } from './send-json.ts';

export interface PaymentMethodsDeps {
  readonly settingsFor: SettingsFor;
  readonly seal: Seal;
  readonly now: () => Date;
}

const FINGERPRINT_LIFE_MS = 60 * 60 * 1000;

/** What the storefront may offer. Each value is named here one by one: a setting never gets out by being added elsewhere. */
export function paymentMethods({ settingsFor, seal, now }: PaymentMethodsDeps): Route {
  return {
    method: 'GET',
    path: '/paymentMethods',
    async handle(req, res) {
      const { site, channel } = requireStorefrontCaller(req);
      const settings = await settingsFor(site, channel);
      sendJson(res, 200, {
        paymentMethods: [...settings.enabledTypes].map((type) => ({ type, config: CONFIG[type](settings) })),
        deviceFingerprint: settings.deviceFingerprint.enabled
          ? deviceFingerprint(settings)
          : { deviceFingerprintEnabled: false },
      });
    },
  };

  /** The session id that the screening script runs under, sealed so that the webhook can tell ours from another. */
  function deviceFingerprint({
    site,
    account,
    deviceFingerprint: { url, organizationId },
  }: GatewaySettings): unknown {
    const sessionId = account.merchantId + randomUUID();
    const expiresAt = new Date(now().getTime() + FINGERPRINT_LIFE_MS);
    const { iv, encrypted } = seal.seal({ purpose: 'device-fingerprint', site, expiresAt }, sessionId);
    return {
      deviceFingerprintEnabled: true,
      deviceFingerprintUrl: url,
      deviceFingerprintOrgId: organizationId,
      deviceFingerprintData: { sessionId, cipher: { iv, encrypted } },
    };
  }
}

const CONFIG: Readonly<Record<PaymentType, (settings: GatewaySettings) => unknown>> = {
  card: ({ payerAuthenticationEnabled }) => ({ payerAuthEnabled: payerAuthenticationEnabled }),
  googlepay: ({ googlePay }) => ({
    googlePaySdkUrl: googlePay.sdkUrl,
    googlePayEnvironment: googlePay.environment,
    googlePayGateway: googlePay.gateway,
    googlePayGatewayMerchantId: googlePay.gatewayMerchantId,
    googlePayMerchantId: googlePay.merchantId,
    googlePayMerchantName: googlePay.merchantName,
    googlePaySupportedNetworks: googlePay.supportedNetworks.join(','),
  }),
  applepay: ({ applePay }) => ({
    applePayDisplayName: applePay.displayName,
    applePaySupportedNetworks: applePay.supportedNetworks.join(','),
  }),
};
