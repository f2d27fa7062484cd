import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import { type Channel, channels, type GatewaySettings } from '../../domain/settings.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { OccApi } from '../api/admin-api.ts';
import { requireSiteIds } from './site-list.ts';

/**
 * The settings of every site and channel that takes payments. Rejects with a Problem `gateway-failure` when OCC does
 * not say which sites there are.
 */
export function createAllSettings(
  api: Pick<OccApi, 'sites'>,
  settingsFor: SettingsFor,
): () => Promise<readonly GatewaySettings[]> {
  return async () => {
    const asked = requireSiteIds(await api.sites()).flatMap((site) =>
      channels.map((channel) => unlessNotConfigured(settingsFor, site, channel)),
    );
    return (await Promise.all(asked)).filter((settings) => settings !== undefined);
  };
}

/** A site, or a channel of it, that does not use the gateway has none. */
async function unlessNotConfigured(
  settingsFor: SettingsFor,
  site: SiteId,
  channel: Channel,
): Promise<GatewaySettings | undefined> {
  try {
    return await settingsFor(site, channel);
  } catch (error) {
    if (error instanceof Problem && (error.code === 'not-configured' || error.code === 'not-found'))
      return undefined;
    throw error;
  }
}
