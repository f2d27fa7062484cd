import { DatabaseSync } from 'node:sqlite';
import { type Cluster, withClient } from '../../scripts/src/postgres/cluster.ts';
import { withReasons } from '../../server-extension/src/cybersource/outcome/stored-result.ts';
import { createPostgresJournal } from '../../server-extension/src/journal/postgres/postgres.ts';
import { searchQuery } from '../../server-extension/src/journal/postgres/search.ts';
import { SQL } from '../../server-extension/src/journal/postgres/statements.ts';
import { searchStatement, valuesOf } from '../../server-extension/src/journal/sqlite/search.ts';
import { createSqliteJournal } from '../../server-extension/src/journal/sqlite/sqlite.ts';
import { requestText } from '../../server-extension/src/journal/stored-attempt.ts';
import { gatewayRefOf } from '../../server-extension/src/domain/payment/reported.ts';
import { type PaymentQuery, searchFor } from '../../server-extension/src/payments/overview/payment-query.ts';
import type { Journal } from '../../server-extension/src/payments/ports/journal.ts';
import { attemptOf, type CompletedAttempt } from './attempts.ts';

/** A journal's database that is filled past the journal: only what a search meets in it matters. */
export interface FilledDatabase {
  readonly name: string;
  fill(attempts: number): Promise<void>;
  open(): Promise<Journal>;
  /** How the database reads what a search asks the journal for, in its own words, on one line. */
  planOf(query: PaymentQuery): Promise<string>;
}

const PAGE = 25;
/** Rows that are written at once. */
const BATCH = 5_000;

const noTask = (): undefined => undefined;

export function sqliteDatabase(file: string): FilledDatabase {
  const open = async (): Promise<Journal> =>
    createSqliteJournal({ file, recoveryTaskOf: noTask, withReasons, now: () => new Date() });
  return {
    name: 'SQLite',
    open,
    async fill(attempts) {
      await (await open()).close();
      const database = new DatabaseSync(file);
      // A copy of the table for the time of filling needs no care: it is thrown away when anything goes wrong.
      database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;');
      const indexes = database
        .prepare(
          "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'attempts' AND sql IS NOT NULL",
        )
        .all() as unknown as readonly { readonly name: string; readonly sql: string }[];
      for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
      const insert = database.prepare(
        'INSERT INTO attempts (key, attempt_number, payment, order_id, claimed_at, request, completed_at, result, gateway_ref) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)',
      );
      for (let first = 0; first < attempts; first += BATCH) {
        database.exec('BEGIN');
        for (const attempt of some(first, attempts)) {
          const at = attempt.claimedAt.getTime();
          const { key, payment, orderId, result } = attempt;
          insert.run(
            key,
            payment,
            orderId,
            at,
            requestText(attempt),
            at,
            JSON.stringify(result),
            refIn(attempt),
          );
        }
        database.exec('COMMIT');
      }
      for (const { sql } of indexes) database.exec(sql);
      database.close();
    },
    async planOf(query) {
      const database = new DatabaseSync(file);
      const { key } = searchFor(query);
      const byRef = 'SELECT * FROM attempts WHERE gateway_ref = ?';
      const rows =
        query.requestId === undefined
          ? database
              .prepare(`EXPLAIN QUERY PLAN ${searchStatement(key.by)}`)
              .all(
                ...valuesOf(key),
                0,
                Number.MAX_SAFE_INTEGER,
                Number.MAX_SAFE_INTEGER,
                Number.MAX_SAFE_INTEGER,
                PAGE,
              )
          : database.prepare(`EXPLAIN QUERY PLAN ${byRef}`).all(query.requestId);
      database.close();
      return rows.map(({ detail }) => String(detail)).join('; ');
    },
  };
}

export async function postgresDatabase(cluster: Cluster): Promise<FilledDatabase> {
  const url = await cluster.createDatabase();
  const open = (): Promise<Journal> => createPostgresJournal({ url, recoveryTaskOf: noTask, withReasons });
  return {
    name: 'PostgreSQL',
    open,
    async fill(attempts) {
      await (await open()).close();
      await withClient(url, async (client) => {
        await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'");
        const { rows: indexes } = await client.query<{
          readonly indexname: string;
          readonly indexdef: string;
        }>(
          "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'payment_attempts' AND indexname <> 'payment_attempts_pkey'",
        );
        for (const { indexname } of indexes) await client.query(`DROP INDEX ${indexname}`);
        for (let first = 0; first < attempts; first += BATCH) {
          const batch = some(first, attempts);
          const column = (of: (attempt: CompletedAttempt, index: number) => unknown): unknown[] =>
            batch.map(of);
          await client.query(
            `INSERT INTO payment_attempts (key, attempt_number, payment, sequence, order_id, merchant_transaction_id, claimed_at, request,
                completed_at, result, gateway_ref)
              SELECT key, 1, payment, 1 + row, order_id, name, at, request::json, at, result::json, ref
              FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
                AS t (key, payment, row, order_id, name, at, request, result, ref)`,
            [
              column(({ key }) => key),
              column(({ payment }) => payment),
              column((_, index) => first + index),
              column(({ orderId }) => orderId),
              column(({ merchantTransactionId }) => merchantTransactionId),
              column(({ claimedAt }) => claimedAt),
              column(requestText),
              column(({ result }) => JSON.stringify(result)),
              column(refIn),
            ],
          );
        }
        for (const { indexdef } of indexes) await client.query(indexdef);
        await client.query('ANALYZE payment_attempts');
      });
    },
    async planOf(query) {
      const { key } = searchFor(query);
      const [{ text }, values] =
        query.requestId === undefined ? searchQuery({ key, limit: PAGE }) : [SQL.byRef, [query.requestId]];
      return withClient(url, async (client) => {
        const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(
          `EXPLAIN (COSTS OFF) ${text}`,
          [...values],
        );
        return rows
          .map((row) => row['QUERY PLAN'].trim())
          .filter((line) => /Scan|Sort/.test(line))
          .join('; ');
      });
    },
  };
}

function some(first: number, attempts: number): readonly CompletedAttempt[] {
  const size = Math.min(BATCH, attempts - first);
  return Array.from({ length: size }, (_, index) => attemptOf(first + index));
}

function refIn({ result }: CompletedAttempt): string | null {
  return gatewayRefOf(result) ?? null;
}
