import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { backUpSqlite, restoreSqlite } from '../../src/journal/sqlite/backup.ts';
import { itIsRestored } from './restored-shop.ts';

describe('A shop whose journal in SQLite is restored from a copy of the morning', function () {
  this.timeout(60_000);

  itIsRestored(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'restored-'));
    const file = path.join(folder, 'journal.sqlite');
    const copy = path.join(folder, 'copy.sqlite');
    return {
      address: `sqlite:${file}`,
      backUp: async () => {
        backUpSqlite(file, copy);
      },
      restore: async () => {
        restoreSqlite(copy, file, new Date());
      },
      remove: () => rm(folder, { recursive: true }),
    };
  });
});
