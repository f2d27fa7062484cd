import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { restartAndWait } from '../../administration/deployment/restart.ts';
import { testDelivery } from '../../administration/deployment/test-delivery.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import {
  listPaymentWebhooks,
  readWebhookSecrets,
  resetWebhookSecrets,
} from '../../administration/occ/function-webhooks.ts';
import { setVariable } from '../../administration/occ/variables.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

export const secretsRotate = defineCommand({
  name: 'secrets rotate',
  summary: 'replace the secret that OCC signs payment webhooks with',
  description:
    'OCC makes a new one, the extension gets it and keeps the one before as PAYMENTS_SECRET_PREVIOUS_KEY, so that what OCC repeats is still believed; a signed delivery proves it. ' +
    'OCC signs with the new secret from the reset on, and the extension knows it after its restart: choose a quiet hour. ' +
    'CyberSource’s key: make a second one in Business Center, then settings set merchantKeyId=… merchantsecretKey=env:NAME; both are valid until you delete the older.',
  arguments: [{ name: '<secret>', description: 'webhook' }],
  options: [...tenantOptions],
  examples: ['secrets rotate webhook --tenant live'],
  input: z.object({ ...tenantInput, secret: z.literal('webhook') }),
  result: z.strictObject({ tenant: z.string(), rotated: z.array(z.string()) }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const occ = createAdminClient(tenant);
    const [webhook] = await listPaymentWebhooks(occ);
    if (webhook === undefined) throw new CommandProblem('no-webhook', 'OCC has no payment webhook.');
    const { sha512: before } = await readWebhookSecrets(occ, webhook.id);
    // First, so that an interruption never leaves the extension without the one that is still in use.
    if (before !== undefined) await setVariable(occ, 'PAYMENTS_SECRET_PREVIOUS_KEY', before);
    await resetWebhookSecrets(occ, webhook.id);
    const after = await readWebhookSecrets(occ, webhook.id);
    if (after.sha512 === undefined) throw new CommandProblem('no-webhook-secret', 'OCC shows no new secret.');
    await setVariable(occ, 'PAYMENTS_SECRET_KEY', after.sha512);
    await restartAndWait(occ, context.progress, async (ms) => {
      await wait(ms);
    });
    const { verdict } = await testDelivery(webhook.url, after, tenant.name);
    if (verdict !== 'ok') {
      throw new CommandProblem(
        'webhook-not-believed',
        `The new secret is set, and a test delivery is not believed (${verdict}).`,
        {
          remedy:
            'occ-cybersource webhooks configure tries again; occ-cybersource doctor names what is wrong.',
        },
      );
    }
    return {
      result: { tenant: tenant.name, rotated: ['PAYMENTS_SECRET_KEY', 'PAYMENTS_SECRET_PREVIOUS_KEY'] },
    };
  },
  show: ({ tenant }) => `The webhook secret of tenant ${tenant} is a new one, and the extension believes it.`,
});
