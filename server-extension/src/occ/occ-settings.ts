import type { GatewaySettings } from '../domain/settings.ts';

/** `iso`: twelve digits are ISO 4217 minor units. `two-digits`: OCC's older habit, hundredths in every currency. */
export type AmountConvention = 'iso' | 'two-digits';

/** How OCC writes what it sends. No payment is decided by it, so the domain does not know it. */
export interface OccSettings {
  readonly amountConvention: AmountConvention;
}

/** What `settings/site-settings.ts` read for a site and channel. */
export function occSettingsOf({ ofShop }: Pick<GatewaySettings, 'ofShop'>): OccSettings {
  return ofShop as OccSettings;
}
