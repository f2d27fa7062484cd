import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { RecoveryTask, RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';

/** What recovery has left to do about an attempt, and when, as columns of its row. */
export function remainingTask(
  attempt: PaymentAttempt,
  recoveryTaskOf: RecoveryTaskOf,
): readonly [task: RecoveryTask | undefined, runAt: Date | undefined] {
  const next = recoveryTaskOf(attempt);
  // A manual review is never due.
  return [next?.task, next?.task === 'manual-review' ? undefined : next?.runAt];
}
