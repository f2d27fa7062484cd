import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { InboxState, NotificationStore, StoredNotification } from '../../notifications/ports.ts';
import {
  columnsOf,
  type NotificationDocument,
  notificationFrom,
  notificationText,
} from '../notifications/stored-notification.ts';
import type { Write } from './failure.ts';

export interface SqliteNotificationsDeps {
  /** The journal's, so that both share one file and one migration. */
  readonly database: DatabaseSync;
  readonly write: Write;
  readonly now: () => Date;
}

interface Row {
  readonly id: string;
  readonly notification: string;
  readonly received_at: number;
  readonly state: InboxState;
  readonly runs: number;
  readonly note: string | null;
}

/** Notifications in the journal's SQLite file. */
export function createSqliteNotifications({
  database,
  write,
  now,
}: SqliteNotificationsDeps): NotificationStore {
  const add = database.prepare(
    "INSERT INTO notifications (id, notification, received_at, state, run_at) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING",
  );
  const due = database.prepare(
    `SELECT * FROM notifications WHERE run_at <= ? AND (leased_until IS NULL OR leased_until <= ?)
      ORDER BY run_at LIMIT ?`,
  );
  const lease = database.prepare('UPDATE notifications SET lease = ?, leased_until = ? WHERE id = ?');
  const complete = database.prepare(
    `UPDATE notifications SET state = ?, run_at = ?, note = ?, runs = runs + 1, lease = NULL, leased_until = NULL
      WHERE id = ? AND lease = ? AND leased_until > ?`,
  );
  const list = database.prepare(
    'SELECT * FROM notifications WHERE state = ? ORDER BY received_at, id LIMIT ?',
  );
  const reopenAll = database.prepare(
    "UPDATE notifications SET state = 'waiting', run_at = ?, runs = 0 WHERE state <> 'processed'",
  );
  const reopenOne = database.prepare(
    "UPDATE notifications SET state = 'waiting', run_at = ?, runs = 0 WHERE state <> 'processed' AND id = ?",
  );
  const forget = database.prepare("DELETE FROM notifications WHERE state = 'processed' AND received_at < ?");
  const forgetLeases = database.prepare('DELETE FROM leases WHERE leased_until <= ?');
  const takeLease = database.prepare(
    `INSERT INTO leases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET lease = excluded.lease,
      leased_until = excluded.leased_until WHERE leases.leased_until <= ? OR leases.lease = excluded.lease`,
  );
  const releaseLease = database.prepare('DELETE FROM leases WHERE name = ? AND lease = ?');

  return {
    add: (notification, at) =>
      write(
        () =>
          add.run(notification.id, notificationText(notification), at.getTime(), at.getTime()).changes > 0,
      ),

    lease: (limit, leaseMs) =>
      write(() => {
        const at = now().getTime();
        return (due.all(at, at, limit) as unknown as Row[]).map((row) => {
          const id = randomUUID();
          lease.run(id, at + leaseMs, row.id);
          return { notification: toNotification(row), lease: id };
        });
      }),

    complete: ({ notification: { id }, lease: held }, result) =>
      write(() => {
        const { state, runAt, note } = columnsOf(result);
        complete.run(state, runAt === null ? null : runAt.getTime(), note, id, held, now().getTime());
      }),

    list: (state, limit) => write(() => (list.all(state, limit) as unknown as Row[]).map(toNotification)),

    reopen: (ids) =>
      write(() => {
        const at = now().getTime();
        if (ids === 'all') return Number(reopenAll.run(at).changes);
        return ids.reduce((sum, id) => sum + Number(reopenOne.run(at, id).changes), 0);
      }),

    forgetProcessed: (before) =>
      write(() => {
        forget.run(before.getTime());
        forgetLeases.run(now().getTime());
      }),

    takeLease: (name, leaseMs, id = randomUUID()) =>
      write(() => {
        const at = now().getTime();
        return takeLease.run(name, id, at + leaseMs, at).changes > 0 ? id : undefined;
      }),

    releaseLease: (name, held) => write(() => void releaseLease.run(name, held)),
  };
}

function toNotification({ notification, received_at, state, runs, note }: Row): StoredNotification {
  return {
    ...notificationFrom(JSON.parse(notification) as NotificationDocument),
    receivedAt: new Date(received_at),
    state,
    runs,
    ...(note !== null && { note }),
  };
}
