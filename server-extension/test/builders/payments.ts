import { present } from '../../src/domain/present.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createResolvePayment } from '../../src/payments/resolve-payment.ts';
import { createMerchantTransactionIds } from '../../src/payments/attempt/merchant-transaction-id.ts';
import {
  type AttemptExecutorDeps,
  createAttemptExecutor,
} from '../../src/payments/attempt/attempt-executor.ts';
import { RECOVERY_TIMINGS } from '../../src/payments/recovery/recovery-task.ts';
import { noRecords } from './records.ts';
import { createHoldReversals, type HoldReversals } from '../../src/payments/recovery/hold-reversal.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { createGatewayByMethod } from '../../src/payments/attempt/gateway-by-method.ts';
import { type MethodRules, methodRulesIn } from '../../src/payments/ports/method-rules.ts';
import { createExecutePayment, type ExecutePayment } from '../../src/payments/execute-payment.ts';
import { createPreviewPayment, type PreviewPayment } from '../../src/payments/preview-payment.ts';
import type { PaymentRecords } from '../../src/payments/ports/payment-records.ts';

/** The real rules of payment around a gateway and a journal of the test's. */
export function createPayments(deps: Pick<AttemptExecutorDeps, 'gateway' | 'journal'> & Partial<Options>): {
  readonly executePayment: ExecutePayment;
  readonly previewPayment: PreviewPayment;
  readonly holdReversals: HoldReversals;
} {
  const {
    journal,
    methods = paymentMethods,
    now = () => new Date(),
    deadlineMs = 2_000,
    onError = () => undefined,
  } = deps;
  const methodRules = methodRulesIn(methods);
  const gateway = createGatewayByMethod(deps.gateway, methodRules);
  const name = createMerchantTransactionIds(new Secret('a secret of the tests'));
  const executor = createAttemptExecutor({
    gateway,
    journal,
    merchantTransactionIdFor: name,
    methodRules,
    now,
    deadlineMs,
    lostAfterMs: RECOVERY_TIMINGS.lostAfterMs,
    onError,
  });
  const lostAfterMs = 2 * deadlineMs;
  const onAttempted = (): void => undefined;
  const holdReversals = createHoldReversals({ executor, journal, now, lostAfterMs, onAttempted, onError });
  const onResidualHold =
    deps.onResidualHold ?? ((heldAttempt, settings) => void holdReversals.reverse(heldAttempt, settings));
  const { records = noRecords, isJournalOwn = true, searchLagMs = RECOVERY_TIMINGS.searchLagMs } = deps;
  const resolvePayment = createResolvePayment({
    journal,
    records,
    isJournalOwn,
    now,
    deadlineMs,
    searchLagMs,
  });
  return {
    executePayment: createExecutePayment({
      executor,
      journal,
      resolvePayment,
      merchantTransactionIdFor: name,
      methodRules,
      now,
      deadlineMs,
      searchLagMs,
      ...present({ requireAccepted: deps.requireAccepted }),
      onResidualHold,
    }),
    previewPayment: createPreviewPayment({ journal, resolvePayment, methodRules, now }),
    holdReversals,
  };
}

interface Options {
  readonly methods: readonly MethodRules[];
  readonly records: PaymentRecords;
  readonly isJournalOwn: boolean;
  readonly searchLagMs: number;
  readonly now: () => Date;
  readonly deadlineMs: number;
  readonly onError: (event: string) => void;
  readonly requireAccepted: NonNullable<Parameters<typeof createExecutePayment>[0]['requireAccepted']>;
  readonly onResidualHold: Parameters<typeof createExecutePayment>[0]['onResidualHold'];
}
