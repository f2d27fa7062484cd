import { randomUUID } from 'node:crypto';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { CheckoutKey, CommandKey, PaymentKey } from '../../domain/ids.ts';
import { gatewayRefOf, isOutcomeKnown, savedInstrumentOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type {
  RecoveryTask,
  RecoveryTaskOf,
  TaskResult,
  LeasedTask,
} from '../../payments/ports/recovery-task.ts';
import type { WithReasons } from '../../payments/ports/journal-result.ts';
import type { DatabaseJournal } from '../notifications/database-journal.ts';
import { linkOf, sealOf } from '../maintenance/attempt-chain.ts';
import { createSqliteMaintenance } from './maintenance.ts';
import { createSqliteCases } from './cases.ts';
import { createSqliteNotifications } from './notifications.ts';
import { groupCommits } from './grouped-commits.ts';
import { decideClaim, newRecords } from '../claim-decision.ts';
import { requestText } from '../stored-attempt.ts';
import { explainDatabase, isDatabaseFailure } from './failure.ts';
import { openDatabase } from './schema.ts';
import { createAttemptReader, prepare, type SqliteRow } from './statements.ts';
import { createSqliteSearch } from './search.ts';
import { positionText } from '../search-position.ts';
import { journalUnavailable } from '../unavailable.ts';
import { createTaskCounter } from '../task-counter.ts';
import { createCompletionListeners } from '../completion-listeners.ts';
import { withResolution } from '../serialize.ts';

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
  /** @throws Problem `journal-unavailable` for what SQLite reports. */
  const asProblem = (error: unknown): never => {
    throw isDatabaseFailure(error) ? journalUnavailable(`sqlite:${file}`, explainDatabase(error)) : error;
  };
  const available = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return asProblem(error);
    }
  };
  const { toAttempt, one, all } = createAttemptReader(withReasons);
  const database = available(() => openDatabase(file, (row) => recoveryTaskOf(toAttempt(row))));
  const sql = prepare(database);
  const searchRows = createSqliteSearch(database);
  const commit = groupCommits(database);
  const latest = (key: CommandKey): PaymentAttempt | undefined => one(sql.latest, key);
  const listeners = createCompletionListeners(async (keys) =>
    available(() => keys.flatMap((key) => latest(key) ?? [])),
  );
  const write = <T>(work: () => T): Promise<T> => commit(work).catch(asProblem);

  const ofCheckout = (checkout: CheckoutKey | undefined): readonly PaymentAttempt[] =>
    checkout === undefined ? [] : all(sql.byCheckout, checkout);

  function insert(attempt: PaymentAttempt): void {
    const { key, attemptNumber, payment, orderId, claimedAt, checkout = null } = attempt;
    const request = requestText(attempt);
    const { task, runAt } = leftOver(attempt);
    const link = linkOf(attempt, linkIn(sql.lastLink.get(payment)) ?? '');
    sql.insert.run(
      ...[key, attemptNumber, payment, orderId, claimedAt.getTime(), request, task, runAt, checkout],
      link,
    );
  }

  /** The attempt with its result, and what that leaves to do. */
  function update(attempt: PaymentAttempt): void {
    const { key, attemptNumber, completedAt, result, reportedResult, resolvedAt } = attempt;
    const { task, runAt } = leftOver(attempt);
    const link = linkIn(sql.link.get(key, attemptNumber));
    sql.update.run(
      instant(completedAt),
      text(result),
      firstRef(attempt),
      savedInstrumentOf(result) ?? null,
      text(reportedResult),
      instant(resolvedAt),
      task,
      runAt,
      link === null ? null : sealOf(attempt, link),
      key,
      attemptNumber,
    );
  }

  /** Two attempts with one id of CyberSource's would be its mistake; the first one keeps it. */
  function firstRef({ key, attemptNumber, result }: PaymentAttempt): string | null {
    const ref = gatewayRefOf(result);
    const holder = ref === undefined ? undefined : one(sql.byRef, ref);
    const isOurs = holder === undefined || (holder.key === key && holder.attemptNumber === attemptNumber);
    return isOurs ? (ref ?? null) : null;
  }

  function leftOver(attempt: PaymentAttempt): {
    readonly task: RecoveryTask | null;
    readonly runAt: number | null;
  } {
    const next = recoveryTaskOf(attempt);
    if (next === undefined) return { task: null, runAt: null };
    // A manual review is never due.
    return { task: next.task, runAt: next.task === 'manual-review' ? null : next.runAt.getTime() };
  }

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
      update(resolved);
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
    notifications: createSqliteNotifications({ database, write, now }),
    cases: createSqliteCases({ database, write }),
    maintenance: createSqliteMaintenance({ database, toAttempt, write }),

    claim: (request, claimRule, name) =>
      write(() => {
        const earlier = (): readonly PaymentAttempt[] => all(sql.byPayment, request.payment);
        const decision = decideClaim(
          request,
          latest(request.key),
          earlier,
          () => ofCheckout(request.checkout),
          claimRule,
          name,
        );
        if (decision.kind !== 'write') return decision;
        insert(decision.attempt);
        return { ...decision, kind: 'claimed' };
      }),

    async complete({ key, attemptNumber }, result, at) {
      const closed = await write(() => {
        const attempt = one(sql.byAttempt, key, attemptNumber);
        if (attempt === undefined) throw new RangeError(`No attempt was opened for ${key}`);
        if (attempt.result !== undefined) return attempt;
        const written: PaymentAttempt = { ...attempt, result, completedAt: at };
        update(written);
        return written;
      });
      listeners.completed(closed);
      return closed;
    },

    async whenCompleted(key, withinMs) {
      const attempt = available(() => latest(key));
      return attempt?.result === undefined ? listeners.whenCompleted(key, withinMs) : attempt;
    },

    find: async (key) => available(() => latest(key)),
    byGatewayRef: async (ref) => available(() => one(sql.byRef, ref)),
    bySavedCard: async (paymentInstrumentId) => available(() => one(sql.bySavedCard, paymentInstrumentId)),
    ofOrder: async (orderId) => available(() => all(sql.byOrder, orderId)),

    ofCheckout: async (checkout) => available(() => ofCheckout(checkout)),

    tasksOfOrder: async (orderId) =>
      available(() =>
        (sql.byOrder.all(orderId) as unknown as SqliteRow[]).map((row) => ({
          attempt: toAttempt(row),
          ...(row.task !== null && { task: row.task }),
          ...(row.run_at !== null && { runAt: new Date(row.run_at) }),
        })),
      ),

    search: async (search) =>
      available(() => {
        const rows = searchRows(search);
        const page = rows.slice(0, search.limit);
        const last = page.at(-1);
        const more = rows.length > page.length && last !== undefined;
        return {
          attempts: page.map(toAttempt),
          ...(more && { next: positionText({ claimedAt: last.claimed_at, id: last.id }) }),
        };
      }),

    record: (attempts) =>
      write(() => {
        const orderId = attempts[0]?.orderId;
        const added = orderId === undefined ? [] : newRecords(attempts, all(sql.byOrder, orderId));
        for (const attempt of added) {
          insert(attempt);
          update(attempt);
        }
        return added;
      }),

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

    completeTask: (leased, left) =>
      write(() => {
        const { key, attemptNumber } = leased.attempt;
        const row = sql.leased.get(key, attemptNumber, leased.lease, now().getTime()) as unknown as
          SqliteRow | undefined;
        return row === undefined ? undefined : settle(row, leased, left);
      }),

    version: async () =>
      available(() => `SQLite ${String(database.prepare('SELECT sqlite_version() AS v').get()?.['v'])}`),

    async taskCounts() {
      const counter = createTaskCounter(now().getTime());
      const { attempts } = available(() => sql.countManualReviews.get()) as { readonly attempts: number };
      if (attempts > 0)
        counter.add({ task: 'manual-review', runAt: null, claimedAt: 0, isInFlight: false, attempts });
      let last: { readonly run_at: number; readonly id: number } | undefined = { run_at: 0, id: 0 };
      while (last !== undefined) {
        const { run_at, id } = last;
        const rows = available(() => sql.tasksAfter.all(run_at, id, TASKS_AT_ONCE)) as unknown as TaskRow[];
        for (const row of rows)
          counter.add({
            task: row.task,
            runAt: row.run_at,
            claimedAt: row.claimed_at,
            isInFlight: row.in_flight === 1,
          });
        last = rows.length === TASKS_AT_ONCE ? rows.at(-1) : undefined;
        // Payments go first: SQLite answers on the thread that serves them.
        if (last !== undefined) await nextRound();
      }
      return counter.counts();
    },

    leaseTask: ({ key, attemptNumber }, leaseMs) =>
      write(() => {
        const row = sql.leasable.get(key, attemptNumber, now().getTime()) as unknown as SqliteRow | undefined;
        return row === undefined || isOutcomeKnown(toAttempt(row).result) ? undefined : lease(row, leaseMs);
      }),

    requireManualReview: ({ key, attemptNumber }) =>
      write(() => void sql.manualReview.run(key, attemptNumber)),

    closeManualReview: ({ key, attemptNumber }) =>
      write(() => sql.closeManualReview.run(key, attemptNumber).changes === 1),

    markBatched: ({ key, attemptNumber }, at) =>
      write(() => void sql.markBatched.run(at.getTime(), key, attemptNumber)),

    manualReviews: async (limit) => available(() => all(sql.manualReviews, limit)),

    async checkpoint(name) {
      const row = available(() => sql.checkpoint.get(name)) as { readonly at: number } | undefined;
      return row === undefined ? undefined : new Date(row.at);
    },
    keepCheckpoint: (name, at) => write(() => void sql.keepCheckpoint.run(name, at.getTime())),

    async close() {
      await write(() => undefined).catch(() => undefined);
      database.close();
    },
  };
}

/** Tasks that are read in one go: some milliseconds. */
const TASKS_AT_ONCE = 2_000;

type TaskRow = Pick<SqliteRow, 'id' | 'claimed_at'> & {
  readonly task: RecoveryTask;
  readonly run_at: number;
  readonly in_flight: 0 | 1;
};

/** The link in a row; null where there is none, or no row. */
function linkIn(row: unknown): string | null {
  return (row as Pick<SqliteRow, 'link'> | undefined)?.link ?? null;
}

function text(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function instant(at: Date | undefined): number | null {
  return at === undefined ? null : at.getTime();
}
