import type { WithReasons } from '../../payments/ports/journal-result.ts';
import type { RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import type { DatabaseJournal } from '../notifications/database-journal.ts';
import { createAttemptReader, createSqliteReading } from './attempt-reader.ts';
import { createSqliteAttemptTable } from './attempt-table.ts';
import { createSqliteCases } from './cases.ts';
import { createSqliteClaims } from './claims.ts';
import { type Read, toProblem, type Write } from './failure.ts';
import { groupCommits } from './grouped-commits.ts';
import { createSqliteMaintenance } from './maintenance.ts';
import { createSqliteNotifications } from './notifications.ts';
import { openDatabase } from './schema.ts';
import { prepare } from './statements.ts';
import { createSqliteTasks } from './tasks.ts';

export interface SqliteJournalDeps {
  readonly file: string;
  readonly recoveryTaskOf: RecoveryTaskOf;
  readonly withReasons: WithReasons;
  readonly now: () => Date;
}

/**
 * A journal in one SQLite file: survives crashes of the process and of the machine (write-ahead log, synchronised at
 * every commit). Several processes of one machine may share the file; instances on several machines need PostgreSQL.
 */
export function createSqliteJournal({
  file,
  recoveryTaskOf,
  withReasons,
  now,
}: SqliteJournalDeps): DatabaseJournal {
  const read: Read = (work) => {
    try {
      return work();
    } catch (error) {
      throw toProblem(error, file);
    }
  };
  const reader = createAttemptReader(withReasons);
  const { toAttempt } = reader;
  const database = read(() => openDatabase(file, (row) => recoveryTaskOf(toAttempt(row))));
  const sql = prepare(database);
  const commit = groupCommits(database);
  const write: Write = (work) =>
    commit(work).catch((error: unknown) => {
      throw toProblem(error, file);
    });
  const table = createSqliteAttemptTable(sql, reader, recoveryTaskOf);

  return {
    ...createSqliteClaims({ sql, reader, table, read, write }),
    ...createSqliteReading({ database, sql, reader, read }),
    ...createSqliteTasks({ sql, toAttempt, table, read, write, now }),
    notifications: createSqliteNotifications({ database, write, now }),
    cases: createSqliteCases({ database, read, write }),
    maintenance: createSqliteMaintenance({ database, toAttempt, read, write }),

    markBatched: ({ key, attemptNumber }, at) =>
      write(() => void sql.markBatched.run(at.getTime(), key, attemptNumber)),

    async checkpoint(name) {
      const row = read(() => sql.checkpoint.get(name)) as { readonly at: number } | undefined;
      return row === undefined ? undefined : new Date(row.at);
    },
    keepCheckpoint: (name, at) => write(() => void sql.keepCheckpoint.run(name, at.getTime())),

    version: async () =>
      read(() => `SQLite ${String(database.prepare('SELECT sqlite_version() AS v').get()?.['v'])}`),

    async close() {
      await write(() => undefined).catch(() => undefined);
      database.close();
    },
  };
}
