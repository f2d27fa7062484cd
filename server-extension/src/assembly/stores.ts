import { withReasons } from '../cybersource/outcome/stored-result.ts';
import { createMemoryCases } from '../journal/cases/memory.ts';
import { createRecoveryTaskOf } from '../payments/recovery/recovery-task.ts';
import type { AssembledConnections } from './connections.ts';
import type { Installation, Overrides } from './installation.ts';
import { openJournal, type OpenedJournal } from './journal/open-journal.ts';
import { orphanedResultFields } from './payments/attempt-log-fields.ts';

/** Cases that are kept beside a journal which was put in. */
const REMEMBERED_CASES = 10_000;

/** The journal that the configuration names, with the cases and notifications that are kept beside it. It is opened with the first call. */
export function assembleStores(
  { config, log }: Installation,
  { now, telemetry }: AssembledConnections,
  overrides: Partial<Overrides>,
): OpenedJournal {
  const opened: OpenedJournal = overrides.journal
    ? {
        journal: overrides.journal,
        cases: createMemoryCases(REMEMBERED_CASES),
        ...(overrides.notifications && { notifications: overrides.notifications }),
      }
    : openJournal(config.journal, {
        recoveryTaskOf: createRecoveryTaskOf(config.timings),
        withReasons,
        now,
        settleDelayMs: config.timings.lostAfterMs,
        onOrphanedResult: (orphaned, reason, attempt) => {
          log('result.orphaned', orphanedResultFields(orphaned, reason, attempt));
        },
      });
  return { ...opened, journal: telemetry.measured(opened.journal) };
}
