import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { productionWebhookOf, readWebhookSecrets } from '../occ/function-webhooks.ts';
import { askExtension } from '../tenant/extension-client.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import type { DeploymentStep } from './step.ts';
import { testDelivery } from './test-delivery.ts';
import { webhookUrlOf } from './tenant-state.ts';
import type { DeploymentTask } from './deployment-task.ts';

const readiness = z.object({ reasons: z.array(z.object({ code: z.string(), message: z.string() })) });

const offer = z.object({ paymentMethods: z.array(z.looseObject({ type: z.string() })) });

/**
 * Whether what was deployed runs, believes OCC, can take payments, and offers shoppers of the sites whose settings were written a way to
 * pay. Nothing moves: a verification would need a shopper's card, and the doctor tries the keys with a call that moves nothing.
 */
export function smokeTest(
  { tenant, occ, state, settings = [] }: DeploymentTask,
  isNeeded: boolean,
): DeploymentStep {
  return {
    id: 'smoke-test',
    title: 'Try it: status, readiness, ways to pay, a signed webhook',
    needed: isNeeded,
    async run() {
      const health = await askExtension(tenant, '/health');
      if (health.status !== 200) throw failed(`/health answers HTTP ${health.status}.`);
      const production = productionWebhookOf(state.webhooks);
      if (production !== undefined) {
        const { verdict } = await testDelivery(
          webhookUrlOf(tenant),
          await readWebhookSecrets(occ, production.id),
          tenant.name,
        );
        if (verdict !== 'ok')
          throw failed(`a webhook signed with OCC’s secret is not believed (${verdict}).`);
      }
      const { json } = await askExtension(tenant, '/ready');
      const reasons = readiness.safeParse(json).data?.reasons ?? [];
      // Without a settings file an administrator fills them in after the first deployment.
      const counted = reasons.filter(({ code }) => code !== 'settings' || settings.length > 0);
      if (counted.length > 0) throw failed(counted.map(({ message }) => message).join(' '));
      const shops = settings.filter(({ channel }) => channel === 'storefront').map(({ site }) => site);
      for (const site of new Set(shops)) await requireOffer(tenant, site);
    },
    undo: () => Promise.resolve(),
  };
}

async function requireOffer(tenant: TenantProfile, site: string): Promise<void> {
  const { status, json } = await askExtension(tenant, '/paymentMethods', { headers: { 'x-ccsite': site } });
  const { paymentMethods = [] } = offer.safeParse(json).data ?? {};
  if (status !== 200) throw failed(`/paymentMethods answers HTTP ${status} for site ${site}.`);
  if (paymentMethods.length === 0) throw failed(`Shoppers of site ${site} are offered no way to pay.`);
}

function failed(what: string): CommandProblem {
  return new CommandProblem('smoke-test', what, {
    remedy:
      'occ-cybersource logs tail shows what the extension said; occ-cybersource doctor names what is wrong.',
  });
}
