import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { backUpSqlite, restoreSqlite } from '../../../src/journal/sqlite/backup.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anAttempt } from '../contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

describe('a copy of a journal in SQLite', () => {
  let folder: string;
  let file: string;
  let copy: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'backup-'));
    file = path.join(folder, 'journal.sqlite');
    copy = path.join(folder, 'copy.sqlite');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = (): DatabaseJournal =>
    createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => at });

  it('is made while payments are made, has what was committed by then, and takes the place of a lost one', async () => {
    const journal = open();
    const [kept, later] = [anAttempt(), anAttempt()];
    await journal.claim(kept, go, name);
    backUpSqlite(file, copy);
    await journal.claim(later, go, name);
    await journal.close();
    expect((await stat(copy)).mode & 0o777).to.equal(0o600);
    const replaced = restoreSqlite(copy, file, at);
    expect(replaced).to.equal(`${file}.replaced-2026-11-21T10-00-00-000Z`);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    const restored = open();
    expect(await restored.find(kept.key)).to.have.property('key', kept.key);
    expect(await restored.find(later.key)).to.equal(undefined);
    expect((await restored.maintenance.verify()).breaks).to.deep.equal([]);
    await restored.close();
  });

  it('replaces no journal that a process has open, and overwrites nothing', async () => {
    const journal = open();
    await journal.claim(anAttempt(), go, name);
    backUpSqlite(file, copy);
    expect(() => restoreSqlite(copy, file, at)).to.throw(/still uses.*stop every instance/);
    expect(() => {
      backUpSqlite(file, copy);
    }).to.throw(/there already/);
    await journal.claim(anAttempt(), go, name);
    await journal.close();
  });

  it('is looked at before it replaces anything', async () => {
    await open().close();
    await writeFile(copy, 'no database at all, but long enough to be looked at');
    expect(() => restoreSqlite(copy, file, at)).to.throw(/damaged.*another copy/);
    expect(() => {
      backUpSqlite(path.join(folder, 'none'), copy);
    }).to.throw(/no journal/);
    await open().close();
  });
});
