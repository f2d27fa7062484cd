import { createPostgresJournal } from '../../src/journal/postgres.ts';
import { dutyOf } from '../builders/duties.ts';
import { sharedCluster } from '../builders/postgres.ts';
import { itIsAJournal } from './contract.ts';

describe('the PostgreSQL journal', () => {
  itIsAJournal(async (now) => {
    const url = await (await sharedCluster()).createDatabase();
    return createPostgresJournal({ url, dutyOf, aheadMs: () => now().getTime() - Date.now() });
  });
});
