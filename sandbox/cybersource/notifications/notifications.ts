/** WebhookSubscriptions, keys and the sender between them. */
import type { CertifiedKey } from '../access/encryption/identity.ts';
import type { Ids } from '../values/ids.ts';
import { createDraw } from '../values/random.ts';
import { createNotificationSender, type NotificationSender } from './sender.ts';
import { createNotificationKeys, type NotificationKeys } from './notification-keys.ts';
import { createTarget } from './target.ts';
import { createSubscriptions, type WebhookSubscriptions } from './subscriptions.ts';

/** The parts of CyberSource's notifications. */
export interface Notifications {
  readonly subscriptions: WebhookSubscriptions;
  readonly keys: NotificationKeys;
  readonly sender: NotificationSender;
}

/** How notifications are set up. */
export interface NotificationOptions {
  /** Whether they may be sent to other machines. */
  readonly isOutsideAllowed: boolean;
  /** Between two looks at a suspended subscription, in milliseconds. */
  readonly probeEveryMs: number;
  readonly seed?: string | undefined;
}

/** Without subscriptions and keys. */
export function createNotifications(
  deps: { readonly ids: Ids; readonly now: () => Date; readonly gateway: () => Promise<CertifiedKey> },
  { isOutsideAllowed, probeEveryMs, seed }: NotificationOptions,
): Notifications {
  const subscriptions = createSubscriptions();
  const keys = createNotificationKeys();
  const sender = createNotificationSender({
    ...deps,
    subscriptions,
    keys,
    receiver: createTarget(isOutsideAllowed),
    draw: createDraw(seed ?? String(Math.random()), 'notifications'),
    isOutsideAllowed,
    probeEveryMs,
  });
  return { subscriptions, keys, sender };
}
