import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { readSettingsFile } from '../../administration/settings/settings-file.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { applySettings } from './apply-settings.ts';
import { changeResult } from './result-schemas.ts';
import { showChange } from './show-changes.ts';

export const settingsImport = defineCommand({
  name: 'settings import',
  summary: 'bring a tenant to what a settings file says',
  description:
    'Settings that the file does not name stay. A combination that cannot work is refused, and nothing is written. The same file twice changes nothing.',
  arguments: [{ name: '<file>', description: 'a settings file' }],
  options: [...tenantOptions, { flags: '--dry-run', description: 'show what would change' }],
  examples: ['settings import live.settings.yaml --tenant live --dry-run'],
  input: z.object({ ...tenantInput, file: z.string(), dryRun: z.boolean().default(false) }),
  result: changeResult,
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const { file, dryRun } = input;
    const wanted = (siteIds: readonly string[]) => readSettingsFile(file, context, siteIds);
    return { result: await applySettings({ tenant, occ: createAdminClient(tenant), wanted, dryRun }) };
  },
  show: showChange,
});
