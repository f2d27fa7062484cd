import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { askOperations } from '../../administration/occ/extension-operations.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { paymentsAnswer, showPayments } from './payments-answer.ts';

export const paymentsShow = defineCommand({
  name: 'payments show',
  summary: 'the payments of an order: sums, what can be done, and every attempt',
  description:
    'CyberSource’s records of the order are read as well. Where something could not be read, complete is false and missing says what.',
  arguments: [{ name: '<order>', description: 'the order’s id' }],
  options: [...tenantOptions],
  examples: ['payments show o30446 --tenant live'],
  input: z.object({ ...tenantInput, order: z.string() }),
  result: paymentsAnswer,
  async run({ order, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const path = `/operations/payments?orderId=${encodeURIComponent(order)}`;
    return { result: await askOperations(tenant, createAdminClient(tenant), path, paymentsAnswer) };
  },
  show: (answer) => showPayments(answer, true),
});
