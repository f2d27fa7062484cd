import type { WithReasons } from '../../payments/ports/journal-result.ts';
import type { RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import type { DatabaseJournal } from '../notifications/database-journal.ts';
import { createPostgresReader } from './attempt-reader.ts';
import { createPostgresAttemptTable } from './attempt-table.ts';
import { createPostgresCases } from './cases.ts';
import { createPostgresClaims } from './claims.ts';
import { connect, type Database } from './connection/pool.ts';
import { createPostgresMaintenance } from './maintenance.ts';
import { createPostgresNotifications } from './notifications.ts';
import { migrate, MIGRATIONS_TABLE } from './schema.ts';
import { SQL } from './statements.ts';
import { createPostgresTasks } from './tasks.ts';

export interface PostgresJournalDeps {
  /** `postgres://…` */
  readonly url: string;
  readonly recoveryTaskOf: RecoveryTaskOf;
  readonly withReasons: WithReasons;
  /** Milliseconds that the database's clock is taken to be ahead of itself. For tests. */
  readonly aheadMs?: () => number;
}

/**
 * A journal in PostgreSQL, for any number of instances. Leases run by the database's clock. Makes its tables when there
 * are none, and rejects with a Problem `journal-unavailable` when the database cannot be reached.
 */
export async function createPostgresJournal({
  url,
  recoveryTaskOf,
  withReasons,
  aheadMs = () => 0,
}: PostgresJournalDeps): Promise<DatabaseJournal> {
  const database = await openDatabase(url);
  const { query } = database;
  const reader = createPostgresReader(query, withReasons);
  const { toAttempt } = reader;
  const table = createPostgresAttemptTable(query, recoveryTaskOf);

  return {
    ...createPostgresClaims({ database, reader, table }),
    ...reader.reading,
    ...createPostgresTasks({ database, toAttempt, recoveryTaskOf, aheadMs }),
    notifications: createPostgresNotifications({ database, aheadMs }),
    cases: createPostgresCases(database),
    maintenance: createPostgresMaintenance({ database, toAttempt }),

    async markBatched({ key, attemptNumber }, at) {
      await query(SQL.markBatched, [key, attemptNumber, at]);
    },

    async checkpoint(name) {
      const [row] = await query<{ readonly at: Date }>(SQL.checkpoint, [name]);
      return row?.at;
    },
    async keepCheckpoint(name, at) {
      await query(SQL.keepCheckpoint, [name, at]);
    },

    async version() {
      const [row] = await query<{ readonly server_version: string }>(SQL.version, []);
      return `PostgreSQL ${row?.server_version ?? ''}`;
    },

    close: () => database.end(),
  };
}

/** Connections to the database, with all tables of this release. */
async function openDatabase(url: string): Promise<Database> {
  const database = connect(url);
  try {
    // Two instances that start at once may both make the table of migrations: one of them is refused, and finds it the second time.
    await database.query(MIGRATIONS_TABLE, []).catch(() => database.query(MIGRATIONS_TABLE, []));
    await database.transaction((_query, client) => migrate(client));
    return database;
  } catch (error) {
    await database.end();
    throw error;
  }
}
