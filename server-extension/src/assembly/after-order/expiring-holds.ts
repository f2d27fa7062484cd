import type { RunTracing } from '../../telemetry/tracing.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { createExpiringHolds, type ExpiringHolds } from '../../payments/expiring-holds/expiring-holds.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { attemptFields } from '../payments/attempt-log-fields.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleExpiringHoldsDeps {
  readonly journal: Journal;
  readonly cases: CaseStore;
  /** The settings of every site and channel with the gateway. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly settingsFor: SettingsFor;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
}

/** The look-out for holds that expire, and what it has found. */
export interface AssembledExpiringHolds {
  readonly expiringHolds: ExpiringHolds;
  start(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 10 * 60_000;
/** A start has more urgent things to do. */
const FIRST_AFTER_MS = 60_000;

export function assembleExpiringHolds({
  journal,
  cases,
  allSettings,
  settingsFor,
  runs,
  now,
  log,
}: AssembleExpiringHoldsDeps): AssembledExpiringHolds {
  const expiringHolds = createExpiringHolds({
    journal,
    cases,
    allSettings,
    settingsFor,
    now,
    onExpiring: (attempt, { expiresAt }) => {
      log('authorization.expiring', { ...attemptFields(attempt), deadline: expiresAt.toISOString() });
    },
    onError: (error, { orderId, site }) => {
      log('authorizations.expiry-not-checked', { orderId, site, ...toErrorFields(error) });
    },
  });
  const lookOut = createJob(
    (isOver) =>
      runs.traceRun({ name: 'expiring holds', attributes: {} }, () =>
        expiringHolds.lookOut(isOver).catch((error: unknown) => {
          log('authorizations.expiry-not-checked', toErrorFields(error));
        }),
      ),
    EVERY_MS,
    { firstAfterMs: FIRST_AFTER_MS },
  );
  return { expiringHolds, ...lookOut };
}
