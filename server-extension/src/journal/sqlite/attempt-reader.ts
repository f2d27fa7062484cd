import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Journal } from '../../payments/ports/journal.ts';
import type { WithReasons } from '../../payments/ports/journal-result.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { positionText } from '../search-position.ts';
import { attemptFrom, type StoredAttempt, type StoredRequest, type StoredResult } from '../stored-attempt.ts';
import type { Read } from './failure.ts';
import { createSqliteSearch } from './search.ts';
import type { SqliteRow, Statements } from './statements.ts';

/** Reads attempts from rows, whichever version wrote them. */
export interface AttemptReader {
  readonly toAttempt: (row: SqliteRow) => PaymentAttempt;
  /** The attempt in the statement's first row. */
  readonly one: (statement: StatementSync, ...values: (string | number)[]) => PaymentAttempt | undefined;
  /** The attempts in all its rows. */
  readonly all: (statement: StatementSync, ...values: (string | number)[]) => readonly PaymentAttempt[];
}

export function createAttemptReader(withReasons: WithReasons): AttemptReader {
  const toAttempt = (row: SqliteRow): PaymentAttempt => attemptFrom(toStored(row), withReasons);
  return {
    toAttempt,
    one(statement, ...values) {
      const row = statement.get(...values) as unknown as SqliteRow | undefined;
      return row === undefined ? undefined : toAttempt(row);
    },
    all: (statement, ...values) =>
      (statement.all(...values) as unknown as SqliteRow[]).map((row) => toAttempt(row)),
  };
}

export interface SqliteReadingDeps {
  readonly database: DatabaseSync;
  readonly sql: Statements;
  readonly reader: AttemptReader;
  readonly read: Read;
}

/** What the journal's port reads. Writes nothing. */
export function createSqliteReading({
  database,
  sql,
  reader: { toAttempt, one, all },
  read,
}: SqliteReadingDeps): Pick<
  Journal,
  | 'find'
  | 'byGatewayRef'
  | 'bySavedCard'
  | 'ofOrder'
  | 'ofCheckout'
  | 'tasksOfOrder'
  | 'search'
  | 'manualReviews'
> {
  const searchRows = createSqliteSearch(database);
  return {
    find: async (key) => read(() => one(sql.latest, key)),
    byGatewayRef: async (ref) => read(() => one(sql.byRef, ref)),
    bySavedCard: async (paymentInstrumentId) => read(() => one(sql.bySavedCard, paymentInstrumentId)),
    ofOrder: async (orderId) => read(() => all(sql.byOrder, orderId)),
    ofCheckout: async (checkout) => read(() => all(sql.byCheckout, checkout)),
    manualReviews: async (limit) => read(() => all(sql.manualReviews, limit)),

    tasksOfOrder: async (orderId) =>
      read(() =>
        (sql.byOrder.all(orderId) as unknown as SqliteRow[]).map((row) => ({
          attempt: toAttempt(row),
          ...(row.task !== null && { task: row.task }),
          ...(row.run_at !== null && { runAt: new Date(row.run_at) }),
        })),
      ),

    search: async (search) =>
      read(() => {
        const rows = searchRows(search);
        const page = rows.slice(0, search.limit);
        const last = page.at(-1);
        const more = rows.length > page.length && last !== undefined;
        return {
          attempts: page.map(toAttempt),
          ...(more && { next: positionText({ claimedAt: last.claimed_at, id: last.id }) }),
        };
      }),
  };
}

function toStored({
  request,
  claimed_at,
  completed_at,
  result,
  reported_result,
  resolved_at,
  batched_at,
}: SqliteRow): StoredAttempt {
  return {
    request: JSON.parse(request) as StoredRequest,
    claimedAt: new Date(claimed_at),
    completedAt: completed_at === null ? null : new Date(completed_at),
    result: result === null ? null : (JSON.parse(result) as StoredResult),
    reportedResult: reported_result === null ? null : (JSON.parse(reported_result) as StoredResult),
    resolvedAt: resolved_at === null ? null : new Date(resolved_at),
    batchedAt: batched_at === null ? null : new Date(batched_at),
  };
}
