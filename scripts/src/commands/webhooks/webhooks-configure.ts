import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { restartAndWait } from '../../administration/deployment/restart.ts';
import { testDelivery } from '../../administration/deployment/test-delivery.ts';
import { webhookUrlOf } from '../../administration/deployment/tenant-state.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import {
  listPaymentWebhooks,
  productionWebhookOf,
  readWebhookSecrets,
  setWebhookUrl,
} from '../../administration/occ/function-webhooks.ts';
import { setVariable } from '../../administration/occ/variables.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

export const webhooksConfigure = defineCommand({
  name: 'webhooks configure',
  summary: 'point the payment webhooks at the extension and give it OCC’s secret',
  description:
    'Sets the address of both webhooks and the variable PAYMENTS_SECRET_KEY, restarts the extension where the variable was another one, and sends a signed test delivery. Twice is the same as once.',
  options: [...tenantOptions],
  examples: ['webhooks configure --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    url: z.string(),
    changed: z
      .array(z.string())
      .meta({ description: 'What was another one before: ids of webhooks, names of variables' }),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const occ = createAdminClient(tenant);
    const url = webhookUrlOf(tenant);
    const webhooks = await listPaymentWebhooks(occ);
    const production = productionWebhookOf(webhooks);
    const secrets = production === undefined ? {} : await readWebhookSecrets(occ, production.id);
    const changed: string[] = [];
    if (secrets.sha512 !== undefined && (await setVariable(occ, 'PAYMENTS_SECRET_KEY', secrets.sha512))) {
      changed.push('PAYMENTS_SECRET_KEY');
      await restartAndWait(occ, context.progress, async (ms) => {
        await wait(ms);
      });
    }
    for (const webhook of webhooks.filter((each) => each.url !== url)) {
      await setWebhookUrl(occ, webhook.id, url);
      changed.push(webhook.id);
    }
    const { verdict } = await testDelivery(url, secrets, tenant.name);
    if (verdict === 'ok') return { result: { tenant: tenant.name, url, changed } };
    throw new CommandProblem(
      'webhook-not-believed',
      `The webhooks are configured, and a test delivery is not believed (${verdict}).`,
      {
        remedy: 'occ-cybersource doctor names what is wrong.',
      },
    );
  },
  show: ({ url, changed }) =>
    changed.length === 0
      ? `Both webhooks lead to ${url} already.`
      : `Changed: ${changed.join(', ')}. Both webhooks lead to ${url}.`,
});
