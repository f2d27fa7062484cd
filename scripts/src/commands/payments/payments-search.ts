import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { paymentsAnswer, showPayments } from './payments-answer.ts';

export const paymentsSearch = defineCommand({
  name: 'payments search',
  summary: 'payments that fit everything that is given, newest first',
  description:
    'Parameters are those of GET /operations/payments (docs/openapi.yaml), such as state, site, from, to, lastDigits, limit, after.',
  arguments: [{ name: '<conditions...>', description: 'NAME=VALUE, one or more' }],
  options: [...tenantOptions],
  examples: ['payments search state=Authorized limit=20 --tenant live'],
  input: z.object({ ...tenantInput, conditions: z.array(z.string()) }),
  result: paymentsAnswer,
  async run({ conditions, ...choice }, context) {
    const query = new URLSearchParams();
    for (const condition of conditions) {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(condition) ?? [];
      if (name === '') throw wrongUse(`“${condition}” is no condition: write NAME=VALUE.`);
      query.set(name, value);
    }
    const tenant = await chooseTenant(choice, context);
    const path = `/operations/payments?${query.toString()}`;
    return { result: await askOperations(tenant, createAdminClient(tenant), path, paymentsAnswer) };
  },
  show: (answer) => showPayments(answer, false),
});
