import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { testDelivery } from '../deployment/test-delivery.ts';
import { listPaymentWebhooks, readWebhookSecrets, resetWebhookSecrets } from '../occ/function-webhooks.ts';
import { removeVariable } from '../occ/variables.ts';
import { restart, type SecretTask, setSecretVariables } from './secret-task.ts';

/**
 * OCC replaces the secret at once and signs with the new one from then on. The extension is told before: it asks OCC for
 * the secret where no key fits, so that no payment is refused between the reset and the second restart.
 *
 * @returns names of the variables that were set
 */
export async function rotateWebhookSecret(task: SecretTask): Promise<readonly string[]> {
  const { tenant, occ } = task;
  const [webhook] = await listPaymentWebhooks(occ);
  if (webhook === undefined) throw new CommandProblem('no-webhook', 'OCC has no payment webhook.');
  const { sha512: before } = await readWebhookSecrets(occ, webhook.id);
  // First, so that an interruption never leaves the extension without the one that is still in use.
  await setSecretVariables(task, {
    ...(before !== undefined && { PAYMENTS_SECRET_PREVIOUS_KEY: before }),
    PAYMENTS_SECRET_ROTATING: 'true',
  });
  await restart(task);
  await resetWebhookSecrets(occ, webhook.id);
  const after = await readWebhookSecrets(occ, webhook.id);
  if (after.sha512 === undefined) throw new CommandProblem('no-webhook-secret', 'OCC shows no new secret.');
  await setSecretVariables(task, { PAYMENTS_SECRET_KEY: after.sha512 });
  await removeVariable(occ, 'PAYMENTS_SECRET_ROTATING');
  await restart(task);
  const { verdict } = await testDelivery(webhook.url, after, tenant.name);
  if (verdict === 'ok') return ['PAYMENTS_SECRET_KEY', 'PAYMENTS_SECRET_PREVIOUS_KEY'];
  throw new CommandProblem(
    'webhook-not-believed',
    `The new secret is set, and a test delivery is not believed (${verdict}).`,
    { remedy: 'occ-cybersource webhooks configure tries again; occ-cybersource doctor names what is wrong.' },
  );
}
