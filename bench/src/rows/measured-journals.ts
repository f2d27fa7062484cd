import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { type Cluster, withClient } from '../../../scripts/src/postgres/cluster.ts';
import { createPostgresJournal } from '../../../server-extension/src/journal/postgres/postgres.ts';
import { createSqliteJournal } from '../../../server-extension/src/journal/sqlite/sqlite.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type { RecoveryTaskOf } from '../../../server-extension/src/payments/ports/recovery-task.ts';
import { NUMBER, pay } from './history.ts';
import { withReasons } from '../../../server-extension/src/cybersource/outcome/stored-result.ts';

/** One kind of journal, in a sequence of its own. */
export interface MeasuredJournal {
  readonly name: string;
  /** It is this process that reads the file, not a server's. */
  readonly readsHere: boolean;
  open(): Promise<Journal>;
  /** Copies the one payment that is in it so many times, past all journals: only the size is what matters. */
  multiply(payments: number): Promise<void>;
  /** Bytes that it takes on the disk. */
  size(): Promise<number>;
}

export function sqliteJournal(file: string, recoveryTaskOf: RecoveryTaskOf): MeasuredJournal {
  return {
    name: 'SQLite',
    readsHere: true,
    open: async () => createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => new Date() }),
    async multiply(payments) {
      const database = new DatabaseSync(file);
      // Out of the write-ahead log first: from there SQLite does not leave it.
      database.exec(
        'PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;',
      );
      const indexes = database
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .all() as unknown as readonly Index[];
      for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
      const renumbered = (column: string): string =>
        `replace(${column}, '${NUMBER}', printf('%0${NUMBER.length}d', i))`;
      const texts = ['key', 'payment', 'order_id', 'request', 'result', 'gateway_ref'];
      database.exec(`
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${payments})
        INSERT INTO attempts (${texts.join(', ')}, attempt_number, claimed_at, completed_at)
          SELECT ${texts.map(renumbered).join(', ')}, attempt_number, claimed_at, completed_at FROM numbers, attempts WHERE id = 1`);
      for (const { sql } of indexes) database.exec(sql);
      database.exec('ANALYZE');
      database.close();
    },
    size: async () => (await stat(file)).size,
  };
}

export async function postgresJournal(
  cluster: Cluster,
  recoveryTaskOf: RecoveryTaskOf,
): Promise<MeasuredJournal> {
  const url = await cluster.createDatabase();
  return {
    name: 'PostgreSQL',
    readsHere: false,
    open: () => createPostgresJournal({ url, recoveryTaskOf, withReasons }),
    multiply: (payments) =>
      withClient(url, async (client) => {
        await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'");
        const { rows: indexes } = await client.query<Index>(
          "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = 'payment_attempts' AND indexname NOT LIKE '%_pkey'",
        );
        for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
        const renumbered = (column: string, type: string): string =>
          `replace(${column}::text, '${NUMBER}', lpad(i::text, ${NUMBER.length}, '0'))::${type}`;
        const texts = ['key', 'payment', 'order_id', 'merchant_transaction_id', 'gateway_ref'];
        const documents = ['request', 'result'];
        await client.query(`
          INSERT INTO payment_attempts
            (${[...texts, ...documents].join(', ')}, attempt_number, sequence, version, claimed_at, completed_at)
          SELECT ${texts.map((column) => renumbered(column, 'text')).join(', ')},
            ${documents.map((column) => renumbered(column, 'json')).join(', ')},
            attempt_number, sequence, version, claimed_at, completed_at
          FROM payment_attempts, generate_series(1, ${payments}) AS i WHERE id = 1`);
        for (const { sql } of indexes) await client.query(sql);
        await client.query('VACUUM ANALYZE payment_attempts');
        await client.query('CHECKPOINT');
      }),
    size: () =>
      withClient(url, async (client) => {
        const size = 'SELECT pg_database_size(current_database()) AS bytes';
        const { rows } = await client.query<{ readonly bytes: string }>(size);
        return Number(rows[0]?.bytes);
      }),
  };
}

/** Writes the payment that `multiply` copies. */
export async function writeFirst(measured: MeasuredJournal): Promise<void> {
  const journal = await measured.open();
  // Long ago, and nothing left to do about its copies.
  await pay(journal, NUMBER, new Date(Date.now() - 90 * 24 * 60 * 60 * 1000));
  await journal.close();
}

interface Index {
  readonly name: string;
  readonly sql: string;
}
