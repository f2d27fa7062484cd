import type { PaymentResult } from '../../domain/payment/result.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { LeasedTask, TaskResult } from '../ports/recovery-task.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { nextRunAt } from './schedule.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { requireSameMerchantAccount } from '../rules/merchant-account-guard.ts';
import type { ResolveOutcome } from './resolve-outcome.ts';

export interface SettleNotifiedDeps {
  readonly journal: Pick<Journal, 'leaseTask' | 'completeTask'>;
  readonly resolveOutcome: ResolveOutcome;
  readonly settingsFor: SettingsFor;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** How long the task is leased, in milliseconds: longer than the calls that it takes. */
  readonly leaseMs: number;
  readonly onTaskEnded: (taken: LeasedTask, left: TaskResult) => void;
}

/** `not-now`: another instance works on the payment, or the evidence does not suffice yet. */
export type SettledNow = 'settled' | 'not-now';

/**
 * Runs the recovery task of an attempt with an unknown outcome at once, because the gateway has told how it ended: the
 * rules are recovery's, and so is the lease. Without a result the gateway's records are read, as recovery would later.
 */
export type SettleNotified = (attempt: PaymentAttempt, notified?: PaymentResult) => Promise<SettledNow>;

export function createSettleNotified({
  journal,
  resolveOutcome,
  settingsFor,
  timings,
  now,
  leaseMs,
  onTaskEnded,
}: SettleNotifiedDeps): SettleNotified {
  return async (attempt, notified) => {
    const settings = await settingsFor(attempt.site, attempt.channel);
    requireSameMerchantAccount([attempt], settings);
    const taken = await journal.leaseTask(attempt, leaseMs);
    if (taken === undefined) return 'not-now';
    try {
      const left = asLeft(taken, await resolveOutcome(taken.attempt, taken.runs, settings, notified));
      if ((await journal.completeTask(taken, left)) === undefined) return 'not-now';
      onTaskEnded(taken, left);
      return 'resolved' in left ? 'settled' : 'not-now';
    } catch (error) {
      const runAt = nextRunAt(taken.runs, timings, now());
      await journal.completeTask(
        taken,
        asLeft(taken, runAt === undefined ? { manualReview: true } : { runAt }),
      );
      throw error;
    }
  };
}

/** What waits for a person goes on waiting for one, unless it is settled. */
function asLeft({ task }: LeasedTask, left: TaskResult): TaskResult {
  return task === 'manual-review' && !('resolved' in left) ? { manualReview: true } : left;
}
