import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { CheckoutKey, CommandKey, PaymentKey } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import { searchStatement } from '../../../src/journal/sqlite/search.ts';
import type { SearchKey } from '../../../src/payments/ports/attempt-search.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, declinedWhileHeld, unknown } from '../../builders/result.ts';
import { expectToGoOn, ROWS_OF_1_0_0, valuesOf } from '../attempts-of-1-0-0.ts';
import { anAttempt, anOrderOf, itIsAJournal } from '../contract.ts';
import { itIsSearchable } from '../search-contract.ts';
import { FILE_OF_1_0_0, OLD_FILE } from './old-sqlite-file.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';

/** SQLite's word for it in `PRAGMA synchronous`. */
const FULL = 2;

const at = new Date('2026-11-21T10:00:00Z');
const now = (): Date => new Date('2026-11-22T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

describe('the SQLite journal', () => {
  let folder: string;
  let files = 0;
  const freshFile = (): string => path.join(folder, `journal-${(files += 1)}.sqlite`);
  const open = (file: string): Journal => createSqliteJournal({ file, recoveryTaskOf, withReasons, now });
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  itIsAJournal((time) => createSqliteJournal({ file: freshFile(), recoveryTaskOf, withReasons, now: time }));
  itIsSearchable((time) =>
    createSqliteJournal({ file: freshFile(), recoveryTaskOf, withReasons, now: time }),
  );

  const INDICES: Readonly<Record<SearchKey['by'], string>> = {
    time: 'attempts_by_time',
    operation: 'attempts_by_operation',
    amount: 'attempts_by_amount',
    'last-digits': 'attempts_by_last_digits',
    'merchant-transaction-id': 'attempts_by_merchant_transaction_id',
  };
  for (const [by, index] of Object.entries(INDICES)) {
    it(`searches by ${by} in an index that has the order of the page, whatever its length`, async () => {
      const file = freshFile();
      await open(file).close();
      const database = new DatabaseSync(file);
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${searchStatement(by as SearchKey['by'])}`).all();
      database.close();
      const details = plan.map(({ detail }) => String(detail));
      expect(details[0]).to.include(`USING INDEX ${index} (`);
      // One merchant transaction id has one attempt, or very few: that page may be sorted.
      if (by !== 'merchant-transaction-id') expect(details).to.have.length(1);
    });
  }

  it('still knows everything after it was closed and opened again', async () => {
    const file = freshFile();
    const before = open(file);
    const [finished, inFlight] = [anAttempt(), anAttempt()];
    await before.claim(finished, go, name);
    const closed = await before.complete(
      { key: finished.key, attemptNumber: 1 },
      approved(finished.amount),
      at,
    );
    await before.claim(inFlight, go, name);
    await before.keepCheckpoint('sweep', finished.claimedAt);
    await before.close();

    const after = open(file);
    expect(await after.claim(finished, go, name)).to.deep.equal({ kind: 'completed', attempt: closed });
    expect(await after.claim(inFlight, go, name)).to.have.property('kind', 'in-flight');
    expect((await after.leaseTasks(10, 60_000)).map(({ attempt }) => attempt.key)).to.have.members([
      finished.key,
      inFlight.key,
    ]);
    expect(await after.checkpoint('sweep')).to.deep.equal(finished.claimedAt);
    await after.close();
  });

  it('writes what concurrent payments ask for in one transaction, and lets them see each other', async () => {
    const statements = await spiedOn(async () => {
      const journal = open(freshFile());
      const payment = 'siteUS:o1:pg1' as PaymentKey;
      const seen: number[] = [];
      const claimResult = (): Promise<unknown> =>
        journal.claim(
          anAttempt({ payment }),
          (earlier) => {
            seen.push(earlier.length);
            return { verdict: 'proceed' };
          },
          name,
        );
      await Promise.all([claimResult(), claimResult(), claimResult()]);
      expect(seen).to.deep.equal([0, 1, 2]);
      await journal.close();
    });
    // One for the new file, one for the three attempts, one for the end.
    expect(statements.filter((sql) => sql === 'COMMIT')).to.have.length(3);
  });

  it('has every commit on the disk before it says so', async () => {
    let synchronous: unknown;
    const asking = (real: Said) => (sql: string) => {
      synchronous = (real('PRAGMA synchronous') as StatementSync).get();
      return real(sql);
    };
    await replaced('prepare', asking, () => open(freshFile()).close());
    expect(synchronous).to.deep.equal({ synchronous: FULL });
  });

  it('lets no payment suffer for the one beside it', async () => {
    const journal = open(freshFile());
    const wrong = journal.claim(
      anAttempt(),
      () => {
        throw new TypeError('a rule with a mistake');
      },
      name,
    );
    const unopened = journal.complete({ key: 'nobody' as CommandKey, attemptNumber: 1 }, unknown, at);
    // Not a number that SQLite takes: the statement fails, and takes the transaction with it.
    const spoiling = journal.claim({ ...anAttempt(), claimedAt: new Date(Number.NaN) }, go, name);
    const good = journal.claim(anAttempt(), go, name);
    expect(await good).to.have.property('kind', 'claimed');
    for (const bad of [wrong, unopened, spoiling]) expect(await failure(bad)).to.be.instanceOf(Error);
    await journal.close();
  });

  it('is shared by processes: one of many deliveries gets the claim, the others hear its result', async () => {
    const file = freshFile();
    const [one, other] = [open(file), open(file)];
    const attempt = anAttempt();
    const journals = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other));
    const claimResults = await Promise.all(journals.map((journal) => journal.claim(attempt, go, name)));
    expect(claimResults.filter(({ kind }) => kind === 'claimed')).to.have.length(1);

    const listeners = [one.whenCompleted(attempt.key, 5_000), other.whenCompleted(attempt.key, 5_000)];
    const closed = await one.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), at);
    expect(await Promise.all(listeners)).to.deep.equal([closed, closed]);
    await Promise.all([one.close(), other.close()]);
  });

  it('gives two attempts with one id of CyberSource’s to the first, and keeps both results', async () => {
    const journal = open(freshFile());
    const [first, second] = [anAttempt(), anAttempt()];
    const result = approved(first.amount);
    for (const { key, ...attempt } of [first, second]) {
      await journal.claim({ key, ...attempt }, go, name);
      await journal.complete({ key, attemptNumber: 1 }, result, at);
    }
    expect((await journal.byGatewayRef(result.ref))?.key).to.equal(first.key);
    expect((await journal.find(second.key))?.result).to.deep.equal(result);
    await journal.close();
  });

  it('says that nothing was sent when it cannot be opened', () => {
    const unwritable = path.join(folder, 'no-such-folder', 'journal.sqlite');
    expect(() => open(unwritable)).to.throw(Problem, 'Nothing was sent');
  });

  for (const statement of ['BEGIN IMMEDIATE', 'COMMIT']) {
    it(`says so when the disk is full at ${statement}, and goes on when it is not any more`, async () => {
      const journal = open(freshFile());
      const attempt = anAttempt();
      await failingAt(statement, async () => {
        const [first, second] = [journal.claim(attempt, go, name), journal.claim(anAttempt(), go, name)];
        for (const claimResult of [first, second])
          expect(await failure(claimResult)).to.have.property('code', 'journal-unavailable');
      });
      expect(await journal.find(attempt.key)).to.equal(undefined);
      expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'claimed');
      await failingAt(statement, async () => {
        const closing = journal.complete(
          { key: attempt.key, attemptNumber: 1 },
          approved(attempt.amount),
          at,
        );
        expect(await failure(closing)).to.have.property('code', 'journal-unavailable');
      });
      expect((await journal.find(attempt.key))?.result).to.equal(undefined);
      await journal.close();
    });
  }

  it('migrates a file of before there were tasks, and asks OCC about none of its old authorizations', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(OLD_FILE);
    const [held, lost, unclear, finished] = [anAttempt(), anAttempt(), anAttempt(), anAttempt()];
    const insert = old.prepare('INSERT INTO attempts VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)');
    const results = [declinedWhileHeld(), undefined, unknown, approved(finished.amount)];
    [held, lost, unclear, finished].forEach(({ claimedAt, ...attempt }, index) => {
      const result = results[index];
      const ref = result !== undefined && 'ref' in result ? result.ref : null;
      const request = JSON.stringify({ ...attempt, attemptNumber: 1, merchantTransactionId: `MTI${index}` });
      const [opened, closed] = [claimedAt.getTime(), result === undefined ? null : claimedAt.getTime() + 1];
      const text = result === undefined ? null : JSON.stringify(result);
      insert.run(attempt.key, attempt.payment, attempt.orderId, ref, opened, closed, request, text);
      if (index === 0) old.prepare('INSERT INTO debts VALUES (?, ?, 1, ?)').run(ref, attempt.key, opened);
    });
    old.close();

    await open(file).close();
    const journal = open(file);
    expect(await journal.find(finished.key)).to.deep.include({
      ...finished,
      attemptNumber: 1,
      result: results[3],
    });
    const tasks = (await journal.leaseTasks(10, 60_000)).map(({ attempt, task }) => [attempt.key, task]);
    expect(tasks).to.have.deep.members([
      [held.key, 'reverse-hold'],
      [lost.key, 'resolve-outcome'],
      [unclear.key, 'resolve-outcome'],
    ]);
    await journal.close();
  });

  it('opens a file of 1.0.0 with all that is in it, and pays on', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(FILE_OF_1_0_0);
    const { claimedAt, ...paid } = anAttempt();
    const request = JSON.stringify({ ...paid, attemptNumber: 1, merchantTransactionId: 'MTI1' });
    old
      .prepare(
        'INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request) VALUES (?, 1, ?, ?, ?, ?)',
      )
      .run(paid.key, paid.payment, paid.orderId, claimedAt.getTime(), request);
    old.close();
    const journal = open(file);
    expect(await journal.find(paid.key)).to.deep.include({ ...paid, claimedAt });
    const checkout = 'a checkout' as CheckoutKey;
    expect(await journal.claim(...anOrderOf(checkout, 'o2'), name)).to.have.property('kind', 'claimed');
    expect(await journal.ofCheckout(checkout)).to.have.length(1);
    await journal.close();
    await open(file).close();
  });

  it('brings payments of 1.0.0 to their end: calls in flight, recovery tasks, manual reviews', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(FILE_OF_1_0_0);
    for (const row of ROWS_OF_1_0_0) {
      const columns = Object.keys(row);
      old
        .prepare(`INSERT INTO attempts (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
        .run(...valuesOf(row));
    }
    old.close();
    const journal = open(file);
    await expectToGoOn(journal);
    await journal.close();
    const columns = new DatabaseSync(file).prepare("SELECT name FROM pragma_table_info('attempts')").all();
    expect(columns.map(({ name }) => name)).to.not.include.oneOf(['duty', 'told', 'tries', 'opened_at']);
  });

  it('reads results of 1.0.0 with the reasons that were not written then', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(FILE_OF_1_0_0);
    const insert = old.prepare(
      `INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request, closed_at, result, told, found_at)
        VALUES (?, 1, ?, ?, ?, ?, 1, ?, ?, 1)`,
    );
    const soft = {
      outcome: 'declined',
      holdsMoney: false,
      gateway: { httpStatus: 201, status: 'DECLINED', reason: 'CUSTOMER_AUTHENTICATION_REQUIRED' },
    };
    const reversed = {
      outcome: 'refused',
      problem: 'refused',
      gateway: { httpStatus: 400, status: 'INVALID_REQUEST', reason: 'AUTH_ALREADY_REVERSED' },
    };
    const { claimedAt, ...paid } = anAttempt();
    for (const [key, result] of [
      ['soft', soft],
      ['reversed', reversed],
    ] as const) {
      const request = JSON.stringify({ ...paid, key, attemptNumber: 1, merchantTransactionId: key });
      const text = JSON.stringify(result);
      insert.run(key, paid.payment, paid.orderId, claimedAt.getTime(), request, text, text);
    }
    old.close();
    const journal = open(file);
    const resultsOf = async (key: string) => {
      const found = await journal.find(key as CommandKey);
      return [found?.result, found?.reportedResult];
    };
    const explained = { ...soft, declineReason: 'authentication-required' };
    expect(await resultsOf('soft')).to.deep.equal([explained, explained]);
    const known = { ...reversed, refusalReason: 'already-reversed' };
    expect(await resultsOf('reversed')).to.deep.equal([known, known]);
    await journal.close();
  });

  it('sends exactly one of two orders of one checkout that come to two processes with the file', async () => {
    const file = freshFile();
    const [one, other] = [open(file), open(file)];
    const checkout = 'a checkout' as CheckoutKey;
    const claimResults = await Promise.all([
      one.claim(...anOrderOf(checkout, 'o1'), name),
      other.claim(...anOrderOf(checkout, 'o2'), name),
    ]);
    expect(claimResults.filter((claimResult) => 'otherOrder' in claimResult)).to.have.length(1);
    await Promise.all([one.close(), other.close()]);
  });

  /** What the next release does to a file: it adds, and raises the number. */
  function migrateAhead(file: string, releases: number): void {
    const newer = new DatabaseSync(file);
    const { user_version: version } = newer.prepare('PRAGMA user_version').get() as { user_version: number };
    newer.exec(`
      ALTER TABLE attempts ADD COLUMN of_the_next_release TEXT;
      ALTER TABLE cases ADD COLUMN of_the_next_release TEXT NOT NULL DEFAULT '';
      PRAGMA user_version = ${version + releases};
    `);
    newer.close();
  }

  it('goes on with a file that the next release has migrated meanwhile, and opens it again', async () => {
    const file = freshFile();
    const running = open(file);
    const [before, meanwhile, after] = [anAttempt(), anAttempt(), anAttempt()];
    await running.claim(before, go, name);
    migrateAhead(file, 1);
    await running.complete({ key: before.key, attemptNumber: 1 }, approved(before.amount), at);
    await running.claim(meanwhile, go, name);
    await running.close();
    const restarted = open(file);
    expect(await restarted.find(before.key)).to.have.nested.property('result.outcome', 'approved');
    await restarted.complete({ key: meanwhile.key, attemptNumber: 1 }, approved(meanwhile.amount), at);
    expect(await restarted.claim(after, go, name)).to.have.property('kind', 'claimed');
    await restarted.close();
  });

  it('refuses a file that is more than one release ahead', async () => {
    const file = freshFile();
    await open(file).close();
    migrateAhead(file, 2);
    expect(() => open(file)).to.throw('newer version');
  });

  it('reads through an index, whatever it looks for', async () => {
    const file = freshFile();
    await open(file).close();
    const database = new DatabaseSync(file);
    const plans = (await preparedBy(() => open(file).close()))
      .filter((sql) => sql.includes('attempts') && !sql.startsWith('INSERT'))
      .map((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as { detail: string }[]);
    expect(plans).to.have.length.greaterThan(8);
    for (const { detail } of plans.flat())
      expect(detail).not.to.match(/\bSCAN\b(?!.*attempts_for_manual_review)/);
    database.close();
  });
});

/** The error that something rejects with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What SQLite is told while the work is done. */
async function spiedOn(work: () => Promise<void>): Promise<readonly string[]> {
  const said: string[] = [];
  await replaced('exec', (real) => (sql: string) => (said.push(sql), real(sql)), work);
  return said;
}

async function preparedBy(work: () => Promise<void>): Promise<readonly string[]> {
  const said: string[] = [];
  await replaced('prepare', (real) => (sql: string) => (said.push(sql), real(sql)), work);
  return said;
}

/** While the work is done, this statement fails as it does on a full disk. */
async function failingAt(statement: string, work: () => Promise<void>): Promise<void> {
  const full = Object.assign(new Error('database or disk is full'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 13,
  });
  const failing = (real: (sql: string) => unknown) => (sql: string) => {
    if (sql === statement) throw full;
    return real(sql);
  };
  await replaced('exec', failing, work);
}

type Said = (sql: string) => unknown;

async function replaced(
  method: 'exec' | 'prepare',
  by: (real: Said) => Said,
  work: () => Promise<void>,
): Promise<void> {
  const prototype = DatabaseSync.prototype as unknown as Record<string, Said>;
  const real = prototype[method]!;
  prototype[method] = function (this: unknown, sql) {
    return by(real.bind(this))(sql);
  };
  try {
    await work();
  } finally {
    prototype[method] = real;
  }
}
