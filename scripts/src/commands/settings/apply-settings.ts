import type { AdminClient } from '../../administration/occ/admin-client.ts';
import { requireNoNewFault } from '../../administration/settings/check-channels.ts';
import type { ChannelSettings } from '../../administration/settings/channel-settings.ts';
import {
  differencesTo,
  shownDifference,
  withDifferences,
} from '../../administration/settings/differences.ts';
import { readTenantSettings, writeTenantSettings } from '../../administration/settings/tenant-settings.ts';
import type { TenantProfile } from '../../administration/tenant/tenant.ts';
import type { SettingsChangeResult } from './result-schemas.ts';

export interface SettingsChangeRequest {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  /** Made from what the tenant has now. */
  readonly wanted: (siteIds: readonly string[]) => Promise<readonly ChannelSettings[]>;
  readonly dryRun: boolean;
}

/**
 * Brings a tenant's settings to what is wanted: nothing is written when a combination could not work, nor when nothing
 * differs.
 */
export async function applySettings({
  tenant,
  occ,
  wanted,
  dryRun,
}: SettingsChangeRequest): Promise<SettingsChangeResult> {
  const current = await readTenantSettings(occ);
  const differences = differencesTo(current.channels, await wanted(current.sites.map(({ id }) => id)));
  requireNoNewFault(current.channels, withDifferences(current.channels, differences), {
    production: tenant.production,
    sites: current.sites,
  });
  const written = !dryRun && differences.length > 0;
  if (written) await writeTenantSettings(occ, differences);
  return { tenant: tenant.name, written, differences: differences.map(shownDifference) };
}
