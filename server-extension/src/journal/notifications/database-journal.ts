import type { JournalMaintenance } from '../maintenance/maintenance.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import type { NotificationStore } from '../../notifications/ports.ts';
import type { Journal } from '../../payments/ports/journal.ts';

/** A journal in a database, with the notifications and cases that are kept beside the attempts. */
export interface DatabaseJournal extends Journal {
  readonly notifications: NotificationStore;
  readonly cases: CaseStore;
  readonly maintenance: JournalMaintenance;
}
