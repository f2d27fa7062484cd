import type { CommandKey } from '../../domain/ids.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { WithReasons } from '../../payments/ports/journal-result.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { fitsSearch } from '../../payments/rules/search-key.ts';
import { positionText } from '../search-position.ts';
import { attemptFrom, type StoredAttempt } from '../stored-attempt.ts';
import type { Query, Statement } from './connection/pool.ts';
import { searchQuery } from './search.ts';
import { type AttemptRow, SQL } from './statements.ts';

/** Reads attempts from the table `payment_attempts`. Writes nothing. */
export interface PostgresReader {
  readonly toAttempt: (row: AttemptRow) => PaymentAttempt;
  /** The latest attempt under each key. */
  readonly latest: (keys: readonly CommandKey[]) => Promise<readonly PaymentAttempt[]>;
  /** What the journal's port reads. */
  readonly reading: Pick<
    Journal,
    | 'find'
    | 'byGatewayRef'
    | 'bySavedCard'
    | 'ofOrder'
    | 'ofCheckout'
    | 'tasksOfOrder'
    | 'search'
    | 'manualReviews'
  >;
}

export function createPostgresReader(query: Query, withReasons: WithReasons): PostgresReader {
  const toAttempt = (row: AttemptRow): PaymentAttempt => attemptFrom(toStored(row), withReasons);
  /** The attempts that a statement selects, in its order. */
  const attempts = async (
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly PaymentAttempt[]> => (await query<AttemptRow>(statement, values)).map(toAttempt);
  const latest = (keys: readonly CommandKey[]): Promise<readonly PaymentAttempt[]> =>
    attempts(SQL.latest, [keys]);

  return {
    toAttempt,
    latest,

    reading: {
      find: async (key) => (await latest([key]))[0],
      byGatewayRef: async (ref) => (await attempts(SQL.byRef, [ref]))[0],
      bySavedCard: async (paymentInstrumentId) => (await attempts(SQL.bySavedCard, [paymentInstrumentId]))[0],
      ofOrder: (orderId) => attempts(SQL.byOrder, [orderId]),
      ofCheckout: (checkout) => attempts(SQL.ofCheckout, [checkout]),
      manualReviews: (limit) => attempts(SQL.manualReviews, [limit]),

      tasksOfOrder: async (orderId) =>
        (await query<AttemptRow>(SQL.byOrder, [orderId])).map((row) => ({
          attempt: toAttempt(row),
          ...(row.task !== null && { task: row.task }),
          ...(row.run_at !== null && { runAt: row.run_at }),
        })),

      async search(search) {
        const rows = await query<AttemptRow>(...searchQuery(search));
        const page = rows.slice(0, search.limit);
        const last = page.at(-1);
        const more = rows.length > page.length && last !== undefined;
        return {
          attempts: page.map(toAttempt).filter((attempt) => fitsSearch(attempt, search)),
          ...(more && { next: positionText({ claimedAt: last.claimed_at.getTime(), id: Number(last.id) }) }),
        };
      },
    },
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
}: AttemptRow): StoredAttempt {
  return {
    request,
    claimedAt: claimed_at,
    completedAt: completed_at,
    result,
    reportedResult: reported_result,
    resolvedAt: resolved_at,
    batchedAt: batched_at,
  };
}
