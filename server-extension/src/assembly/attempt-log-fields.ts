import { gatewayRefOf } from '../domain/payment/reported.ts';
import type { LogFields, LogLevel } from '../log/log.ts';
import type { PaymentAttempt, TaskResult, LeasedTask } from '../payments/ports/ports.ts';

/** Who an attempt is, in the log. */
export function attemptIdentity(attempt: PaymentAttempt): {
  readonly site: string;
  readonly orderId: string;
  readonly paymentId: string | undefined;
  readonly operation: string;
  readonly merchantTransactionId: string;
  readonly gatewayId: string | undefined;
} {
  const { site, orderId, paymentGroupId, operation, merchantTransactionId, result } = attempt;
  return {
    site,
    orderId,
    paymentId: paymentGroupId,
    operation,
    merchantTransactionId,
    gatewayId: gatewayRefOf(result),
  };
}

/** The line of the log that says how work on a duty ended: loud where a person has to look. */
export function taskLogLine(
  { attempt, task, runs }: LeasedTask,
  left: TaskResult,
): readonly [LogLevel, string, LogFields] {
  const about = { ...attemptIdentity(attempt), code: task, attempt: runs + 1 };
  if ('resolved' in left) return ['info', 'found-out', { ...about, outcome: left.resolved.outcome }];
  if ('manualReview' in left) return ['error', 'needs-person', about];
  if ('done' in left) return ['info', 'duty-done', about];
  return ['info', 'duty-put-off', { ...about, reason: left.accessRefused }];
}
