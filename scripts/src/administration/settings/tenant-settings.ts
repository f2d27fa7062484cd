import * as z from 'zod';
import { gatewayId } from '../../../../gateway-settings/settings.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from '../occ/admin-client.ts';
import { listSites, type TenantSite } from '../occ/sites.ts';
import { CHANNEL_IDS, type ChannelId, type ChannelSettings } from './channel-settings.ts';
import type { SettingDifference } from './differences.ts';

const instance = z.record(z.string(), z.unknown()).default({});
const answer = z.object({ data: z.object({ agent: instance, preview: instance, storefront: instance }) });

const PATH = `/ccadmin/v1/sitesettings/${gatewayId}`;

/** What a tenant has stored, for every site and channel. */
export interface TenantSettings {
  readonly sites: readonly TenantSite[];
  readonly channels: readonly ChannelSettings[];
}

/** Reads everything. Passwords come in clear to an admin token. @throws CommandProblem where the gateway is not installed. */
export async function readTenantSettings(occ: AdminClient): Promise<TenantSettings> {
  const found = await findTenantSettings(occ);
  if (found !== undefined) return found;
  throw new CommandProblem(
    'not-deployed',
    `The payment gateway ${gatewayId} is not installed on this tenant.`,
    {
      remedy: 'occ-cybersource deploy installs it.',
    },
  );
}

/** The same; undefined where the gateway is not installed. */
export async function findTenantSettings(occ: AdminClient): Promise<TenantSettings | undefined> {
  const sites = await listSites(occ);
  const channels: ChannelSettings[] = [];
  for (const { id } of sites) {
    const reply = await occ.send(PATH, { site: id, alsoGood: [404] });
    if (reply.status === 404) return undefined;
    const { data } = answer.parse(JSON.parse(reply.body.toString('utf8')));
    for (const channel of CHANNEL_IDS) channels.push({ site: id, channel, values: data[channel] });
  }
  return { sites, channels };
}

/** Writes what differs, a call for each site. */
export async function writeTenantSettings(
  occ: AdminClient,
  differences: readonly SettingDifference[],
): Promise<void> {
  for (const site of new Set(differences.map((difference) => difference.site))) {
    const change: Partial<Record<ChannelId, Record<string, unknown>>> = {};
    for (const { channel, setting, after, site: of } of differences) {
      if (of !== site) continue;
      (change[channel] ??= {})[setting] = after;
    }
    await occ.send(PATH, { method: 'PUT', site, json: change });
  }
}
