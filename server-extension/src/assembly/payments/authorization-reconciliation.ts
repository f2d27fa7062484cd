import type { RunTracing } from '../../telemetry/tracing.ts';
import type { Config } from '../../config/config.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import { withLineContext } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createOrderReading } from '../../occ/orders/order-acceptance.ts';
import type { ExecutePayment } from '../../payments/execute-payment.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { PaymentRecords } from '../../payments/ports/payment-records.ts';
import type { AuthorizationSearch } from '../../payments/authorization-reconciliation/authorization-search.ts';
import { createClassify } from '../../payments/authorization-reconciliation/classify.ts';
import {
  createReconcileAuthorizations,
  type ReconcileAuthorizations,
} from '../../payments/authorization-reconciliation/reconcile-authorizations.ts';
import { createReverseOrphan } from '../../payments/authorization-reconciliation/reverse-orphan.ts';
import { createRecordPayment } from '../../payments/authorization-reconciliation/record-payment.ts';
import { createUnrecorded } from '../../payments/authorization-reconciliation/unrecorded.ts';
import { attemptFields } from './attempt-log-fields.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleReconciliationDeps {
  readonly config: Pick<Config, 'timings' | 'reconciliation' | 'journal' | 'deadlines'>;
  readonly authorizationSearch: AuthorizationSearch;
  readonly records: PaymentRecords;
  readonly occ: OccApi;
  readonly journal: Journal;
  /** The settings of every site and channel with the gateway. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly executePayment: ExecutePayment;
  /** Called once with each change that another program made to a payment. */
  readonly changedElsewhere: (attempt: PaymentAttempt) => void;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
}

export interface AuthorizationReconciliation {
  /** Makes one now, on request. */
  readonly reconcileAuthorizations: ReconcileAuthorizations;
  /** By a timer from now on, where the configuration says so. */
  start(): void;
  /** No further one by itself; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/** OCC's deliveries are fresh for a day: what is older than that was decided before. */
const FIRST_LOOK_MS = 24 * 60 * 60_000;

/** A process that starts serves its first requests first. */
const START_MS = 1_000;

/** Authorization reconciliation, with the waiting times of recovery. */
export function assembleAuthorizationReconciliation({
  config,
  authorizationSearch,
  records,
  occ,
  journal,
  allSettings,
  executePayment,
  changedElsewhere,
  runs,
  now,
  log,
}: AssembleReconciliationDeps): AuthorizationReconciliation {
  const { timings, reconciliation: rules } = config;
  const reverseOrphan = createReverseOrphan(executePayment);
  const reconcileAuthorizations = createReconcileAuthorizations({
    authorizationSearch,
    journal,
    allSettings,
    classify: createClassify({ authorizationSearch, journal, readOrder: createOrderReading(occ) }),
    reverseOrphan: (authorization, orphan) =>
      withLineContext({ site: orphan.settings.site, orderId: authorization.orderId }, () =>
        reverseOrphan(authorization, orphan),
      ),
    ...(config.journal.kind !== 'memory' && {
      unrecorded: createUnrecorded({
        followOnSearch: authorizationSearch,
        journal,
        recordPayment: createRecordPayment({ records, journal, deadlineMs: config.deadlines.lookUp }),
        dryRun: rules.dryRun,
        onRecorded: (attempt) => {
          if (attempt.caller !== 'external') log('payment.recorded', attemptFields(attempt));
          else {
            log('payment.changed-elsewhere', attemptFields(attempt));
            changedElsewhere(attempt);
          }
        },
      }),
    }),
    now,
    rules: {
      olderThanMs: timings.confirmOrderMs,
      searchLagMs: timings.searchLagMs,
      lookBackMs: FIRST_LOOK_MS,
      askAgainMs: timings.firstLookupMs,
      reversalsMax: rules.mostUndone,
      dryRun: rules.dryRun,
    },
    onOrphan: ({ ref, orderId }, site) => {
      log('authorization.orphaned', { site, orderId, gatewayTransactionId: ref });
    },
    onReconciled: ({ complete, orphans, reversed, failed, recorded }) => {
      if (orphans === 0 && recorded === 0 && complete) return;
      const event = failed > 0 ? 'authorizations.not-reversed' : 'authorizations.reconciled';
      log(event, { complete, orphans, reversed, failed, recorded });
    },
    onError: (event, error) => {
      log(event, toErrorFields(error));
    },
  });
  const rounds = createJob(
    () =>
      runs.traceRun({ name: 'reconciliation', attributes: {} }, async () => {
        await reconcileAuthorizations();
      }),
    rules.everyMs,
    { firstAfterMs: START_MS },
  );
  return { reconcileAuthorizations, ...rounds };
}
