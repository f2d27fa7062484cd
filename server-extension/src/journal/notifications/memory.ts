import { randomUUID } from 'node:crypto';
import type { InboxState, NotificationStore, StoredNotification } from '../../notifications/ports.ts';
import { columnsOf } from './stored-notification.ts';

export interface MemoryNotificationsDeps {
  /** How many are kept; beyond it the oldest are forgotten. */
  readonly capacity: number;
  readonly now: () => Date;
}

interface Kept {
  readonly notification: StoredNotification;
  /** Milliseconds since 1970; undefined when it is not tried again by itself. */
  readonly runAt: number | undefined;
  readonly lease?: { readonly id: string; readonly until: number };
}

/** Notifications in this process's memory: for inside OCC, where they are acted on before they are answered, and for tests. */
export function createMemoryNotifications({ capacity, now }: MemoryNotificationsDeps): NotificationStore {
  const kept = new Map<string, Kept>();
  /** Ids of those that have a time to be tried at: rounds come each second, and look at nothing else. */
  const scheduled = new Set<string>();
  function keep(id: string, value: Kept): void {
    kept.set(id, value);
    if (value.runAt === undefined) scheduled.delete(id);
    else scheduled.add(id);
  }
  function forget(id: string): void {
    kept.delete(id);
    scheduled.delete(id);
  }
  const leases = new Map<string, { readonly id: string; readonly until: number }>();
  const inState = (state: InboxState): readonly Kept[] =>
    [...kept.values()].filter(({ notification }) => notification.state === state);

  return {
    async add(notification, at) {
      if (kept.has(notification.id)) return false;
      keep(notification.id, {
        notification: { ...notification, receivedAt: at, state: 'waiting', runs: 0 },
        runAt: at.getTime(),
      });
      const [oldest] = kept.keys();
      if (kept.size > capacity && oldest !== undefined) forget(oldest);
      return true;
    },

    async lease(limit, leaseMs) {
      const at = now().getTime();
      const due = [...scheduled]
        .flatMap((id) => kept.get(id) ?? [])
        .filter(({ runAt = Infinity, lease }) => runAt <= at && (lease === undefined || lease.until <= at))
        .toSorted((a, b) => (a.runAt ?? 0) - (b.runAt ?? 0))
        .slice(0, limit);
      return due.map((each) => {
        const lease = { id: randomUUID(), until: at + leaseMs };
        keep(each.notification.id, { ...each, lease });
        return { notification: each.notification, lease: lease.id };
      });
    },

    async complete({ notification: { id }, lease }, result) {
      const held = kept.get(id);
      if (held?.lease?.id !== lease || held.lease.until <= now().getTime()) return;
      const runs = held.notification.runs + 1;
      const { state, runAt, note } = columnsOf(result);
      keep(id, { notification: { ...held.notification, runs, state, note }, runAt: runAt?.getTime() });
    },

    list: async (state, limit) =>
      inState(state)
        .slice(0, limit)
        .map(({ notification }) => notification),

    async reopen(ids) {
      const open = [...kept.values()].filter(
        ({ notification: { id, state } }) => state !== 'processed' && (ids === 'all' || ids.includes(id)),
      );
      for (const { notification, lease } of open)
        keep(notification.id, {
          notification: { ...notification, state: 'waiting', runs: 0 },
          runAt: now().getTime(),
          ...(lease && { lease }),
        });
      return open.length;
    },

    async forgetProcessed(before) {
      for (const { notification } of inState('processed'))
        if (notification.receivedAt < before) forget(notification.id);
      const at = now().getTime();
      for (const [name, { until }] of leases) if (until <= at) leases.delete(name);
    },

    async takeLease(name, leaseMs, id = randomUUID()) {
      const at = now().getTime();
      const held = leases.get(name);
      if (held !== undefined && held.until > at && held.id !== id) return undefined;
      leases.set(name, { id, until: at + leaseMs });
      return id;
    },

    async releaseLease(name, lease) {
      if (leases.get(name)?.id === lease) leases.delete(name);
    },
  };
}
