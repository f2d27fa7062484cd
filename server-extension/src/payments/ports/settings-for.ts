import type { SiteId } from '../../domain/ids.ts';
import type { Channel, GatewaySettings } from '../../domain/settings.ts';

/** Reads the settings of a site and channel. Rejects with a Problem `not-configured` that names what is missing. */
export type SettingsFor = (site: SiteId, channel: Channel) => Promise<GatewaySettings>;
