import * as z from 'zod';
import { testDelivery } from '../../administration/deployment/test-delivery.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { listPaymentWebhooks, readWebhookSecrets } from '../../administration/occ/function-webhooks.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';

export const webhooksTest = defineCommand({
  name: 'webhooks test',
  summary: 'send each payment webhook a signed delivery that no payment can come of',
  description:
    'The body is empty and signed with OCC’s secrets: the extension believes the signature and refuses the body. Exit code 3 when that is not what happens.',
  options: [...tenantOptions],
  examples: ['webhooks test --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    webhooks: z.array(
      z.strictObject({
        server: z.enum(['production', 'preview']),
        url: z.string(),
        verdict: z.enum([
          'ok',
          'no-address',
          'unreachable',
          'wrong-address',
          'secret-missing',
          'secret-wrong',
        ]),
        httpStatus: z.number().optional(),
      }),
    ),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const occ = createAdminClient(tenant);
    const webhooks = [];
    for (const { id, server, url } of await listPaymentWebhooks(occ)) {
      context.progress(`Sending to ${url || 'nowhere'} …`);
      webhooks.push({
        server,
        url,
        ...(await testDelivery(url, await readWebhookSecrets(occ, id), tenant.name)),
      });
    }
    return {
      result: { tenant: tenant.name, webhooks },
      found: webhooks.some(({ verdict }) => verdict !== 'ok'),
    };
  },
  show: ({ webhooks }) =>
    columns(webhooks.map(({ server, url, verdict }) => [server, verdict, url || '(none)'])),
});
