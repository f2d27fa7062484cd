import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { HoldReversals } from './hold-reversal.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { TaskResult, LeasedTask } from '../ports/recovery-task.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { merchantAccountOf, requireSameMerchantAccount } from '../rules/merchant-account-guard.ts';
import { createAccessPauses, rescheduleAfterPause, rescheduleUntilAccess } from './access.ts';
import type { ConfirmOrder } from './confirm-order.ts';
import type { RetryVoidOrRefund } from './retry-void-or-refund.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import type { ResolveOutcome } from './resolve-outcome.ts';
import { nextRunAt } from './schedule.ts';

export interface RecoveryDeps {
  readonly journal: Journal;
  readonly resolveOutcome: ResolveOutcome;
  readonly confirmOrder: ConfirmOrder;
  readonly retryVoidOrRefund: RetryVoidOrRefund;
  readonly holdReversals: HoldReversals;
  readonly settingsFor: SettingsFor;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** How long a task is leased, in milliseconds: longer than the calls that it takes. */
  readonly leaseMs: number;
  /** Does the work on a task as a run of its own, joined with the trace of its payment. */
  readonly traceTask: (taken: LeasedTask, work: () => Promise<void>) => Promise<void>;
  /** Called with how work on a task ended. */
  readonly onTaskEnded: (taken: LeasedTask, left: TaskResult) => void;
  /** Called when the journal, a site's settings or OCC could not be read. */
  readonly onError: (event: 'task.failed', error: unknown, attempt?: PaymentAttempt) => void;
}

/** How many tasks are leased at once. */
const TASKS_AT_ONCE = 10;

/**
 * One round over everything that is due: lost outcomes are resolved, residual holds are reversed. Its cost
 * grows with what is unresolved. Never rejects.
 *
 * @returns makes one round; it takes nothing more once `isOver` says so.
 */
export function createRecovery(deps: RecoveryDeps): (isOver?: () => boolean) => Promise<void> {
  const {
    journal,
    resolveOutcome,
    confirmOrder: confirm,
    retryVoidOrRefund,
    holdReversals,
    settingsFor,
    timings,
    now,
    leaseMs,
    traceTask,
    onTaskEnded,
    onError,
  } = deps;
  const accessPauses = createAccessPauses(timings, now);

  return async (isOver = () => false) => {
    try {
      while (!isOver()) {
        const taken = await journal.leaseTasks(TASKS_AT_ONCE, leaseMs);
        await Promise.all(taken.map((each) => traceTask(each, () => work(each))));
        if (taken.length < TASKS_AT_ONCE) return;
      }
    } catch (error) {
      onError('task.failed', error);
    }
  };

  async function work(taken: LeasedTask): Promise<void> {
    const left = await tryTo(taken);
    try {
      if ((await journal.completeTask(taken, left)) !== undefined) onTaskEnded(taken, left);
    } catch (error) {
      onError('task.failed', error, taken.attempt);
    }
  }

  async function tryTo(taken: LeasedTask): Promise<TaskResult> {
    try {
      return await perform(taken);
    } catch (error) {
      onError('task.failed', error, taken.attempt);
      // An administrator has to correct the settings, which may take longer than the runs of a task.
      if (error instanceof Problem && error.code === 'not-configured')
        return rescheduleUntilAccess(taken.attempt, 'credentials', timings, now());
      const runAt = nextRunAt(taken.runs, timings, now());
      return runAt === undefined ? { manualReview: true } : { runAt };
    }
  }

  async function perform({ attempt, task, runs }: LeasedTask): Promise<TaskResult> {
    const settings = await settingsFor(attempt.site, attempt.channel);
    requireSameMerchantAccount([attempt], settings);
    switch (task) {
      case 'resolve-outcome':
        return resolveUnlessPaused(attempt, runs, settings);
      case 'confirm-order':
        return confirm(attempt, runs, settings);
      case 'give-back':
        return retryVoidOrRefund(attempt, runs, settings);
      case 'reverse-hold': {
        const runAt = await holdReversals.reverse(attempt, settings);
        return runAt === undefined ? { done: true } : { runAt };
      }
      case 'manual-review':
        return { manualReview: true };
    }
  }

  /** While CyberSource refuses an account, its other lost attempts are not looked up. */
  async function resolveUnlessPaused(
    attempt: PaymentAttempt,
    runs: number,
    settings: GatewaySettings,
  ): Promise<TaskResult> {
    const merchant = merchantAccountOf(settings);
    const pause = accessPauses.of(merchant);
    if (pause !== undefined) return rescheduleAfterPause(attempt, pause, timings, now());
    const left = await resolveOutcome(attempt, runs, settings);
    accessPauses.record(merchant, left);
    return left;
  }
}
