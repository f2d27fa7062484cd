import type { Config } from '../config/config.ts';
import { gatewayRefOf } from '../domain/payment/reported.ts';
import { toErrorFields } from '../log/error-fields.ts';
import type { Log } from '../log/log.ts';
import { createResolvePayment } from '../payments/resolve-payment.ts';
import { createMerchantTransactionIds } from '../payments/merchant-transaction-id.ts';
import { createAttemptExecutor } from '../payments/attempt-executor.ts';
import { createHoldReversals } from '../payments/recovery/hold-reversal.ts';
import { createGatewayByMethod } from '../payments/gateway-by-method.ts';
import { type MethodRules, methodRulesIn } from '../payments/ports/method-rules.ts';
import { createExecutePayment, type ExecutePayment } from '../payments/execute-payment.ts';
import type {
  PaymentAttempt,
  Gateway,
  Journal,
  PaymentRecords,
  SettingsFor,
} from '../payments/ports/ports.ts';
import { type OrderAccepted, createConfirmOrder } from '../payments/recovery/confirm-order.ts';
import { createResolveOutcome } from '../payments/recovery/resolve-outcome.ts';
import { attemptIdentity, taskLogLine } from './attempt-log-fields.ts';
import { createRecovery } from '../payments/recovery/recovery.ts';
import { createInlineLookup } from '../payments/inline-lookup.ts';
import { repeatedly } from '../time/repeatedly.ts';

/** A round of the reconciler starts this part of the shortest wait after the one before it. */
const ROUNDS_PER_WAIT = 2;
/** A recovery task takes a few calls, one after the other. */
const CALLS_PER_DUTY = 4;

export interface AssemblePaymentsDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'timings' | 'sealingSecret'>;
  /** The payment methods of the installation. */
  readonly methods: readonly MethodRules[];
  readonly gateway: Gateway;
  readonly records: PaymentRecords;
  readonly journal: Journal;
  readonly orderAccepted: OrderAccepted;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  readonly log: Log;
}

export interface AssembledPayments {
  readonly executePayment: ExecutePayment;
  /** Starts nothing new; resolves when what is under way is over. */
  stop(): Promise<void>;
}

/** Paying, and the reconciler that looks after what was left open. */
export function assemblePayments(parts: AssemblePaymentsDeps): AssembledPayments {
  const { config, records, journal, orderAccepted, settingsFor, now, log } = parts;
  const { timings, deadlines } = config;
  const deadlineMs = deadlines.cybersource;
  const methodRules = methodRulesIn(parts.methods);
  const gateway = createGatewayByMethod(parts.gateway, methodRules);

  const onError = (event: string, error: unknown, attempt?: PaymentAttempt): void => {
    const { orderId, operation, merchantTransactionId } = attempt ?? {};
    log('error', event, { orderId, operation, merchantTransactionId, ...toErrorFields(error) });
  };
  const name = createMerchantTransactionIds(config.sealingSecret);
  const isJournalOwn = config.journal.kind === 'memory';
  const executor = createAttemptExecutor({
    gateway,
    journal,
    merchantTransactionIdFor: name,
    methodRules,
    now,
    deadlineMs,
    lostAfterMs: timings.lostAfterMs,
    inlineLookup: createInlineLookup({ gateway, journal, deadlineMs: deadlines.lookUp }),
    onError,
  });
  const holdReversals = createHoldReversals({
    executor,
    journal,
    now,
    lostAfterMs: 2 * deadlineMs,
    onAttempted: ({ orderId, operation, merchantTransactionId, result }) => {
      const outcome = result?.outcome;
      const gatewayId = gatewayRefOf(result);
      log('info', 'hold-reversal', { orderId, operation, outcome, gatewayId, merchantTransactionId });
    },
    onError,
  });
  const executePayment = createExecutePayment({
    executor,
    journal,
    resolvePayment: createResolvePayment({
      journal,
      records,
      isJournalOwn,
      now,
      deadlineMs: deadlines.lookUp,
      searchLagMs: timings.searchLagMs,
    }),
    merchantTransactionIdFor: name,
    methodRules,
    deadlineMs,
    onResidualHold: (heldAttempt, settings) => void holdReversals.reverse(heldAttempt, settings),
  });
  const reconcile = createRecovery({
    journal,
    resolveOutcome: createResolveOutcome({
      gateway,
      journal,
      orderAccepted,
      isJournalOwn,
      timings,
      now,
      deadlineMs,
    }),
    confirmOrder: createConfirmOrder({
      journal,
      orderAccepted,
      executePayment,
      timings,
      now,
      onOrphan: (attempt) => {
        log('warning', 'order-not-placed', attemptIdentity(attempt));
      },
    }),
    holdReversals,
    settingsFor,
    timings,
    now,
    leaseMs: CALLS_PER_DUTY * deadlineMs,
    onTaskEnded: (taken, left) => {
      log(...taskLogLine(taken, left));
    },
    onError,
  });
  const reconciling = repeatedly(reconcile, timings.firstLookupMs / ROUNDS_PER_WAIT);

  const inFlight = new Set<Promise<unknown>>();
  return {
    async executePayment(...asked) {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      inFlight.add(ended);
      try {
        return await executePayment(...asked);
      } finally {
        inFlight.delete(ended);
        end();
      }
    },
    async stop() {
      await reconciling.stop();
      // Its caller may have hung up: the result has to be in the journal before that is closed.
      await Promise.all(inFlight);
      await holdReversals.idle();
    },
  };
}
