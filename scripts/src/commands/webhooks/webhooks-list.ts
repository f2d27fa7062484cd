import * as z from 'zod';
import { observeTenantState } from '../../administration/deployment/tenant-state.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';

export const webhooksList = defineCommand({
  name: 'webhooks list',
  summary: 'where OCC sends payments, for production and preview',
  options: [...tenantOptions],
  examples: ['webhooks list --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    webhooks: z.array(
      z.strictObject({
        id: z.string(),
        server: z.enum(['production', 'preview']),
        url: z.string(),
        ours: z.boolean().meta({ description: 'Leads to our payment route' }),
      }),
    ),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const { webhooks } = await observeTenantState(createAdminClient(tenant));
    return { result: { tenant: tenant.name, webhooks: webhooks.map((webhook) => ({ ...webhook })) } };
  },
  show: ({ webhooks }) => columns(webhooks.map(({ server, id, url }) => [server, id, url || '(none)'])),
});
