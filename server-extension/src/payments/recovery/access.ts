import type { AccessRefusal } from '../../domain/payment/result.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { TaskResult } from '../ports/recovery-task.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunWithAccess } from './schedule.ts';

/** The task of an attempt whose look-up was refused: it runs again later, and the run is not counted. */
export function rescheduleUntilAccess(
  { claimedAt, completedAt = claimedAt }: PaymentAttempt,
  accessRefused: AccessRefusal,
  timings: RecoveryTimings,
  now: Date,
): TaskResult {
  const runAt = nextRunWithAccess(completedAt, timings, now);
  return runAt === undefined ? { manualReview: true } : { runAt, accessRefused };
}

/** The task of an attempt whose account is paused: it runs when the pause ends, and the run is not counted. */
export function rescheduleAfterPause(
  attempt: PaymentAttempt,
  { accessRefused, endsAt }: AccessPause,
  timings: RecoveryTimings,
  now: Date,
): TaskResult {
  const waiting = rescheduleUntilAccess(attempt, accessRefused, timings, now);
  return 'runAt' in waiting ? { runAt: endsAt, accessRefused } : waiting;
}

/** Why no look-up is sent for a merchant account, and when the next one is. */
export interface AccessPause {
  readonly accessRefused: AccessRefusal;
  readonly endsAt: Date;
}

/** A circuit breaker for look-ups, one for each merchant account: after refusals in a row it pauses the account's other look-ups. */
export interface AccessPauses {
  /** Undefined when a look-up may be sent for the account. */
  of(merchant: string): AccessPause | undefined;
  /** Called with how a look-up of the account ended. */
  record(merchant: string, left: TaskResult): void;
}

/** A proxy may refuse a single look-up; wrong credentials refuse all of them. */
const REFUSALS_IN_A_ROW = 5;

interface Refusals {
  readonly accessRefused: AccessRefusal;
  readonly times: number;
  readonly since: Date;
  readonly endsAt: Date;
}

/**
 * Pauses an account after five refusals in a row, for as long as a task would wait that was refused first. Tasks of a paused account
 * run when the pause ends; by their own age they would wait for much longer after access is back.
 */
export function createAccessPauses(timings: RecoveryTimings, now: () => Date): AccessPauses {
  const refusals = new Map<string, Refusals>();
  return {
    of(merchant) {
      const refused = refusals.get(merchant);
      if (refused === undefined || refused.times < REFUSALS_IN_A_ROW) return undefined;
      return now() < refused.endsAt ? refused : undefined;
    },
    record(merchant, left) {
      const accessRefused = 'runAt' in left ? left.accessRefused : undefined;
      if (accessRefused === undefined) {
        refusals.delete(merchant);
        return;
      }
      const { times = 0, since = now() } = refusals.get(merchant) ?? {};
      const endsAt = nextRunWithAccess(since, timings, now()) ?? now();
      refusals.set(merchant, { accessRefused, times: times + 1, since, endsAt });
    },
  };
}
