import type { OptionValue, SectionId, SettingId } from './settings.ts';

/** All texts of the gateway's settings in one language. A setting without a text does not compile. */
export interface GatewayTexts {
  readonly title: string;
  readonly description: string;
  /** The tabs, one for each channel. */
  readonly instances: Readonly<Record<'agent' | 'preview' | 'storefront', string>>;
  readonly sections: Readonly<Record<SectionId, string>>;
  readonly settings: Readonly<Record<SettingId, SettingTexts>>;
  readonly options: Readonly<Record<OptionValue, string>>;
}

export interface SettingTexts {
  readonly label: string;
  readonly help: string;
}
