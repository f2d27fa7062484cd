import { randomUUID } from 'node:crypto';
import type { CountryCode } from '../domain/address/country.ts';
import { present } from '../domain/present.ts';
import { digestOf, type Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { ClientNetwork } from '../guard/client-network.ts';
import type { Log } from '../log/log.ts';
import type { PaymentMethod } from '../methods/payment-method.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { SettingsFor } from '../payments/ports/ports.ts';
import { requireStorefrontCaller } from '../http/request-authentication.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';

export interface PaymentMethodsDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly settingsFor: SettingsFor;
  readonly sites: Pick<SiteDetails, 'country'>;
  readonly clientNetwork: ClientNetwork;
  /** Stands in for Google and Apple on a developer's machine. */
  readonly walletScriptOrigin?: string;
  readonly seal: Seal;
  readonly now: () => Date;
  readonly log: Log;
}

const FINGERPRINT_LIFE_MS = 60 * 60 * 1000;

/** What the storefront may offer: the methods that the site has switched on, in the order of their list. */
export function paymentMethods(deps: PaymentMethodsDeps): Route {
  const { methods, settingsFor, sites, clientNetwork, walletScriptOrigin, seal, now, log } = deps;
  const reportedResult = new Set<string>();
  return {
    method: 'GET',
    path: '/paymentMethods',
    async handle(req, res) {
      const { site, channel } = requireStorefrontCaller(req);
      const settings = await settingsFor(site, channel);
      const offered = methods.filter(({ type }) => settings.enabledTypes.has(type));
      const needsCountry = offered.some(({ storefront }) => storefront.needsMerchantCountry);
      const country = needsCountry ? await countryOf(settings) : undefined;
      sendJson(res, 200, {
        paymentMethods: offered.map(({ type, storefront }) => ({
          type,
          config: {
            ...storefront.config(settings),
            ...standIn(storefront),
            ...(storefront.needsMerchantCountry && present({ countryCode: country })),
          },
        })),
        deviceFingerprint: settings.deviceFingerprint.enabled
          ? deviceFingerprint(settings, clientNetwork(req))
          : NO_FINGERPRINT,
      });
    },
  };

  /** The merchant's country. Without one the widget cannot offer a wallet, and the log says so once for each site. */
  async function countryOf({
    site,
    channel,
    merchantCountry,
  }: GatewaySettings): Promise<CountryCode | undefined> {
    const country = merchantCountry ?? (await sites.country(site));
    const key = `${site} ${channel}`;
    if (country === undefined && !reportedResult.has(key)) {
      reportedResult.add(key);
      log('warning', 'wallet.country-missing', { site, channel, setting: 'merchantCountry' });
    }
    return country;
  }

  function standIn({ standInScript: path }: PaymentMethod['storefront']): { readonly scriptUrl?: string } {
    return walletScriptOrigin === undefined || path === undefined
      ? {}
      : { scriptUrl: walletScriptOrigin + path };
  }

  /** The session id that the screening script runs under, sealed so that the webhook can tell ours from another. */
  function deviceFingerprint(
    { site, account, deviceFingerprint: { url, organizationId } }: GatewaySettings,
    network: string | undefined,
  ): unknown {
    const sessionId = account.merchantId + randomUUID();
    const expiresAt = new Date(now().getTime() + FINGERPRINT_LIFE_MS);
    const { iv, encrypted } = seal.seal(
      { purpose: 'device-fingerprint', site, expiresAt, ...(network !== undefined && { network }) },
      digestOf(sessionId),
    );
    return {
      deviceFingerprintEnabled: true,
      deviceFingerprintUrl: url,
      deviceFingerprintOrgId: organizationId,
      deviceFingerprintData: { sessionId, cipher: { iv, encrypted } },
    };
  }
}

/** The earlier plugin's storefront reads session and seal before it looks whether they are wanted. */
const NO_FINGERPRINT = {
  deviceFingerprintEnabled: false,
  deviceFingerprintData: { sessionId: '', cipher: { iv: '', encrypted: '' } },
};
