import type { RunTracing } from '../../telemetry/tracing.ts';
import type { Config } from '../../config/config.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import { lineContext } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createFindFirstPayment, type FindFirstPayment } from '../../payments/first-payment.ts';
import { createFindPayment, type FindPayment } from '../../payments/find-payment.ts';
import { createPreviewCharge, type PreviewCharge } from '../../payments/preview-charge.ts';
import { createPreviewPayment, type PreviewPayment } from '../../payments/preview-payment.ts';
import { createResolvePayment } from '../../payments/resolve-payment.ts';
import { createMerchantTransactionIds } from '../../payments/attempt/merchant-transaction-id.ts';
import { createReadChargeBasis } from '../../payments/attempt/read-charge-basis.ts';
import { createAttemptExecutor } from '../../payments/attempt/attempt-executor.ts';
import { createHoldReversals } from '../../payments/recovery/hold-reversal.ts';
import { withPurchase } from '../../payments/attempt/captures-with-purchase.ts';
import type { ReadPurchase } from '../../payments/ports/purchase.ts';
import { createGatewayByMethod } from '../../payments/attempt/gateway-by-method.ts';
import { type MethodRules, methodRulesIn } from '../../payments/ports/method-rules.ts';
import { createExecutePayment, type ExecutePayment } from '../../payments/execute-payment.ts';
import type { Gateway } from '../../payments/ports/gateway.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { OrderRecords, PaymentRecords } from '../../payments/ports/payment-records.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { OrderAccepted } from '../../payments/recovery/confirm-order.ts';
import { withRetriedRefunds } from '../../payments/recovery/retried-refund.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import type { SettleNotified } from '../../payments/recovery/settle-notified.ts';
import { attemptFields, failedAttemptFields } from './attempt-log-fields.ts';
import { assembleRecovery } from './recovery.ts';
import { createInlineLookup } from '../../payments/attempt/inline-lookup.ts';

export interface AssemblePaymentsDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'timings' | 'namingSecret'>;
  /** The payment methods of the installation. */
  readonly methods: readonly MethodRules[];
  readonly gateway: Gateway;
  readonly readPurchase: ReadPurchase;
  readonly records: PaymentRecords;
  readonly orderRecords: OrderRecords;
  readonly journal: Journal;
  readonly cases: CaseStore;
  readonly orderAccepted: OrderAccepted;
  readonly settingsFor: SettingsFor;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
  readonly attemptListener?: AttemptListener;
  /** Asked before a payment is captured: rejects with a Problem while a review speaks against it. */
  readonly requireAccepted: (authorization: PaymentAttempt) => Promise<void>;
}

/** Called with how attempts end. */
export interface AttemptListener {
  readonly attemptCompleted: (attempt: PaymentAttempt) => void;
  /** Called when an unknown outcome was resolved. */
  readonly attemptResolved: (attempt: PaymentAttempt, result: PaymentResult) => void;
}

export interface AssembledPayments {
  readonly settleNotified: SettleNotified;
  readonly executePayment: ExecutePayment;
  readonly previewPayment: PreviewPayment;
  readonly previewCharge: PreviewCharge;
  readonly findPayment: FindPayment;
  readonly findFirstPayment: FindFirstPayment;
  /** Recovery rounds, from now on. */
  start(): void;
  /** Starts nothing new; resolves when what is under way is over. */
  stop(): Promise<void>;
}

/** Payments, and recovery of what was left open. */
export function assemblePayments(parts: AssemblePaymentsDeps): AssembledPayments {
  const { config, records, journal, orderAccepted, settingsFor, runs, now, log, attemptListener } = parts;
  const { timings, deadlines } = config;
  const deadlineMs = deadlines.cybersource;
  const methodRules = methodRulesIn(parts.methods);
  const informed = withPurchase(parts.gateway, parts.readPurchase, ({ site, channel, orderId }, reason) => {
    log('capture.without-items', { site, channel, orderId, reason });
  });
  const gateway = createGatewayByMethod(informed, methodRules);

  const onAttemptError = (event: AttemptErrorEvent, error: unknown, attempt: PaymentAttempt): void => {
    log(event, { ...failedAttemptFields(attempt), ...toErrorFields(error) });
  };
  const merchantTransactionIdFor = createMerchantTransactionIds(config.namingSecret);
  const isJournalOwn = config.journal.kind === 'memory';
  const executor = createAttemptExecutor({
    gateway,
    journal,
    merchantTransactionIdFor,
    methodRules,
    now,
    deadlineMs,
    lostAfterMs: timings.lostAfterMs,
    requestId: () => lineContext()?.httpRequestId,
    inlineLookup: createInlineLookup({ gateway, journal, deadlineMs: deadlines.lookUp }),
    ...(attemptListener && { onCompleted: attemptListener.attemptCompleted }),
    onError: onAttemptError,
  });
  const holdReversals = createHoldReversals({
    executor,
    journal,
    now,
    lostAfterMs: 2 * deadlineMs,
    onAttempted: (reversal) => {
      log('hold.reversal', { ...attemptFields(reversal), outcome: reversal.result?.outcome });
    },
    onError: onAttemptError,
  });
  const resolvePayment = createResolvePayment({
    journal,
    records,
    isJournalOwn,
    now,
    deadlineMs: deadlines.lookUp,
    searchLagMs: timings.searchLagMs,
  });
  const readingRecords = { records, orderRecords: parts.orderRecords, deadlineMs: deadlines.lookUp };
  const ofCharges = isJournalOwn && {
    readChargeBasis: createReadChargeBasis({ ...readingRecords, journal, merchantTransactionIdFor }),
  };
  const executePayment = createExecutePayment({
    executor,
    journal,
    resolvePayment,
    merchantTransactionIdFor,
    methodRules,
    now,
    deadlineMs,
    searchLagMs: timings.searchLagMs,
    ...ofCharges,
    requireAccepted: parts.requireAccepted,
    onResidualHold: (heldAttempt, settings) => void holdReversals.reverse(heldAttempt, settings),
  });
  const recovery = assembleRecovery({
    config,
    gateway,
    journal,
    orderAccepted,
    settingsFor,
    executePayment,
    holdReversals,
    runs,
    now,
    log,
    ...(attemptListener && { onResolved: attemptListener.attemptResolved }),
  });

  const executeOnce = withRetriedRefunds(executePayment, { journal, cases: parts.cases });
  const inFlight = new Set<Promise<unknown>>();
  return {
    settleNotified: recovery.settleNotified,
    async executePayment(...asked) {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      inFlight.add(ended);
      try {
        return await executeOnce(...asked);
      } finally {
        inFlight.delete(ended);
        end();
      }
    },
    previewPayment: createPreviewPayment({ journal, resolvePayment, methodRules, now }),
    previewCharge: createPreviewCharge({ journal, ...ofCharges }),
    findFirstPayment: createFindFirstPayment({
      journal,
      records,
      now,
      deadlineMs: deadlines.lookUp,
      searchLagMs: timings.searchLagMs,
    }),
    findPayment: createFindPayment({ ...readingRecords, journal }),
    start: recovery.start,
    async stop() {
      await recovery.stop();
      // Also when the caller has closed its connection: the result has to be written before the journal is closed.
      await Promise.all(inFlight);
      await holdReversals.idle();
    },
  };
}

type AttemptErrorEvent =
  | 'attempt.lookup-failed'
  | 'gateway.adapter-failed'
  | 'hold.reversal-failed'
  | 'journal.write-failed'
  | 'risk-check.failed';
