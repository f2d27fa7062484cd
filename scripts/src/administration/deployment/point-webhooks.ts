import { setWebhookUrl } from '../occ/function-webhooks.ts';
import type { DeploymentStep } from './step.ts';
import { webhookUrlOf } from './tenant-state.ts';
import type { DeploymentTask } from './deployment-task.ts';

/** OCC sends payments to us from here on, for production and preview. */
export function pointWebhooks({ tenant, occ, state }: DeploymentTask): DeploymentStep {
  const url = webhookUrlOf(tenant);
  const others = state.webhooks.filter((webhook) => webhook.url !== url);
  return {
    id: 'webhooks',
    title: 'Point the payment webhooks at the extension',
    needed: others.length > 0,
    async run() {
      for (const { id } of others) await setWebhookUrl(occ, id, url);
    },
    async undo() {
      for (const { id, url: before } of others) await setWebhookUrl(occ, id, before);
    },
  };
}
