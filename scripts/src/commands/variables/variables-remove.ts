import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { removeVariable } from '../../administration/occ/variables.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';

export const variablesRemove = defineCommand({
  name: 'variables remove',
  summary: 'remove environment variables of the tenant’s extensions',
  description: 'Twice is the same as once. The extension notices after a restart.',
  arguments: [{ name: '<names...>', description: 'names of variables' }],
  options: [...tenantOptions],
  examples: ['variables remove RECONCILE_DRY_RUN --tenant live'],
  input: z.object({ ...tenantInput, names: z.array(z.string()) }),
  result: z.strictObject({ tenant: z.string(), removed: z.array(z.string()) }),
  async run({ names, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const occ = createAdminClient(tenant);
    const removed: string[] = [];
    for (const name of names) if (await removeVariable(occ, name)) removed.push(name);
    return { result: { tenant: tenant.name, removed } };
  },
  show: ({ removed }) =>
    removed.length === 0 ? 'There was none of them.' : `Removed: ${removed.join(', ')}`,
});
