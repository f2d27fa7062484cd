import { randomUUID } from 'node:crypto';
import type { InboxState, NotificationStore, StoredNotification } from '../../notifications/ports.ts';
import type { Database, Statement } from './connection/pool.ts';
import {
  columnsOf,
  type NotificationDocument,
  notificationFrom,
  notificationText,
} from '../notifications/stored-notification.ts';

export interface PostgresNotificationsDeps {
  /** The journal's. */
  readonly database: Pick<Database, 'query'>;
  /** Milliseconds that the database's clock is taken to be ahead of itself. For tests. */
  readonly aheadMs: () => number;
}

const COLUMNS = 'id, notification, received_at, state, runs, note';
const RETURNED = 'this.id, this.notification, this.received_at, this.state, this.runs, this.note';

/** The database's clock, `$1` milliseconds ahead. */
const NOW = "now() + $1 * interval '1 millisecond'";

/** What a lost answer makes run a second time finds its own first run, and says the same. */
const SQL = {
  add: {
    name: 'notification-add',
    text: `INSERT INTO payment_notifications (id, notification, received_at, state, run_at)
      VALUES ($2, $3, $4, 'waiting', ${NOW})
      ON CONFLICT (id) DO UPDATE SET runs = 0
        WHERE payment_notifications.received_at = excluded.received_at AND payment_notifications.state = 'waiting'
          AND payment_notifications.runs = 0
      RETURNING id`,
  },
  lease: {
    name: 'notification-lease',
    text: `UPDATE payment_notifications AS this
      SET lease = $4, leased_until = ${NOW} + $3 * interval '1 millisecond'
      WHERE id IN (SELECT id FROM payment_notifications
        WHERE run_at <= ${NOW} AND (leased_until IS NULL OR leased_until <= ${NOW} OR lease = $4)
        ORDER BY run_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING ${RETURNED}, this.lease`,
  },
  complete: {
    name: 'notification-complete',
    text: `UPDATE payment_notifications SET state = $4, run_at = $5, note = $6, runs = runs + 1, lease = NULL,
        leased_until = NULL
      WHERE id = $2 AND lease = $3 AND leased_until > ${NOW}`,
  },
  list: {
    name: 'notification-list',
    text: `SELECT ${COLUMNS} FROM payment_notifications WHERE state = $1 ORDER BY received_at, id LIMIT $2`,
  },
  reopen: {
    name: 'notification-reopen',
    text: `UPDATE payment_notifications SET state = 'waiting', run_at = ${NOW}, runs = 0
      WHERE state <> 'processed' AND ($2::text[] IS NULL OR id = ANY($2)) RETURNING id`,
  },
  forget: {
    name: 'notification-forget',
    text: "DELETE FROM payment_notifications WHERE state = 'processed' AND received_at < $1",
  },
  forgetLeases: {
    name: 'lease-forget',
    text: `DELETE FROM payment_leases WHERE payment LIKE 'lease:%' AND until <= ${NOW}`,
  },
  takeLease: {
    name: 'lease-name',
    text: `INSERT INTO payment_leases VALUES ($2, $4, ${NOW} + $3 * interval '1 millisecond')
      ON CONFLICT (payment) DO UPDATE SET lease = excluded.lease, until = excluded.until
        WHERE payment_leases.until <= ${NOW} OR payment_leases.lease = excluded.lease
      RETURNING lease`,
  },
  releaseLease: {
    name: 'release-name',
    text: 'DELETE FROM payment_leases WHERE payment = $1 AND lease = $2',
  },
} as const satisfies Readonly<Record<string, Statement>>;

interface Row {
  readonly id: string;
  readonly notification: NotificationDocument;
  readonly received_at: Date;
  readonly state: InboxState;
  readonly runs: number;
  readonly note: string | null;
}

/** Notifications in the journal's PostgreSQL database. */
export function createPostgresNotifications({
  database: { query },
  aheadMs,
}: PostgresNotificationsDeps): NotificationStore {
  return {
    async add(notification, at) {
      const rows = await query(SQL.add, [aheadMs(), notification.id, notificationText(notification), at]);
      return rows.length > 0;
    },

    async lease(limit, leaseMs) {
      const rows = await query<Row & { readonly lease: string }>(SQL.lease, [
        aheadMs(),
        limit,
        leaseMs,
        randomUUID(),
      ]);
      return rows.map((row) => ({ notification: toNotification(row), lease: row.lease }));
    },

    async complete({ notification: { id }, lease }, result) {
      const { state, runAt, note } = columnsOf(result);
      await query(SQL.complete, [aheadMs(), id, lease, state, runAt, note]);
    },

    list: async (state, limit) => (await query<Row>(SQL.list, [state, limit])).map(toNotification),

    reopen: async (ids) => (await query(SQL.reopen, [aheadMs(), ids === 'all' ? null : [...ids]])).length,

    async forgetProcessed(before) {
      await query(SQL.forget, [before]);
      await query(SQL.forgetLeases, [aheadMs()]);
    },

    async takeLease(name, leaseMs, lease = randomUUID()) {
      const [row] = await query<{ readonly lease: string }>(SQL.takeLease, [
        aheadMs(),
        leaseName(name),
        leaseMs,
        lease,
      ]);
      return row?.lease;
    },

    async releaseLease(name, lease) {
      await query(SQL.releaseLease, [leaseName(name), lease]);
    },
  };
}

/** Leases of payments are in the same table: no payment's key begins like this. */
function leaseName(name: string): string {
  return `lease:${name}`;
}

function toNotification({ notification, received_at, state, runs, note }: Row): StoredNotification {
  return {
    ...notificationFrom(notification),
    receivedAt: received_at,
    state,
    runs,
    ...(note !== null && { note }),
  };
}
