import { mkdtemp, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAttempt } from '../contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

describe('the file of a journal in SQLite', () => {
  let folder: string;
  let file: string;
  let journal: DatabaseJournal;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sqlite-'));
    file = path.join(folder, 'journal.sqlite');
    journal = createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => at });
  });
  afterEach(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });

  it('has one writer at a time, and says so to who waits for longer than a payment can', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const problem = await refusal(journal.claim(anAttempt(), go, name));
    expect(problem.code).to.equal('journal-unavailable');
    expect(problem.cause)
      .to.have.property('message')
      .that.matches(/locked: another process.*Remedy/);
    other.exec('ROLLBACK');
    other.close();
    expect(await journal.claim(anAttempt(), go, name)).to.have.property('kind', 'claimed');
  });

  it('has a write-ahead log that shrinks again when something let it grow', async () => {
    const other = new DatabaseSync(file);
    other.exec(
      'PRAGMA wal_autocheckpoint = 0; CREATE TABLE large (content); INSERT INTO large VALUES (zeroblob(80000000));',
    );
    other.close();
    const log = async (): Promise<number> => (await stat(`${file}-wal`)).size;
    expect(await log()).to.be.above(80_000_000);
    for (let nth = 0; nth < 3; nth += 1) await journal.claim(anAttempt(), go, name);
    expect(await log()).to.be.at.most(64 * 1024 * 1024);
  }).timeout(60_000);
});
