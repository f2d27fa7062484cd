import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { checkChannels, toSentence } from '../../administration/settings/check-channels.ts';
import { readSettingsFile } from '../../administration/settings/settings-file.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { findingRow } from './result-schemas.ts';

export const settingsValidate = defineCommand({
  name: 'settings validate',
  summary: 'what cannot work in a settings file, or in a tenant’s settings',
  description:
    'With a file: the file alone, no tenant is asked. Without: what the tenant has stored. Combinations are looked at too, which OCC does not do. Exit code 3 when there is a fault.',
  arguments: [{ name: '[file]', description: 'a settings file' }],
  options: [
    ...tenantOptions,
    { flags: '--test', description: 'the file is for a tenant without real money' },
  ],
  examples: ['settings validate live.settings.yaml', 'settings validate --tenant live'],
  input: z.object({ ...tenantInput, file: z.string().optional(), test: z.boolean().default(false) }),
  result: z.strictObject({ findings: z.array(findingRow) }),
  async run(input, context) {
    const findings =
      input.file === undefined
        ? await findingsOfTenant()
        : checkChannels(await readSettingsFile(input.file, context), { production: !input.test });
    return { result: { findings: [...findings] }, found: findings.some(({ status }) => status === 'fault') };

    async function findingsOfTenant(): Promise<ReturnType<typeof checkChannels>> {
      const tenant = await chooseTenant(input, context);
      const { channels, sites } = await readTenantSettings(createAdminClient(tenant));
      return checkChannels(channels, { production: tenant.production, sites });
    }
  },
  show: ({ findings }) =>
    findings.length === 0
      ? 'Nothing is wrong.'
      : findings
          .map((finding) => `${finding.status}: ${toSentence(finding as Parameters<typeof toSentence>[0])}`)
          .join('\n'),
});
