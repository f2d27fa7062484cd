import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';

const report = z.looseObject({
  status: z.string().optional().meta({ description: 'in-flight: it takes longer and goes on; call again' }),
  recorded: z.number().optional().meta({
    description: 'attempts that the journal did not have and that were written into it; counted in a dry run',
  }),
  orphans: z.number().optional(),
  reversed: z.number().optional(),
  failed: z.number().optional(),
});

export const reconcile = defineCommand({
  name: 'reconcile',
  summary:
    'reconcile CyberSource’s records with the journal and OCC’s orders now, and reverse authorizations that no order stands on',
  description:
    'The extension does it by itself; this is for hosts that let no timer run, and for impatient people. Nothing is done twice. Exit code 3 when an authorization could not be reversed.',
  options: [...tenantOptions],
  examples: ['reconcile --tenant live'],
  input: z.object({ ...tenantInput }),
  result: report,
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    context.progress('Reading CyberSource’s transactions and OCC’s orders …');
    const result = await askOperations(tenant, createAdminClient(tenant), '/operations/sweep', report, {
      method: 'POST',
    });
    return { result, found: (result.failed ?? 0) > 0 };
  },
  show: (result) => columns(Object.entries(result).map(([name, value]) => [name, String(value)])),
});
