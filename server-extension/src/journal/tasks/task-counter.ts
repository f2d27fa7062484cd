import type { RecoveryTask, TaskCounts } from '../../payments/ports/recovery-task.ts';

/** A task as far as it is counted. */
export interface CountedTask {
  readonly task: RecoveryTask;
  /** Milliseconds since 1970; null for a manual review. */
  readonly runAt: number | null;
  readonly claimedAt: number;
  /** The call is under way, unless its process is gone. */
  readonly isInFlight: boolean;
  /** How many such tasks; 1 by default. */
  readonly attempts?: number;
}

/** Adds tasks up. */
export interface TaskCounter {
  add(task: CountedTask): void;
  counts(): TaskCounts;
}

/** @param now milliseconds since 1970, by the clock that decides when a task is due. */
export function createTaskCounter(now: number): TaskCounter {
  const attemptsOf = new Map<`${RecoveryTask} ${'due' | 'scheduled'}`, number>();
  let oldestUnknown = Infinity;
  return {
    add({ task, runAt, claimedAt, isInFlight, attempts = 1 }) {
      const isDue = runAt === null || runAt <= now;
      const key = `${task} ${isDue ? 'due' : 'scheduled'}` as const;
      attemptsOf.set(key, (attemptsOf.get(key) ?? 0) + attempts);
      if (task === 'resolve-outcome' && (isDue || !isInFlight))
        oldestUnknown = Math.min(oldestUnknown, claimedAt);
    },
    counts: () => ({
      counts: [...attemptsOf].map(([key, attempts]) => {
        const [task, state] = key.split(' ') as [RecoveryTask, 'due' | 'scheduled'];
        return { task, state, attempts };
      }),
      ...(oldestUnknown !== Infinity && { oldestUnknown: new Date(oldestUnknown) }),
    }),
  };
}
