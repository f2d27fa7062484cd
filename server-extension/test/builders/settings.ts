import type { GatewaySettings } from '../../src/domain/settings.ts';

/** Settings of a site, as far as the rules of payment look at them. */
export const settings = {
  account: { merchantId: 'testrest', host: 'apitest.cybersource.com' },
} as GatewaySettings;
