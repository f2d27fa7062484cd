import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { toSettingsFile } from '../../administration/settings/settings-file.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

export const settingsExport = defineCommand({
  name: 'settings export',
  summary: 'write a tenant’s settings into a file that can be kept with other code',
  description:
    'What is the default is left out. Secrets are written as env:NAME; fill these variables before you import the file elsewhere.',
  arguments: [{ name: '<file>', description: 'where to; it is not overwritten without --force' }],
  options: [...tenantOptions, { flags: '--force', description: 'overwrite the file' }],
  examples: ['settings export live.settings.yaml --tenant live'],
  input: z.object({ ...tenantInput, file: z.string(), force: z.boolean().default(false) }),
  result: z.strictObject({
    tenant: z.string(),
    file: z.string(),
    secrets: z.array(z.string()).meta({ description: 'Environment variables that the file names' }),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const { channels } = await readTenantSettings(createAdminClient(tenant));
    const text = toSettingsFile(tenant.name, channels);
    const file = path.resolve(context.workingDirectory, input.file);
    await writeFile(file, text, { flag: input.force ? 'w' : 'wx' }).catch((error: unknown) => {
      throw new CommandProblem(
        'file-exists',
        `${file} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'failed'}.`,
        {
          remedy: 'name another file, or overwrite it with --force.',
        },
      );
    });
    const secrets = [...new Set([...text.matchAll(/env:(\w+)/g)].map(([, name = '']) => name))];
    return { result: { tenant: tenant.name, file, secrets: secrets.filter((name) => name !== 'NAME') } };
  },
  show: ({ file, secrets }) =>
    secrets.length === 0
      ? `Written: ${file}`
      : `Written: ${file}\nSecrets that it names: ${secrets.join(', ')}`,
});
