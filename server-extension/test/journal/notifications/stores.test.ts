import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { createMemoryNotifications } from '../../../src/journal/notifications/memory.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import { sharedCluster } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { itIsANotificationStore } from './contract.ts';

describe('notifications in memory', () => {
  itIsANotificationStore(async (now) => ({
    store: createMemoryNotifications({ capacity: 100, now }),
    close: async () => undefined,
  }));
});

describe('notifications in SQLite', () => {
  itIsANotificationStore(async (now) => {
    const journal = createSqliteJournal({ file: ':memory:', recoveryTaskOf, withReasons, now });
    return { store: journal.notifications, close: () => journal.close() };
  });
});

describe('notifications in PostgreSQL', function () {
  this.timeout(60_000);
  itIsANotificationStore(async (now) => {
    const journal = await createPostgresJournal({
      url: await (await sharedCluster()).createDatabase(),
      recoveryTaskOf,
      withReasons,
      aheadMs: () => now().getTime() - Date.now(),
    });
    return { store: journal.notifications, close: () => journal.close() };
  });
});
