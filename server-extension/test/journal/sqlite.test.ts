import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { createSqliteJournal } from '../../src/journal/sqlite.ts';
import { dutyOf } from '../builders/duties.ts';
import { approved } from '../builders/result.ts';
import { anEntry, itIsAJournal } from './contract.ts';

const now = (): Date => new Date();
const go = (): { readonly verdict: 'go' } => ({ verdict: 'go' });

describe('the SQLite journal', () => {
  let folder: string;
  let files = 0;
  const freshFile = (): string => path.join(folder, `journal-${(files += 1)}.sqlite`);
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  itIsAJournal((at) => createSqliteJournal({ file: freshFile(), dutyOf, now: at }));

  it('still knows everything after it was closed and opened again', async () => {
    const file = freshFile();
    const before = createSqliteJournal({ file, dutyOf, now });
    const [finished, underWay] = [anEntry(), anEntry()];
    await before.open(finished, go, (key) => key as never);
    const closed = await before.close(
      { key: finished.key, attempt: 1 },
      approved(finished.amount),
      new Date(),
    );
    await before.open(underWay, go, (key) => key as never);
    await before.end();

    const after = createSqliteJournal({ file, dutyOf, now });
    expect(await after.open(finished, go, (key) => key as never)).to.deep.equal({
      kind: 'finished',
      entry: closed,
    });
    expect(await after.open(underWay, go, (key) => key as never)).to.have.property('kind', 'under-way');
    await after.end();
  });

  it('says that nothing was sent when it cannot be written', async () => {
    const unwritable = path.join(folder, 'no-such-folder', 'journal.sqlite');
    expect(() => createSqliteJournal({ file: unwritable, dutyOf, now })).to.throw(
      Problem,
      'nothing was sent',
    );
  });
});
