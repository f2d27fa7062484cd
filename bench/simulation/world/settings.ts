import type { SiteId } from '../../../server-extension/src/domain/ids.ts';
import { Secret } from '../../../server-extension/src/domain/secret.ts';
import type { Channel, GatewaySettings } from '../../../server-extension/src/domain/settings.ts';
import type { VirtualTime } from './time.ts';

/** How often administrators change their mind. */
const FLIP_MS = 20 * 60_000;

const SITES: readonly string[] = ['siteUS', 'siteJP', 'siteKW'];

/** Settings of every site; whether money is taken at once changes while orders are under way. */
export function createFlippingSettings(
  time: VirtualTime,
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
      onVerificationFailure: 'decline',
      descriptor: {},
      merchantDefinedData: [],
      amountConvention: 'iso',
      reauthorize: false,
      captureDetails: false,
      holdDays: {},
      allowedOrigins: [],
      faults: [],
      ofMethods: {},
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
