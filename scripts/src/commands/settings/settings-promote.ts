import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import type { ChannelSettings } from '../../administration/settings/channel-settings.ts';
import { chooseTenant } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { applySettings } from './apply-settings.ts';
import { changeResult } from './result-schemas.ts';
import { showChange } from './show-changes.ts';

export const settingsPromote = defineCommand({
  name: 'settings promote',
  summary: 'move the settings that differ from one tenant to another',
  description:
    'Moves exactly what settings diff shows, for the sites that both have; secrets move from tenant to tenant and are shown as (set). ' +
    'Leave out what belongs to one environment with --except, such as the account’s keys.',
  options: [
    { flags: '--from <tenant>', description: 'where from' },
    { flags: '--to <tenant>', description: 'where to' },
    { flags: '--profiles <file>', description: 'the profiles file' },
    { flags: '--except <ids>', description: 'settings that stay as they are, separated by commas' },
    { flags: '--dry-run', description: 'show what would change' },
  ],
  examples: [
    'settings promote --from test --to live --except runEnvironment,merchantID,merchantKeyId,merchantsecretKey --dry-run',
  ],
  input: z.object({
    from: z.string('--from is missing'),
    to: z.string('--to is missing'),
    profiles: z.string().optional(),
    except: z.string().default(''),
    dryRun: z.boolean().default(false),
  }),
  result: changeResult,
  async run({ from, to, profiles, except, dryRun }, context) {
    if (from === to) throw wrongUse('--from and --to name the same tenant.');
    const source = await chooseTenant({ tenant: from, profiles }, context);
    const tenant = await chooseTenant({ tenant: to, profiles }, context);
    const kept = new Set(except.split(',').map((id) => id.trim()));
    const { channels } = await readTenantSettings(createAdminClient(source));
    const wanted = async (siteIds: readonly string[]): Promise<readonly ChannelSettings[]> =>
      channels
        .filter(({ site }) => siteIds.includes(site))
        .map(({ values, ...place }) => ({
          ...place,
          values: Object.fromEntries(Object.entries(values).filter(([id]) => !kept.has(id))),
        }));
    return { result: await applySettings({ tenant, occ: createAdminClient(tenant), wanted, dryRun }) };
  },
  show: showChange,
});
