import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { at, type MaintainedJournal, testMaintenance } from './contract.ts';

function inSqlite(folder: string): Promise<MaintainedJournal> {
  const file = path.join(folder, 'journal.sqlite');
  const journal = createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => at });
  const tamper = async (sql: string): Promise<void> => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  return Promise.resolve({ journal, tamper });
}

testMaintenance('SQLite', inSqlite);
