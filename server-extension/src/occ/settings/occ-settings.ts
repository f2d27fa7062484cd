import type { GatewaySettings } from '../../domain/settings.ts';
import type { SettingsReading } from './settings-reading.ts';

/** `iso`: twelve digits are ISO 4217 minor units. `two-digits`: OCC's older habit, hundredths in every currency. */
export type AmountConvention = 'iso' | 'two-digits';

/** How OCC writes what it sends. No payment is decided by it, so the domain does not know it. */
export interface OccSettings {
  readonly amountConvention: AmountConvention;
}

export function readOccSettings(read: SettingsReading): OccSettings {
  return { amountConvention: read.text('amountConvention') === 'two-digits' ? 'two-digits' : 'iso' };
}

/** What {@link readOccSettings} gave for a site and channel. */
export function occSettingsOf({ ofShop }: Pick<GatewaySettings, 'ofShop'>): OccSettings {
  return ofShop as OccSettings;
}
