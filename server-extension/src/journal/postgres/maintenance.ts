import type { JournalMaintenance } from '../maintenance/maintenance.ts';
import { createChainCheck } from '../maintenance/chain-check.ts';
import { resultWithoutShopper, withoutShopper } from '../maintenance/shopper-data.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { Database, Statement } from './connection/pool.ts';
import { type AttemptRow, COLUMNS } from './statements.ts';

export interface PostgresMaintenanceDeps {
  readonly database: Database;
  readonly toAttempt: (row: AttemptRow) => PaymentAttempt;
}

/** Rows of one step: no lock is held longer, and payments go on between two. */
const STEP_ROWS = 500;

/** Nothing is left to do about it. */
const OVER = "task IS NULL AND result IS NOT NULL AND result ->> 'outcome' <> 'unknown'";

const MAINTENANCE_SQL = {
  chain: {
    name: 'chain',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE (payment, sequence) > ($1, $2) ORDER BY payment, sequence LIMIT $3`,
  },
  old: {
    name: 'old',
    text: `SELECT id, claimed_at, payment FROM payment_attempts
      WHERE (claimed_at, id) > ($1, $2) AND claimed_at < $3 ORDER BY claimed_at, id LIMIT $4`,
  },
  remove: {
    name: 'remove',
    text: `DELETE FROM payment_attempts AS this WHERE payment = ANY($1) AND NOT EXISTS
      (SELECT 1 FROM payment_attempts WHERE payment = this.payment AND (claimed_at >= $2 OR NOT (${OVER}))) RETURNING id`,
  },
  ofOrders: {
    name: 'of-orders',
    text: `SELECT ${COLUMNS}, ${OVER} AS is_over FROM payment_attempts WHERE order_id = ANY($1)`,
  },
  erase: {
    name: 'erase',
    text: `UPDATE payment_attempts SET request = $2, result = $3, reported_result = $4, saved_card = NULL
      WHERE id = $1 AND ${OVER} RETURNING id`,
  },
} as const satisfies Readonly<Record<string, Statement>>;

interface OldRow {
  readonly id: string;
  readonly claimed_at: Date;
  readonly payment: string;
}

/** Maintenance of a journal in PostgreSQL. */
export function createPostgresMaintenance({
  database: { query },
  toAttempt,
}: PostgresMaintenanceDeps): JournalMaintenance {
  return {
    async verify() {
      const check = createChainCheck();
      let last: Pick<AttemptRow, 'payment' | 'sequence'> | undefined = { payment: '', sequence: 0 };
      while (last) {
        const rows: readonly AttemptRow[] = await query<AttemptRow>(MAINTENANCE_SQL.chain, [
          ...[last.payment, last.sequence],
          STEP_ROWS,
        ]);
        for (const row of rows) check.take({ attempt: toAttempt(row), link: row.link, seal: row.seal });
        last = rows.length === STEP_ROWS ? rows.at(-1) : undefined;
      }
      return check.report();
    },

    async purge(before) {
      let removed = 0;
      let last: Omit<OldRow, 'payment'> | undefined = { id: '0', claimed_at: new Date(0) };
      while (last) {
        const rows: readonly OldRow[] = await query<OldRow>(MAINTENANCE_SQL.old, [
          ...[last.claimed_at, last.id, before],
          STEP_ROWS,
        ]);
        const payments = [...new Set(rows.map(({ payment }) => payment))];
        removed += (await query(MAINTENANCE_SQL.remove, [payments, before])).length;
        last = rows.length === STEP_ROWS ? rows.at(-1) : undefined;
      }
      return removed;
    },

    async erase(orders) {
      const rows = await query<AttemptRow & { readonly is_over: boolean }>(MAINTENANCE_SQL.ofOrders, [
        orders,
      ]);
      let erased = 0;
      for (const { id, request, result, reported_result, is_over } of rows)
        if (is_over)
          erased += (
            await query(MAINTENANCE_SQL.erase, [
              id,
              JSON.stringify(withoutShopper(request)),
              text(resultWithoutShopper(result)),
              text(resultWithoutShopper(reported_result)),
            ])
          ).length;
      return { erased, open: rows.length - erased };
    },
  };
}

function text(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
