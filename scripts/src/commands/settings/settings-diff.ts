import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { differencesTo, shownDifference } from '../../administration/settings/differences.ts';
import { readSettingsFile } from '../../administration/settings/settings-file.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { differenceRow } from './result-schemas.ts';
import { showDifferences } from './show-changes.ts';

export const settingsDiff = defineCommand({
  name: 'settings diff',
  summary: 'what a settings file or another tenant would change',
  description:
    'before is what --tenant has, after what the file or the other tenant has. A secret that differs is shown as (set) on both sides. Exit code 3 when something differs.',
  arguments: [{ name: '[file]', description: 'a settings file; or name a tenant with --from' }],
  options: [
    ...tenantOptions,
    { flags: '--from <tenant>', description: 'another tenant of the profiles file' },
  ],
  examples: ['settings diff live.settings.yaml --tenant live', 'settings diff --from test --tenant live'],
  input: z.object({ ...tenantInput, file: z.string().optional(), from: z.string().optional() }),
  result: z.strictObject({ tenant: z.string(), differences: z.array(differenceRow) }),
  async run(input, context) {
    if ((input.file === undefined) === (input.from === undefined))
      throw wrongUse('Compare with what? Name a settings file, or a tenant with --from.');
    const tenant = await chooseTenant(input, context);
    const current = await readTenantSettings(createAdminClient(tenant));
    const siteIds = current.sites.map(({ id }) => id);
    const wanted =
      input.file === undefined
        ? (
            await readTenantSettings(
              createAdminClient(
                await chooseTenant({ tenant: input.from, profiles: input.profiles }, context),
              ),
            )
          ).channels.filter(({ site }) => siteIds.includes(site))
        : await readSettingsFile(input.file, context, siteIds);
    const differences = differencesTo(current.channels, wanted).map(shownDifference);
    return { result: { tenant: tenant.name, differences }, found: differences.length > 0 };
  },
  show: ({ differences }) => (differences.length === 0 ? 'Nothing differs.' : showDifferences(differences)),
});
