/** What the sandbox sets up before the first shopper comes. */
import { CHANNELS, type OccChannel, type Site } from '../shop/sites.ts';
import type { SiteSettings, InstanceValues } from './site-settings.ts';

/** The gateway that takes this shop's payments. */
export const GATEWAY_ID = 'isv-occ-gateway';

/** CyberSource's public test merchant (printed in its own documentation; good for tests only), with payer authentication. */
export const TEST_MERCHANT: InstanceValues = {
  paymentMethodTypes: 'card,generic',
  runEnvironment: 'apitest.cybersource.com',
  authenticationType: 'JWT',
  merchantID: 'testrest',
  merchantKeyId: '08c94330-f618-42a3-b09d-e1e43be5efda',
  merchantsecretKey: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
  payerAuthEnabled: true,
  googlePayGatewayMerchantId: 'testrest',
  googlePayMerchantName: 'Alder',
  applePayMerchantId: 'merchant.com.example.sandbox',
  applePayInitiativeContext: 'localhost',
  applePayDisplayName: 'Alder',
  deviceFingerprintOrgId: 'sandbox',
};

/** Settings by gateway, site and channel, as in the file `SITE_SETTINGS`; `*` stands for all. */
export type SettingsBySite = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, InstanceValues>>>>>
>;

/** Writes the given settings; the more specific wins. */
export function applySettings(settings: SiteSettings, sites: readonly Site[], given: SettingsBySite): void {
  for (const [gatewayId, bySite] of Object.entries(given)) {
    for (const { id } of sites) {
      const values = (channel: OccChannel): InstanceValues => ({
        ...bySite['*']?.['*'],
        ...bySite['*']?.[channel],
        ...bySite[id]?.['*'],
        ...bySite[id]?.[channel],
      });
      const change = Object.fromEntries(CHANNELS.map((channel) => [channel, values(channel)]));
      settings.write(gatewayId, id, change);
    }
  }
}
