import type { SiteId } from '../../../server-extension/src/domain/ids.ts';
import { Secret } from '../../../server-extension/src/domain/secret.ts';
import type { Channel, GatewaySettings } from '../../../server-extension/src/domain/settings.ts';
import type { VirtualTime } from './time.ts';

/** How often administrators change their mind. */
const FLIP_MS = 20 * 60_000;

const SITES: readonly string[] = ['siteUS', 'siteJP', 'siteKW'];

/** The site whose cards are held for minutes only: by its setting `holdDays` holds expire within a history. */
export const SHORT_HOLDS = { site: 'siteKW', ms: 10 * 60_000 } as const;
const DAY_MS = 24 * 60 * 60_000;
const VISA = '001';

/** The setting `reauthorize` is on in every second history. */
export function reauthorizesIn({ seed }: { readonly seed: number }): boolean {
  return seed % 2 === 0;
}

/** Settings of every site; whether money is taken at once changes while orders are under way. */
export function createFlippingSettings(
  time: VirtualTime,
  reauthorize: boolean,
): (site: SiteId, channel: Channel) => GatewaySettings {
  return (site, channel) => {
    // Sites change at different times: short histories have sales as well as captures.
    const isSale = (Math.floor(time.now() / FLIP_MS) + SITES.indexOf(site)) % 3 === 0;
    return {
      site,
      channel,
      account: ACCOUNT,
      enabledTypes: new Set(['card']),
      saleTypes: new Set(isSale ? ['card'] : []),
      decisionSkipTypes: new Set(),
      payerAuthenticationEnabled: false,
      challengeWhenSaving: false,
      securityCodeForSavedCards: false,
      securityCodeForScheduledOrders: false,
      onVerificationFailure: 'decline',
      descriptor: {},
      merchantDefinedData: [],
      reauthorize,
      captureDetails: false,
      holdDays: site === SHORT_HOLDS.site ? { [VISA]: SHORT_HOLDS.ms / DAY_MS } : {},
      allowedOrigins: [],
      faults: [],
      ofMethods: {},
      ofShop: { amountConvention: 'iso' },
      networkTokenUpdates: false,
      scheduledOrderOrigins: new Set(['scheduledOrder']),
      orderCheck: 'auto',
      cardTestingGuard: 'off',
      captureAfterReview: false,
      writeBack: false,
      reviewHold: false,
      dailyReportName: 'ConversionDetailReport_Daily_Classic',
      reportTimeZone: 'UTC',
      deviceFingerprint: { enabled: false, url: '', organizationId: '' },
    };
  };
}

const ACCOUNT: GatewaySettings['account'] = {
  merchantId: 'testrest',
  host: 'apitest.cybersource.com',
  credential: { kind: 'http-signature', keyId: 'not used', secret: new Secret('bm90IHVzZWQ=') },
};
