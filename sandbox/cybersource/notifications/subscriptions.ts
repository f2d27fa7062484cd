/** The subscriptions of all merchants, each merchant its own. */
import type { WebhookSubscription } from './subscription.ts';

/** Keeps them in memory, oldest first. */
export interface WebhookSubscriptions {
  readonly put: (subscription: WebhookSubscription) => WebhookSubscription;
  readonly find: (merchantId: string, id: string) => WebhookSubscription | undefined;
  /** Whosever it is. */
  readonly byId: (id: string) => WebhookSubscription | undefined;
  readonly ofMerchant: (merchantId: string) => readonly WebhookSubscription[];
  readonly all: () => readonly WebhookSubscription[];
  readonly delete: (id: string) => void;
  readonly clear: () => void;
}

/** No subscriptions yet. */
export function createSubscriptions(): WebhookSubscriptions {
  const subscriptions = new Map<string, WebhookSubscription>();
  return {
    put: (subscription) => {
      subscriptions.set(subscription.id, subscription);
      return subscription;
    },
    find: (merchantId, id) => {
      const found = subscriptions.get(id);
      return found?.merchantId === merchantId ? found : undefined;
    },
    byId: (id) => subscriptions.get(id),
    ofMerchant: (merchantId) =>
      [...subscriptions.values()].filter((subscription) => subscription.merchantId === merchantId),
    all: () => [...subscriptions.values()],
    delete: (id) => {
      subscriptions.delete(id);
    },
    clear: () => {
      subscriptions.clear();
    },
  };
}
