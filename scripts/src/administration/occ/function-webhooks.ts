import * as z from 'zod';
import { isPaymentWebhook } from '../../../../server-extension/src/occ/webhook/signature/current-secrets.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/functionWebhooks';

const webhook = z.looseObject({
  id: z.string(),
  name: z.string().default(''),
  serverType: z.string().optional(),
  url: z.string().nullish(),
  secretKeySHA512: z.string().optional(),
  secretKey: z.string().optional(),
});
const list = z.object({ items: z.array(webhook).default([]) });

/** One of the two places that OCC sends payments to. */
export interface PaymentWebhook {
  readonly id: string;
  readonly server: 'production' | 'preview';
  /** Empty where nothing is configured. */
  readonly url: string;
}

/** The keys of a webhook, base64. Those that a release of OCC does not have are absent. */
export interface PaymentWebhookSecrets {
  readonly sha512?: string;
  readonly sha1?: string;
}

/** OCC: the Generic Payment function webhooks of the tenant, for production and preview. */
export async function listPaymentWebhooks(occ: AdminClient): Promise<readonly PaymentWebhook[]> {
  const { items } = await occ.read(PATH, list);
  const found = items.filter(isPaymentWebhook).map(({ id, serverType, url }) => ({
    id,
    server:
      serverType === 'preview' || id.startsWith('preview') ? ('preview' as const) : ('production' as const),
    url: url ?? '',
  }));
  if (found.length > 0) return found;
  throw new CommandProblem('no-webhook', 'OCC lists no function webhook “Generic Payment”.', {
    remedy: 'check that this tenant has Settings > Web APIs > Function APIs > Generic Payment.',
  });
}

/** The webhook whose secrets the extension has to know: the production one, or the only one that the tenant has. Undefined where it has none. */
export function productionWebhookOf<Webhook extends Pick<PaymentWebhook, 'server'>>(
  webhooks: readonly Webhook[],
): Webhook | undefined {
  return webhooks.find(({ server }) => server === 'production') ?? webhooks[0];
}

export async function readWebhookSecrets(occ: AdminClient, id: string): Promise<PaymentWebhookSecrets> {
  const { secretKeySHA512, secretKey } = await occ.read(`${PATH}/${encodeURIComponent(id)}`, webhook, {
    query: { includeSecretKeys: 'true' },
  });
  return {
    ...(secretKeySHA512 !== undefined && { sha512: secretKeySHA512 }),
    ...(secretKey !== undefined && { sha1: secretKey }),
  };
}

export async function setWebhookUrl(occ: AdminClient, id: string, url: string): Promise<void> {
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'PUT', json: { url } });
}

/** New keys, at once for both servers: webhooks of the same name share them. */
export async function resetWebhookSecrets(occ: AdminClient, id: string): Promise<void> {
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'POST', json: { op: 'resetSecretKey' } });
}
