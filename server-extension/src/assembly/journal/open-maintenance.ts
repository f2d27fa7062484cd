import type { JournalMaintenance } from '../../journal/maintenance/maintenance.ts';
import { withReasons } from '../../cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../journal/notifications/database-journal.ts';
import { createRecoveryTaskOf, RECOVERY_TIMINGS } from '../../payments/recovery/recovery-task.ts';

/** Maintenance of a journal, opened beside the instances that write it. */
export interface OpenedMaintenance extends JournalMaintenance {
  close(): Promise<void>;
}

/**
 * @param location the setting `journal`: `sqlite:<file>` or `postgres://…`.
 * @throws Problem `journal-unavailable` when it cannot be opened.
 */
export async function openMaintenance(location: string, now: () => Date): Promise<OpenedMaintenance> {
  const journal = await open(location, now);
  return { ...journal.maintenance, close: () => journal.close() };
}

async function open(location: string, now: () => Date): Promise<DatabaseJournal> {
  const deps = { recoveryTaskOf: createRecoveryTaskOf(RECOVERY_TIMINGS), withReasons };
  if (location.startsWith('sqlite:')) {
    const { createSqliteJournal } = await import('../../journal/sqlite/sqlite.ts');
    return createSqliteJournal({ ...deps, file: location.slice('sqlite:'.length), now });
  }
  const { createPostgresJournal } = await import('../../journal/postgres/postgres.ts');
  return createPostgresJournal({ ...deps, url: location });
}
