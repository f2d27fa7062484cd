import type { Config } from '../../config/config.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { ExecutePayment } from '../../payments/execute-payment.ts';
import type { Gateway } from '../../payments/ports/gateway.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { LeasedTask, TaskResult } from '../../payments/ports/recovery-task.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { type OrderAccepted, createConfirmOrder } from '../../payments/recovery/confirm-order.ts';
import { createRetryVoidOrRefund } from '../../payments/recovery/retry-void-or-refund.ts';
import type { HoldReversals } from '../../payments/recovery/hold-reversal.ts';
import { createRecovery } from '../../payments/recovery/recovery.ts';
import { createResolveOutcome } from '../../payments/recovery/resolve-outcome.ts';
import { createSettleNotified, type SettleNotified } from '../../payments/recovery/settle-notified.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import { withLineContext } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { RunTracing } from '../../telemetry/tracing.ts';
import { createJob, type Job } from '../time/repeatedly.ts';
import { attemptFields, failedAttemptFields, logTaskEnd } from './attempt-log-fields.ts';

/** A recovery round begins this part of the shortest wait after the one before it. */
const ROUNDS_PER_WAIT = 2;
/** A recovery task takes a few calls, one after the other. */
const CALLS_PER_TASK = 4;

export interface AssembleRecoveryDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'timings'>;
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly orderAccepted: OrderAccepted;
  readonly settingsFor: SettingsFor;
  readonly executePayment: ExecutePayment;
  readonly holdReversals: HoldReversals;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
  /** Called when an unknown outcome was resolved. */
  readonly onResolved?: (attempt: PaymentAttempt, result: PaymentResult) => void;
}

/** Its rounds, and what a notification lets it do at once. */
export interface AssembledRecovery extends Job {
  readonly settleNotified: SettleNotified;
}

/** Recovery of what was left open. */
export function assembleRecovery({
  config: { deadlines, journal: location, timings },
  gateway,
  journal,
  orderAccepted,
  settingsFor,
  executePayment,
  holdReversals,
  runs,
  now,
  log,
  onResolved,
}: AssembleRecoveryDeps): AssembledRecovery {
  const deadlineMs = deadlines.cybersource;
  const leaseMs = CALLS_PER_TASK * deadlineMs;
  const isJournalOwn = location.kind === 'memory';
  const resolveOutcome = onLinesOfItsOrder(
    createResolveOutcome({
      gateway,
      journal,
      orderAccepted,
      isJournalOwn,
      timings,
      now,
      deadlineMs,
    }),
  );
  const onTaskEnded = (taken: LeasedTask, left: TaskResult): void => {
    logTaskEnd(log, taken, left);
    if ('resolved' in left) onResolved?.(taken.attempt, left.resolved);
  };
  const recover = createRecovery({
    journal,
    resolveOutcome,
    confirmOrder: onLinesOfItsOrder(
      createConfirmOrder({
        journal,
        orderAccepted,
        executePayment,
        timings,
        now,
        onOrphan: (attempt) => {
          log('authorization.orphaned', attemptFields(attempt));
        },
      }),
    ),
    retryVoidOrRefund: onLinesOfItsOrder(
      createRetryVoidOrRefund({ journal, executePayment, isJournalOwn, timings, now }),
    ),
    holdReversals: {
      ...holdReversals,
      reverse: onLinesOfItsOrder((attempt, settings) => holdReversals.reverse(attempt, settings)),
    },
    settingsFor,
    timings,
    now,
    leaseMs,
    traceTask: ({ attempt: { trace }, task }, work) =>
      runs.traceRun({ name: `recovery ${task}`, attributes: { task } }, () => {
        runs.linkTrace(trace);
        return work();
      }),
    onTaskEnded,
    onError: (event, error, attempt) => {
      log(event, { ...(attempt && failedAttemptFields(attempt)), ...toErrorFields(error) });
    },
  });
  return {
    settleNotified: createSettleNotified({
      journal,
      resolveOutcome,
      settingsFor,
      timings,
      now,
      leaseMs,
      onTaskEnded,
    }),
    ...createJob(recover, timings.firstLookupMs / ROUNDS_PER_WAIT),
  };
}

/** Recovery of an attempt, with its site and order on every line that is written meanwhile, also by the gateway. */
function onLinesOfItsOrder<Rest extends readonly unknown[], Result>(
  work: (attempt: PaymentAttempt, ...rest: Rest) => Result,
): (attempt: PaymentAttempt, ...rest: Rest) => Result {
  return (attempt, ...rest) => {
    const { site, orderId } = attempt;
    return withLineContext({ site, orderId }, () => work(attempt, ...rest));
  };
}
