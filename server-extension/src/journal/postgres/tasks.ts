import { randomUUID } from 'node:crypto';
import { gatewayRefOf, isOutcomeKnown, savedInstrumentOf } from '../../domain/payment/reported.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type {
  LeasedTask,
  RecoveryTask,
  RecoveryTaskOf,
  TaskResult,
} from '../../payments/ports/recovery-task.ts';
import { sealOf } from '../maintenance/attempt-chain.ts';
import { remainingTask } from '../tasks/remaining-task.ts';
import { withResolution } from '../serialize.ts';
import type { Database, Query } from './connection/pool.ts';
import { type AttemptRow, SQL } from './statements.ts';

export interface PostgresTasksDeps {
  readonly database: Database;
  readonly toAttempt: (row: AttemptRow) => PaymentAttempt;
  readonly recoveryTaskOf: RecoveryTaskOf;
  /** Milliseconds that the database's clock is taken to be ahead of itself. */
  readonly aheadMs: () => number;
}

interface TaskCountRow {
  readonly task: RecoveryTask;
  readonly is_due: boolean;
  readonly attempts: number;
  readonly oldest: Date | null;
}

interface LeaseRow {
  readonly id: string;
  readonly lease: string;
}

/** What recovery does with the journal: tasks are leased by the database's clock, carried out by one instance each, and ended. */
export function createPostgresTasks({
  database,
  toAttempt,
  recoveryTaskOf,
  aheadMs,
}: PostgresTasksDeps): Pick<
  Journal,
  'leaseTasks' | 'leaseTask' | 'completeTask' | 'taskCounts' | 'requireManualReview' | 'closeManualReview'
> {
  const { query } = database;

  async function settle(
    locked: Query,
    row: AttemptRow,
    { task }: LeasedTask,
    left: TaskResult,
  ): Promise<PaymentAttempt> {
    const attempt = toAttempt(row);
    if ('resolved' in left) {
      const resolved = withResolution(attempt, left.resolved, left.at);
      const { result, reportedResult, resolvedAt } = resolved;
      await locked(SQL.resolve, [
        ...[row.id, text(result), text(reportedResult), resolvedAt],
        ...[gatewayRefOf(result), savedInstrumentOf(result), ...remainingTask(resolved, recoveryTaskOf)],
        row.link === null ? null : sealOf(resolved, row.link),
      ]);
      return resolved;
    }
    // Its owner completed it meanwhile: what that leaves to do is another task.
    if (row.task !== task) return attempt;
    if ('runAt' in left)
      await locked(SQL.reschedule, [row.id, task, left.runAt, left.accessRefused === undefined ? 1 : 0]);
    else await locked(SQL.reschedule, [row.id, 'manualReview' in left ? 'manual-review' : null, null, 0]);
    return attempt;
  }

  return {
    async leaseTasks(limit, leaseMs) {
      const leases = await query<LeaseRow>(SQL.lease, [aheadMs(), limit, leaseMs, randomUUID()]);
      if (leases.length === 0) return [];
      const byRow = new Map(leases.map(({ id, lease }) => [id, lease]));
      const rows = await query<AttemptRow>(SQL.leased, [aheadMs(), [...byRow.keys()]]);
      return rows.map((row) => ({
        attempt: toAttempt(row),
        task: row.task ?? 'manual-review',
        runs: row.runs,
        lease: byRow.get(row.id) ?? '',
      }));
    },

    async leaseTask({ key, attemptNumber }, leaseMs) {
      const [leased] = await query<LeaseRow>(SQL.leaseOne, [
        ...[aheadMs(), key, attemptNumber, leaseMs],
        randomUUID(),
      ]);
      if (leased === undefined) return undefined;
      const [row] = await query<AttemptRow>(SQL.attempt, [key, attemptNumber]);
      const attempt = row && toAttempt(row);
      if (row !== undefined && attempt !== undefined && !isOutcomeKnown(attempt.result))
        return { attempt, task: row.task ?? 'manual-review', runs: row.runs, lease: leased.lease };
      // Another instance settled it between the two statements.
      if (row !== undefined) await query(SQL.release, [aheadMs(), row.payment, leased.lease]);
      return undefined;
    },

    completeTask: (leased, left) =>
      database.transaction(async (locked, _client, wasPerhapsDone) => {
        const { key, attemptNumber, payment } = leased.attempt;
        const [lease] = await locked(SQL.release, [aheadMs(), payment, leased.lease]);
        const [row] = await locked<AttemptRow>(SQL.lockAttempt, [key, attemptNumber]);
        if (row === undefined) return undefined;
        if (lease !== undefined) return settle(locked, row, leased, left);
        return wasPerhapsDone && isSettled(row, left) ? toAttempt(row) : undefined;
      }),

    async taskCounts() {
      const rows = await query<TaskCountRow>(SQL.taskCounts, [aheadMs()]);
      const ages = rows.flatMap(({ task, oldest: at }) =>
        task === 'resolve-outcome' && at !== null ? [at.getTime()] : [],
      );
      return {
        counts: rows.map(({ task, is_due, attempts }) => ({
          task,
          state: is_due ? 'due' : 'scheduled',
          attempts,
        })),
        ...(ages.length > 0 && { oldestUnknown: new Date(Math.min(...ages)) }),
      };
    },

    async requireManualReview({ key, attemptNumber }) {
      await query(SQL.manualReview, [key, attemptNumber]);
    },

    closeManualReview: ({ key, attemptNumber }) =>
      database.transaction(async (locked, _client, wasPerhapsDone) => {
        const closed = await locked(SQL.closeManualReview, [key, attemptNumber]);
        if (closed.length > 0 || !wasPerhapsDone) return closed.length > 0;
        const [row] = await locked<AttemptRow>(SQL.attempt, [key, attemptNumber]);
        return row?.task === null;
      }),
  };
}

/** Whether a lease was ended in this way: its COMMIT was carried out, and the answer was lost. */
function isSettled(row: AttemptRow, left: TaskResult): boolean {
  if ('resolved' in left) return row.resolved_at?.getTime() === left.at.getTime();
  if ('runAt' in left) return row.run_at?.getTime() === left.runAt.getTime();
  return row.task === ('manualReview' in left ? 'manual-review' : null);
}

function text(value: object | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
