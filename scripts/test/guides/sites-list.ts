import * as z from 'zod';
import { createAdminClient } from '../../src/administration/occ/admin-client.ts';
import { listSites } from '../../src/administration/occ/sites.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../src/administration/tenant/profiles.ts';
import { columns } from '../../src/commands/frame/columns.ts';
import { defineCommand } from '../../src/commands/frame/command.ts';

export const sitesList = defineCommand({
  name: 'sites list',
  summary: 'the sites of the tenant, and those without a country',
  description: 'Apple Pay and Google Pay need the country of a site. Exit code 3 when a site has none.',
  options: [...tenantOptions],
  examples: ['sites list --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    sites: z.array(z.strictObject({ id: z.string(), country: z.string().nullable() })),
  }),
  async run(input, context) {
    const found = await listSites(createAdminClient(await chooseTenant(input, context)));
    const sites = found.map(({ id, country }) => ({ id, country }));
    return { result: { sites }, found: sites.some(({ country }) => country === null) };
  },
  show: ({ sites }) => columns(sites.map(({ id, country }) => [id, country ?? 'no country'])),
});
