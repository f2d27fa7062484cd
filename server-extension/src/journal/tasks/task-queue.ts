import { randomUUID } from 'node:crypto';
import type { CommandKey, PaymentKey } from '../../domain/ids.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { RecoveryTask, RecoveryTaskOf, LeasedTask } from '../../payments/ports/recovery-task.ts';

/** An attempt of which there may be several under one key. */
type AttemptId = Pick<PaymentAttempt, 'key' | 'attemptNumber'>;

interface Item {
  readonly key: CommandKey;
  readonly attemptNumber: number;
  readonly payment: PaymentKey;
  readonly task: RecoveryTask;
  readonly runAt: Date;
  readonly runs: number;
}

interface Lease {
  readonly id: string;
  readonly until: number;
}

/** What is left to do, in memory: as long as what is unresolved, not as the whole journal. */
export interface TaskQueue {
  /** Puts down what the attempt leaves to do now, or strikes it out. */
  update(attempt: PaymentAttempt): void;
  /** Leases tasks that are due by now, oldest first, at most one of a payment. */
  take(limit: number, leaseMs: number, now: Date): readonly (Omit<LeasedTask, 'attempt'> & AttemptId)[];
  /** Leases the task of one attempt, due or not; undefined when there is none, or its payment is leased. */
  takeOne(
    attempt: PaymentAttempt,
    leaseMs: number,
    now: Date,
  ): Pick<LeasedTask, 'task' | 'runs' | 'lease'> | undefined;
  /** True when the lease was still ours; it has ended then. */
  releaseLease(payment: PaymentKey, lease: string, now: Date): boolean;
  /** @param isCounted whether the run counts as one of those that the retry schedule allows. */
  reschedule(attempt: PaymentAttempt, runAt: Date, isCounted: boolean): void;
  moveToManualReview(attempt: PaymentAttempt): void;
  remove(attempt: AttemptId): void;
  of(attempt: AttemptId): RecoveryTask | undefined;
  /** The task with the instant at which it is due; nothing where there is none. */
  scheduled(attempt: AttemptId): { readonly task?: RecoveryTask; readonly runAt?: Date };
  manualReviews(limit: number): readonly AttemptId[];
  /** Every task and the attempt that it is about. */
  all(): readonly (AttemptId & { readonly task: RecoveryTask; readonly runAt: Date })[];
}

export function createTaskQueue(recoveryTaskOf: RecoveryTaskOf): TaskQueue {
  const items = new Map<string, Item>();
  const leases = new Map<PaymentKey, Lease>();
  const idOf = ({ key, attemptNumber }: AttemptId): string => `${attemptNumber} ${key}`;

  function put(
    { key, attemptNumber, payment }: PaymentAttempt,
    task: RecoveryTask,
    runAt: Date,
    runs: number,
  ): void {
    items.set(idOf({ key, attemptNumber }), { key, attemptNumber, payment, task, runAt, runs });
  }

  return {
    update(attempt) {
      const next = recoveryTaskOf(attempt);
      if (next === undefined) items.delete(idOf(attempt));
      else put(attempt, next.task, next.runAt, 0);
    },

    take(limit, leaseMs, now) {
      const leased: (Omit<LeasedTask, 'attempt'> & AttemptId)[] = [];
      const due = [...items.values()].filter(({ task, runAt }) => task !== 'manual-review' && runAt <= now);
      for (const { key, attemptNumber, payment, task, runs } of byAge(due)) {
        if (leased.length === limit) break;
        if ((leases.get(payment)?.until ?? 0) > now.getTime()) continue;
        const lease = { id: randomUUID(), until: now.getTime() + leaseMs };
        leases.set(payment, lease);
        leased.push({ key, attemptNumber, task, runs, lease: lease.id });
      }
      return leased;
    },

    takeOne(attempt, leaseMs, now) {
      const item = items.get(idOf(attempt));
      if (item === undefined || (leases.get(attempt.payment)?.until ?? 0) > now.getTime()) return undefined;
      const lease = { id: randomUUID(), until: now.getTime() + leaseMs };
      leases.set(attempt.payment, lease);
      return { task: item.task, runs: item.runs, lease: lease.id };
    },

    releaseLease(payment, lease, now) {
      const held = leases.get(payment);
      if (held?.id !== lease || held.until <= now.getTime()) return false;
      leases.delete(payment);
      return true;
    },

    reschedule(attempt, runAt, isCounted) {
      const item = items.get(idOf(attempt));
      if (item !== undefined) put(attempt, item.task, runAt, item.runs + (isCounted ? 1 : 0));
    },

    moveToManualReview(attempt) {
      put(attempt, 'manual-review', attempt.claimedAt, 0);
    },

    remove(attempt) {
      items.delete(idOf(attempt));
    },

    of: (attempt) => items.get(idOf(attempt))?.task,

    scheduled(attempt) {
      const item = items.get(idOf(attempt));
      if (item === undefined) return {};
      return { task: item.task, ...(item.task !== 'manual-review' && { runAt: item.runAt }) };
    },

    manualReviews: (limit) =>
      byAge([...items.values()].filter(({ task }) => task === 'manual-review')).slice(0, limit),

    all: () => [...items.values()],
  };
}

function byAge(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => a.runAt.getTime() - b.runAt.getTime());
}
