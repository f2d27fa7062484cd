import { randomUUID } from 'node:crypto';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { PaymentKey } from '../../domain/ids.ts';
import { isOutcomeKnown } from '../../domain/payment/reported.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { LeasedTask, RecoveryTask, TaskResult } from '../../payments/ports/recovery-task.ts';
import { withResolution } from '../serialize.ts';
import { createTaskCounter } from '../tasks/task-counter.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { SqliteAttemptTable } from './attempt-table.ts';
import type { Read, Write } from './failure.ts';
import type { SqliteRow, Statements } from './statements.ts';

export interface SqliteTasksDeps {
  readonly sql: Statements;
  readonly toAttempt: AttemptReader['toAttempt'];
  readonly table: SqliteAttemptTable;
  readonly read: Read;
  readonly write: Write;
  readonly now: () => Date;
}

/** Tasks that are read in one go: some milliseconds. */
const PAGE_TASKS = 2_000;

type TaskRow = Pick<SqliteRow, 'id' | 'claimed_at'> & {
  readonly task: RecoveryTask;
  readonly run_at: number;
  readonly in_flight: 0 | 1;
};

/** What recovery does with the journal: tasks are leased, carried out by one process each, and ended. */
export function createSqliteTasks({
  sql,
  toAttempt,
  table,
  read,
  write,
  now,
}: SqliteTasksDeps): Pick<
  Journal,
  'leaseTasks' | 'leaseTask' | 'completeTask' | 'taskCounts' | 'requireManualReview' | 'closeManualReview'
> {
  function lease(row: SqliteRow, leaseMs: number): LeasedTask {
    const id = randomUUID();
    sql.lease.run(id, now().getTime() + leaseMs, row.id);
    return { attempt: toAttempt(row), task: row.task ?? 'manual-review', runs: row.runs, lease: id };
  }

  function settle(row: SqliteRow, { task }: LeasedTask, left: TaskResult): PaymentAttempt {
    const attempt = toAttempt(row);
    sql.releaseLease.run(row.id);
    if ('resolved' in left) {
      const resolved = withResolution(attempt, left.resolved, left.at);
      table.update(resolved);
      return resolved;
    }
    // Its owner completed it meanwhile: what that leaves to do is another task.
    if (row.task !== task) return attempt;
    const again = 'runAt' in left ? left.runAt.getTime() : null;
    const next = 'runAt' in left ? task : 'manualReview' in left ? 'manual-review' : null;
    const isCounted = 'runAt' in left && left.accessRefused === undefined;
    sql.reschedule.run(next, again, isCounted ? 1 : 0, row.id);
    return attempt;
  }

  return {
    leaseTasks: (limit, leaseMs) =>
      write(() => {
        const payments = new Map<PaymentKey, SqliteRow>();
        const at = now().getTime();
        for (const row of sql.due.iterate(at, at) as unknown as Iterable<SqliteRow>) {
          if (payments.size === limit) break;
          const payment = row.payment as PaymentKey;
          if (!payments.has(payment)) payments.set(payment, row);
        }
        return [...payments.values()].map((row) => lease(row, leaseMs));
      }),

    leaseTask: ({ key, attemptNumber }, leaseMs) =>
      write(() => {
        const row = sql.leasable.get(key, attemptNumber, now().getTime()) as unknown as SqliteRow | undefined;
        return row === undefined || isOutcomeKnown(toAttempt(row).result) ? undefined : lease(row, leaseMs);
      }),

    completeTask: (leased, left) =>
      write(() => {
        const { key, attemptNumber } = leased.attempt;
        const row = sql.leased.get(key, attemptNumber, leased.lease, now().getTime()) as unknown as
          SqliteRow | undefined;
        return row === undefined ? undefined : settle(row, leased, left);
      }),

    async taskCounts() {
      const counter = createTaskCounter(now().getTime());
      const { attempts } = read(() => sql.countManualReviews.get()) as { readonly attempts: number };
      if (attempts > 0)
        counter.add({ task: 'manual-review', runAt: null, claimedAt: 0, isInFlight: false, attempts });
      let last: { readonly run_at: number; readonly id: number } | undefined = { run_at: 0, id: 0 };
      while (last !== undefined) {
        const { run_at, id } = last;
        const rows = read(() => sql.tasksAfter.all(run_at, id, PAGE_TASKS)) as unknown as TaskRow[];
        for (const row of rows)
          counter.add({
            task: row.task,
            runAt: row.run_at,
            claimedAt: row.claimed_at,
            isInFlight: row.in_flight === 1,
          });
        last = rows.length === PAGE_TASKS ? rows.at(-1) : undefined;
        // Payments go first: SQLite answers on the thread that serves them.
        if (last !== undefined) await nextRound();
      }
      return counter.counts();
    },

    requireManualReview: ({ key, attemptNumber }) =>
      write(() => void sql.manualReview.run(key, attemptNumber)),

    closeManualReview: ({ key, attemptNumber }) =>
      write(() => sql.closeManualReview.run(key, attemptNumber).changes === 1),
  };
}
