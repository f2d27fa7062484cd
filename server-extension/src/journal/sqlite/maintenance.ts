import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { JournalMaintenance } from '../maintenance/maintenance.ts';
import { createChainCheck } from '../maintenance/chain-check.ts';
import { resultWithoutShopper, withoutShopper } from '../maintenance/shopper-data.ts';
import type { StoredRequest, StoredResult } from '../stored-attempt.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { SqliteRow } from './statements.ts';
import type { Read, Write } from './failure.ts';

export interface SqliteMaintenanceDeps {
  readonly database: DatabaseSync;
  readonly toAttempt: AttemptReader['toAttempt'];
  readonly read: Read;
  readonly write: Write;
}

/** Rows of one step: some milliseconds on the thread that serves payments. */
const STEP_ROWS = 500;

/** Nothing is left to do about it. */
const OVER = "task IS NULL AND result IS NOT NULL AND result ->> '$.outcome' <> 'unknown'";

/** Maintenance of a journal in SQLite. */
export function createSqliteMaintenance({
  database,
  toAttempt,
  read,
  write,
}: SqliteMaintenanceDeps): JournalMaintenance {
  return {
    async verify() {
      const rowsAfter = read(() =>
        database.prepare('SELECT * FROM attempts WHERE (payment, id) > (?, ?) ORDER BY payment, id LIMIT ?'),
      );
      const check = createChainCheck();
      let last: Pick<SqliteRow, 'payment' | 'id'> | undefined = { payment: '', id: 0 };
      while (last) {
        const { payment, id } = last;
        const rows = read(() => rowsAfter.all(payment, id, STEP_ROWS)) as unknown as SqliteRow[];
        for (const row of rows) check.take({ attempt: toAttempt(row), link: row.link, seal: row.seal });
        last = rows.length === STEP_ROWS ? rows.at(-1) : undefined;
        await nextRound();
      }
      return check.report();
    },

    async purge(before) {
      const at = before.getTime();
      const [payments, remove] = read(() => [
        database.prepare(
          'SELECT id, claimed_at, payment FROM attempts WHERE (claimed_at, id) > (?, ?) AND claimed_at < ? ORDER BY claimed_at, id LIMIT ?',
        ),
        database.prepare(
          `DELETE FROM attempts WHERE payment = ?1 AND NOT EXISTS
            (SELECT 1 FROM attempts WHERE payment = ?1 AND (claimed_at >= ?2 OR NOT (${OVER})))`,
        ),
      ]);
      let removed = 0;
      let last: Pick<SqliteRow, 'id' | 'claimed_at'> | undefined = { id: 0, claimed_at: 0 };
      while (last) {
        const { claimed_at, id } = last;
        const rows = read(() => payments.all(claimed_at, id, at, STEP_ROWS)) as unknown as Pick<
          SqliteRow,
          'id' | 'claimed_at' | 'payment'
        >[];
        removed += await write(() =>
          [...new Set(rows.map(({ payment }) => payment))].reduce(
            (sum, payment) => sum + Number(remove.run(payment, at).changes),
            0,
          ),
        );
        last = rows.length === STEP_ROWS ? rows.at(-1) : undefined;
      }
      return removed;
    },

    erase: async (orders) => {
      const [ofOrder, isOver, update] = read(() => [
        database.prepare('SELECT * FROM attempts WHERE order_id = ?'),
        database.prepare(`SELECT 1 FROM attempts WHERE id = ? AND ${OVER}`),
        database.prepare(
          'UPDATE attempts SET request = ?, result = ?, reported_result = ?, saved_card = NULL WHERE id = ?',
        ),
      ]);
      return write(() => {
        let erased = 0;
        let open = 0;
        for (const row of orders.flatMap((order) => ofOrder.all(order) as unknown as SqliteRow[]))
          if (isOver.get(row.id) === undefined) open += 1;
          else {
            update.run(
              JSON.stringify(withoutShopper(JSON.parse(row.request) as StoredRequest)),
              erasedText(row.result),
              erasedText(row.reported_result),
              row.id,
            );
            erased += 1;
          }
        return { erased, open };
      });
    },
  };
}

function erasedText(text: string | null): string | null {
  return text === null ? null : JSON.stringify(resultWithoutShopper(JSON.parse(text) as StoredResult));
}
