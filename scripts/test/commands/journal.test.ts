import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../../server-extension/src/cybersource/outcome/stored-result.ts';
import { createSqliteJournal } from '../../../server-extension/src/journal/sqlite/sqlite.ts';
import { recoveryTaskOf } from '../../../server-extension/test/builders/recovery-task.ts';
import { declined } from '../../../server-extension/test/builders/result.ts';
import { anAttempt } from '../../../server-extension/test/journal/contract.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

describe('the commands for a journal', function () {
  this.timeout(60_000);
  let line: ACommandLine;
  let file: string;
  beforeEach(async () => {
    line = await aCommandLine({});
    file = path.join(line.folder, 'payments.sqlite');
    line.environment['JOURNAL'] = `sqlite:${file}`;
    const journal = createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => new Date() });
    const claimedAt = new Date('2000-01-01T00:00:00Z');
    const claim = await journal.claim(
      anAttempt({ claimedAt, lastDigits: '1111' }),
      () => ({ verdict: 'proceed' }),
      (key) => `${key}.1` as never,
    );
    if (claim.kind === 'claimed') await journal.complete(claim.attempt, declined(), claimedAt);
    await journal.close();
  });
  afterEach(() => line.close());

  it('copy it, verify it, and put the copy in its place', async () => {
    expect(await line.run('journal', 'backup', '--out', 'copy.sqlite')).to.include({ code: 0 });
    const database = new DatabaseSync(file);
    database.exec(`UPDATE attempts SET result = replace(result, 'declined', 'approved')`);
    database.close();
    const found = await line.run('journal', 'verify', '--json');
    expect(found.code).to.equal(3);
    expect(found.out).to.include('"part": "result"');
    expect(await line.run('journal', 'restore', '--from', 'copy.sqlite')).to.include({ code: 0 });
    const whole = await line.run('journal', 'verify');
    expect(whole.out).to.include('The chain holds');
    expect(whole.code).to.equal(0);
  });

  it('delete only what need not be kept, and only when told so', async () => {
    expect((await line.run('journal', 'purge', '--months', '12')).code).to.equal(2);
    expect((await line.run('journal', 'purge', '--months', '120')).out).to.include('Nothing was deleted');
    expect((await line.run('journal', 'purge', '--months', '120', '--yes')).out).to.include(
      'Deleted: 1 attempt',
    );
  });

  it('erase a shopper’s data of an order', async () => {
    const { orderId } = anAttempt();
    expect((await line.run('journal', 'erase', orderId)).out).to.include('Erased in 1 attempts.');
  });

  it('say which program PostgreSQL has for it, and which journal is missing', async () => {
    const postgres = await line.run('journal', 'backup', '--out', 'x', '--journal', 'postgres://db/payments');
    expect(postgres.code).to.equal(2);
    expect(postgres.error).to.include('pg_dump');
    expect((await line.run('journal', 'verify', '--journal', 'sqlite:none')).error).to.include(
      'no such file',
    );
    delete line.environment['JOURNAL'];
    expect((await line.run('journal', 'verify')).error).to.include('--journal');
  });
});
