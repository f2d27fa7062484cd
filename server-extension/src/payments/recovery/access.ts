import type { AccessRefusal } from '../../domain/payment/result.ts';
import type { PaymentAttempt, TaskResult } from '../ports/ports.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunWithAccess } from './schedule.ts';

/** The task of an attempt waits, uncounted, until calls of its account are taken again. */
export function rescheduleUntilAccess(
  { claimedAt, completedAt = claimedAt }: PaymentAttempt,
  accessRefused: AccessRefusal,
  timings: RecoveryTimings,
  now: Date,
): TaskResult {
  const runAt = nextRunWithAccess(completedAt, timings, now);
  return runAt === undefined ? { manualReview: true } : { runAt, accessRefused };
}

/** The task of an attempt waits, uncounted, until the gate of its account opens. */
export function rescheduleUntilOpen(
  attempt: PaymentAttempt,
  { accessRefused, opensAt }: ClosedAccess,
  timings: RecoveryTimings,
  now: Date,
): TaskResult {
  const waiting = rescheduleUntilAccess(attempt, accessRefused, timings, now);
  return 'runAt' in waiting ? { runAt: opensAt, accessRefused } : waiting;
}

/** Why no call is made for a merchant account, and when one is made again. */
export interface ClosedAccess {
  readonly accessRefused: AccessRefusal;
  readonly opensAt: Date;
}

/** Which merchant accounts refused the latest look-ups: their other look-ups wait without a call of their own. */
export interface AccessGate {
  /** Undefined when a call may be made for the account. */
  closedFor(merchant: string): ClosedAccess | undefined;
  /** Called with how a look-up of the account ended. */
  record(merchant: string, left: TaskResult): void;
}

/** A proxy may refuse a single look-up; wrong credentials refuse all of them. */
const REFUSALS_IN_A_ROW = 5;

interface Refusals {
  readonly accessRefused: AccessRefusal;
  readonly times: number;
  readonly since: Date;
  readonly opensAt: Date;
}

/**
 * Closes for an account after five refusals in a row, for as long as a task would wait that began to wait with the first of
 * them. Tasks that find it closed run when it opens: waiting by their own age, they would look long after access is back.
 */
export function createAccessGate(timings: RecoveryTimings, now: () => Date): AccessGate {
  const refusals = new Map<string, Refusals>();
  return {
    closedFor(merchant) {
      const refused = refusals.get(merchant);
      if (refused === undefined || refused.times < REFUSALS_IN_A_ROW) return undefined;
      return now() < refused.opensAt ? refused : undefined;
    },
    record(merchant, left) {
      const accessRefused = 'runAt' in left ? left.accessRefused : undefined;
      if (accessRefused === undefined) {
        refusals.delete(merchant);
        return;
      }
      const { times = 0, since = now() } = refusals.get(merchant) ?? {};
      const opensAt = nextRunWithAccess(since, timings, now()) ?? now();
      refusals.set(merchant, { accessRefused, times: times + 1, since, opensAt });
    },
  };
}
