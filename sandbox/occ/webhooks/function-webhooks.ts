import { randomBytes } from 'node:crypto';
import { OccProblem } from '../http/problem.ts';
import type { OccChannel } from '../shop/sites.ts';
import type { WebhookSecrets } from './signature.ts';

/** Where OCC sends a kind of call, separately for production and preview. OCC: function webhooks. */
export interface FunctionWebhook {
  readonly id: string;
  readonly name: string;
  readonly serverType: 'production' | 'preview';
  url: string;
}

/** The tenant's generic payment webhooks. Two of the same name share their keys. */
export interface FunctionWebhooks {
  list(): readonly FunctionWebhook[];
  require(id: string): FunctionWebhook;
  forChannel(channel: OccChannel): FunctionWebhook;
  readonly secrets: () => WebhookSecrets;
  resetSecrets(): void;
}

export function createFunctionWebhooks(url: string, initialSecrets: WebhookSecrets): FunctionWebhooks {
  let secrets = initialSecrets;
  const webhook = (serverType: FunctionWebhook['serverType']): FunctionWebhook => ({
    id: `${serverType}-genericPayment`,
    name: 'Generic Payment',
    serverType,
    url,
  });
  const production = webhook('production');
  const preview = webhook('preview');
  const all = [production, preview];

  return {
    list: () => all,
    require(id) {
      const found = all.find((each) => each.id === id);
      if (found === undefined) throw new OccProblem(404, `There is no function webhook ${id}.`);
      return found;
    },
    forChannel: (channel) => (channel === 'preview' ? preview : production),
    secrets: () => secrets,
    resetSecrets() {
      secrets = { secretKeySHA512: newSecret(64), secretKey: newSecret(20) };
    },
  };
}

/** A random key as OCC shows it: base64. */
export function newSecret(bytes: number): string {
  return randomBytes(bytes).toString('base64');
}
