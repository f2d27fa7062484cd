import { type DeliveryVerdict, testDelivery } from '../deployment/test-delivery.ts';
import { webhookUrlOf, type WebhookPlace } from '../deployment/tenant-state.ts';
import { readWebhookSecrets } from '../occ/function-webhooks.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

/** Where OCC sends payments, and whether what it signs is believed there: a signed delivery that no payment can come of. */
export async function webhookChecks({ tenant, occ, state }: DoctorTask): Promise<readonly DoctorFinding[]> {
  const checks: DoctorFinding[] = [];
  for (const webhook of state.webhooks) {
    const { verdict, httpStatus } = await testDelivery(
      webhook.url,
      await readWebhookSecrets(occ, webhook.id),
      tenant.name,
    );
    checks.push(toCheck(webhook, verdict, httpStatus, webhookUrlOf(tenant)));
  }
  return checks;
}

function toCheck(
  { server, url }: WebhookPlace,
  verdict: DeliveryVerdict,
  httpStatus: number | undefined,
  wanted: string,
): DoctorFinding {
  const channel = server === 'preview' ? 'preview' : 'storefront, agent';
  const address = {
    id: 'webhook-address',
    channel,
    setting: `Generic Payment webhook, ${server}`,
    status: 'fault' as const,
  };
  const secret = { id: 'webhook-secret', channel, setting: 'PAYMENTS_SECRET_KEY', status: 'fault' as const };
  const configure = 'occ-cybersource webhooks configure sets address and secret and tries them.';
  switch (verdict) {
    case 'ok':
      return { id: 'webhook', channel, status: 'ok' };
    case 'no-address':
      return {
        ...address,
        problem: `OCC has no address for the ${server} payment webhook.`,
        remedy: configure,
      };
    case 'unreachable':
      return {
        ...address,
        problem: `Nothing answers at the ${server} webhook’s address ${url}.`,
        remedy: `It has to be ${wanted}. ${configure}`,
      };
    case 'wrong-address':
      return {
        ...address,
        problem: `The ${server} webhook’s address ${url} is not our payment route (HTTP ${httpStatus ?? '–'}).`,
        remedy: `It has to be ${wanted}, without a slash at the end. ${configure}`,
      };
    case 'secret-missing':
      return {
        ...secret,
        problem: 'The extension has no webhook secret: it believes no payment of OCC’s.',
        remedy: configure,
      };
    case 'secret-wrong':
      return {
        ...secret,
        problem: `The extension does not believe what OCC signs for the ${server} webhook: it has another secret.`,
        remedy: configure,
      };
  }
}
