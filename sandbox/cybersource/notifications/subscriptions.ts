/** The subscriptions of all merchants, each merchant its own. */
import type { NotificationSubscription } from './subscription.ts';

/** Keeps them in memory, oldest first. */
export interface Subscriptions {
  readonly put: (subscription: NotificationSubscription) => NotificationSubscription;
  readonly find: (merchantId: string, id: string) => NotificationSubscription | undefined;
  /** Whosever it is. */
  readonly byId: (id: string) => NotificationSubscription | undefined;
  readonly ofMerchant: (merchantId: string) => readonly NotificationSubscription[];
  readonly all: () => readonly NotificationSubscription[];
  readonly delete: (id: string) => void;
  readonly clear: () => void;
}

/** No subscriptions yet. */
export function createSubscriptions(): Subscriptions {
  const subscriptions = new Map<string, NotificationSubscription>();
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
