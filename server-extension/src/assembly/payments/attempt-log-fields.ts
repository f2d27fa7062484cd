import { declineReasonOf, gatewayRefOf } from '../../domain/payment/reported.ts';
import type { GatewayRef, MerchantTransactionId, OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import type { PendingResult } from '../../journal/outbox.ts';
import type { OrphanReason } from '../../journal/pending-results-table.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { isRefusedVoidOrRefund } from '../../payments/recovery/recovery-task.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { TaskResult, LeasedTask } from '../../payments/ports/recovery-task.ts';

/** Which attempt a line of the log is about. */
export interface AttemptFields {
  readonly site: SiteId;
  readonly orderId: OrderId;
  readonly paymentGroupId: PaymentGroupId | undefined;
  readonly operation: string;
  readonly merchantTransactionId: MerchantTransactionId;
  readonly gatewayTransactionId: GatewayRef | undefined;
}

/** The fields that say which attempt a line is about. */
export function attemptFields(attempt: PaymentAttempt): AttemptFields {
  const { site, orderId, paymentGroupId, operation, merchantTransactionId, result } = attempt;
  return {
    site,
    orderId,
    paymentGroupId,
    operation,
    merchantTransactionId,
    gatewayTransactionId: gatewayRefOf(result),
  };
}

/** Writes how a run of a recovery task ended. */
export function logTaskEnd(log: Log, { attempt, task, runs }: LeasedTask, left: TaskResult): void {
  const about = { ...attemptFields(attempt), task, runs: runs + 1 };
  if ('resolved' in left) {
    const { outcome } = left.resolved;
    const gatewayTransactionId = gatewayRefOf(left.resolved) ?? about.gatewayTransactionId;
    log('attempt.resolved', { ...about, outcome, gatewayTransactionId });
  } else if ('manualReview' in left) log('task.manual-review', about);
  else if ('done' in left) log('task.completed', about);
  else log('task.rescheduled', { ...about, reason: left.accessRefused });
}

/** The fields of a result that the journal will not have. The attempt is known where the journal has it. */
export function orphanedResultFields(
  { key, result }: PendingResult,
  reason: OrphanReason,
  attempt: PaymentAttempt | undefined,
): Partial<AttemptFields> & {
  readonly commandKey: string;
  readonly reason: OrphanReason;
  readonly outcome: string;
} {
  return {
    ...(attempt && attemptFields(attempt)),
    commandKey: key,
    reason,
    outcome: result.outcome,
    gatewayTransactionId: gatewayRefOf(result),
  };
}

/** The fields of an attempt that failed before CyberSource gave it an id. */
export function failedAttemptFields({
  site,
  orderId,
  operation,
  merchantTransactionId,
}: PaymentAttempt): Pick<AttemptFields, 'site' | 'orderId' | 'operation' | 'merchantTransactionId'> {
  return { site, orderId, operation, merchantTransactionId };
}

/** Writes a line about a cancellation or refund of OCC's that was refused: it waits for a person. */
export function logRefusedVoidOrRefund(log: Log, attempt: PaymentAttempt): void {
  if (!isRefusedVoidOrRefund(attempt)) return;
  const { result } = attempt;
  log('payment.void-or-refund-refused', {
    ...attemptFields(attempt),
    outcome: result?.outcome ?? 'refused',
    declineReason: declineReasonOf(result),
    problem: result !== undefined && 'problem' in result ? result.problem : undefined,
  });
}
