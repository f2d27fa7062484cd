import type { ChannelValues } from '../../../../gateway-settings/rules/effective-values.ts';

/** The instances of a gateway's settings. OCC: gateway extension, `config.json`. */
export const CHANNEL_IDS = ['storefront', 'preview', 'agent'] as const;

export type ChannelId = (typeof CHANNEL_IDS)[number];

/** The values of one site and channel. */
export interface ChannelSettings {
  readonly site: string;
  readonly channel: ChannelId;
  readonly values: ChannelValues;
}
