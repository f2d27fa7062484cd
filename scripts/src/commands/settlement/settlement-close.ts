import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { settlementCase } from './settlement-answer.ts';

export const settlementClose = defineCommand({
  name: 'settlement close',
  summary: 'close a settlement case, with a reason',
  description: 'The reason stays with the case, beside the name behind the login and the time.',
  arguments: [{ name: '<case>', description: 'its id, as settlement show lists it' }],
  options: [...tenantOptions, { flags: '--reason <text>', description: 'what was done about it' }],
  examples: [
    'settlement close rejected-by-acquirer-7000000000000000000002 --reason "Captured again" --tenant live',
  ],
  input: z.object({ ...tenantInput, case: z.string(), reason: z.string('--reason is missing').min(1) }),
  result: settlementCase,
  async run({ case: id, reason, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const path = '/settlement/close';
    return {
      result: await askOperations(tenant, createAdminClient(tenant), path, settlementCase, {
        method: 'POST',
        body: JSON.stringify({ id, reason }),
        headers: { 'content-type': 'application/json' },
      }),
    };
  },
  show: ({ id, orderId }) => `Closed: ${id} (order ${orderId}).`,
});
