import * as z from 'zod';
import { undeploy } from '../../administration/deployment/undeploy.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';

export const undeployCommand = defineCommand({
  name: 'undeploy',
  summary: 'take away exactly what deploy made',
  description:
    'The webhooks get the addresses that they had before. Variables that were there before the first deployment stay. Subscriptions to CyberSource’s notifications are removed with the keys in the gateway’s settings. The settings go with the gateway: export them first. Twice is the same as once.',
  options: [
    ...tenantOptions,
    { flags: '--dry-run', description: 'show what would be taken away' },
    {
      flags: '--keep-notifications',
      description: 'leave the subscriptions at CyberSource alone, for keys that work no more',
    },
  ],
  examples: ['undeploy --tenant test --dry-run'],
  input: z.object({
    ...tenantInput,
    dryRun: z.boolean().default(false),
    keepNotifications: z.boolean().default(false),
  }),
  result: z.strictObject({
    tenant: z.string(),
    removed: z.array(z.string()).meta({ description: 'In words; empty where nothing was deployed' }),
    dryRun: z.boolean(),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const { dryRun, keepNotifications } = input;
    const { progress } = context;
    const removed = await undeploy(tenant, createAdminClient(tenant), {
      dryRun,
      keepNotifications,
      progress,
    });
    return { result: { tenant: tenant.name, removed: [...removed], dryRun } };
  },
  show({ tenant, removed, dryRun }) {
    if (removed.length === 0) return `Nothing of ours was deployed to tenant ${tenant}.`;
    return [
      ...removed.map((what) => `  ${what}`),
      dryRun ? 'Nothing was changed.' : `Tenant ${tenant} is as it was before.`,
    ].join('\n');
  },
});
