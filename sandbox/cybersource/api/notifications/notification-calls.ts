/** All calls of notifications. */
import type { ApiCall } from '../routes/api-call.ts';
import { createKeyCalls } from './key-calls.ts';
import type { WebhookDeps } from './webhook-deps.ts';
import { createWebhookCalls } from './webhook-calls.ts';

/** WebhookSubscriptions of both versions, replays, and keys. */
export function createNotificationCalls(deps: WebhookDeps): readonly ApiCall[] {
  return [...createWebhookCalls(deps), ...createKeyCalls(deps.keys, deps.ids, deps.now)];
}
