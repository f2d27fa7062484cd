import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { CheckoutKey, CommandKey, PaymentKey } from '../../src/domain/ids.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createSqliteJournal } from '../../src/journal/sqlite.ts';
import type { Journal, NameAttempt } from '../../src/payments/ports.ts';
import { dutyOf } from '../builders/duties.ts';
import { approved, declinedWhileHeld, unknown } from '../builders/result.ts';
import { anEntry, anOrderOf, itIsAJournal } from './contract.ts';
import { FILE_OF_1_0_0, OLD_FILE } from './old-sqlite-file.ts';

/** SQLite's word for it in `PRAGMA synchronous`. */
const FULL = 2;

const at = new Date('2026-11-21T10:00:00Z');
const now = (): Date => new Date('2026-11-22T10:00:00Z');
const go = (): { readonly verdict: 'go' } => ({ verdict: 'go' });
const name: NameAttempt = (key, attempt) => `${key}.${attempt}` as never;

describe('the SQLite journal', () => {
  let folder: string;
  let files = 0;
  const freshFile = (): string => path.join(folder, `journal-${(files += 1)}.sqlite`);
  const open = (file: string): Journal => createSqliteJournal({ file, dutyOf, now });
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  itIsAJournal((time) => createSqliteJournal({ file: freshFile(), dutyOf, now: time }));

  it('still knows everything after it was closed and opened again', async () => {
    const file = freshFile();
    const before = open(file);
    const [finished, underWay] = [anEntry(), anEntry()];
    await before.open(finished, go, name);
    const closed = await before.close({ key: finished.key, attempt: 1 }, approved(finished.amount), at);
    await before.open(underWay, go, name);
    await before.keepCheckpoint('sweep', finished.openedAt);
    await before.end();

    const after = open(file);
    expect(await after.open(finished, go, name)).to.deep.equal({ kind: 'finished', entry: closed });
    expect(await after.open(underWay, go, name)).to.have.property('kind', 'under-way');
    expect((await after.take(10, 60_000)).map(({ entry }) => entry.key)).to.have.members([
      finished.key,
      underWay.key,
    ]);
    expect(await after.checkpoint('sweep')).to.deep.equal(finished.openedAt);
    await after.end();
  });

  it('writes what concurrent payments ask for in one transaction, and lets them see each other', async () => {
    const statements = await spiedOn(async () => {
      const journal = open(freshFile());
      const payment = 'siteUS:o1:pg1' as PaymentKey;
      const seen: number[] = [];
      const opening = (): Promise<unknown> =>
        journal.open(
          anEntry({ payment }),
          (earlier) => {
            seen.push(earlier.length);
            return { verdict: 'go' };
          },
          name,
        );
      await Promise.all([opening(), opening(), opening()]);
      expect(seen).to.deep.equal([0, 1, 2]);
      await journal.end();
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
    await replaced('prepare', asking, () => open(freshFile()).end());
    expect(synchronous).to.deep.equal({ synchronous: FULL });
  });

  it('lets no payment suffer for the one beside it', async () => {
    const journal = open(freshFile());
    const wrong = journal.open(
      anEntry(),
      () => {
        throw new TypeError('a rule with a mistake');
      },
      name,
    );
    const unopened = journal.close({ key: 'nobody' as CommandKey, attempt: 1 }, unknown, at);
    // Not a number that SQLite takes: the statement fails, and takes the transaction with it.
    const spoiling = journal.open({ ...anEntry(), openedAt: new Date(Number.NaN) }, go, name);
    const good = journal.open(anEntry(), go, name);
    expect(await good).to.have.property('kind', 'opened');
    for (const bad of [wrong, unopened, spoiling]) expect(await failure(bad)).to.be.instanceOf(Error);
    await journal.end();
  });

  it('is shared by processes: one of many deliveries gets the claim, the others hear its result', async () => {
    const file = freshFile();
    const [one, other] = [open(file), open(file)];
    const entry = anEntry();
    const journals = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other));
    const openings = await Promise.all(journals.map((journal) => journal.open(entry, go, name)));
    expect(openings.filter(({ kind }) => kind === 'opened')).to.have.length(1);

    const waiting = [one.whenClosed(entry.key, 5_000), other.whenClosed(entry.key, 5_000)];
    const closed = await one.close({ key: entry.key, attempt: 1 }, approved(entry.amount), at);
    expect(await Promise.all(waiting)).to.deep.equal([closed, closed]);
    await Promise.all([one.end(), other.end()]);
  });

  it('gives two attempts with one id of CyberSource’s to the first, and keeps both results', async () => {
    const journal = open(freshFile());
    const [first, second] = [anEntry(), anEntry()];
    const result = approved(first.amount);
    for (const { key, ...entry } of [first, second]) {
      await journal.open({ key, ...entry }, go, name);
      await journal.close({ key, attempt: 1 }, result, at);
    }
    expect((await journal.byGatewayRef(result.ref))?.key).to.equal(first.key);
    expect((await journal.find(second.key))?.result).to.deep.equal(result);
    await journal.end();
  });

  it('says that nothing was sent when it cannot be opened', () => {
    const unwritable = path.join(folder, 'no-such-folder', 'journal.sqlite');
    expect(() => open(unwritable)).to.throw(Problem, 'Nothing was sent');
  });

  for (const statement of ['BEGIN IMMEDIATE', 'COMMIT']) {
    it(`says so when the disk is full at ${statement}, and goes on when it is not any more`, async () => {
      const journal = open(freshFile());
      const entry = anEntry();
      await failingAt(statement, async () => {
        const [first, second] = [journal.open(entry, go, name), journal.open(anEntry(), go, name)];
        for (const opening of [first, second])
          expect(await failure(opening)).to.have.property('code', 'journal-unavailable');
      });
      expect(await journal.find(entry.key)).to.equal(undefined);
      expect(await journal.open(entry, go, name)).to.have.property('kind', 'opened');
      await failingAt(statement, async () => {
        const closing = journal.close({ key: entry.key, attempt: 1 }, approved(entry.amount), at);
        expect(await failure(closing)).to.have.property('code', 'journal-unavailable');
      });
      expect((await journal.find(entry.key))?.result).to.equal(undefined);
      await journal.end();
    });
  }

  it('brings over a file of before there were duties, and asks OCC about none of its old authorizations', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(OLD_FILE);
    const [held, lost, unclear, finished] = [anEntry(), anEntry(), anEntry(), anEntry()];
    const insert = old.prepare('INSERT INTO attempts VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)');
    const results = [declinedWhileHeld(), undefined, unknown, approved(finished.amount)];
    [held, lost, unclear, finished].forEach(({ openedAt, ...entry }, index) => {
      const result = results[index];
      const ref = result !== undefined && 'ref' in result ? result.ref : null;
      const request = JSON.stringify({ ...entry, attempt: 1, merchantTransactionId: `MTI${index}` });
      const [opened, closed] = [openedAt.getTime(), result === undefined ? null : openedAt.getTime() + 1];
      const text = result === undefined ? null : JSON.stringify(result);
      insert.run(entry.key, entry.payment, entry.orderId, ref, opened, closed, request, text);
      if (index === 0) old.prepare('INSERT INTO debts VALUES (?, ?, 1, ?)').run(ref, entry.key, opened);
    });
    old.close();

    await open(file).end();
    const journal = open(file);
    expect(await journal.find(finished.key)).to.deep.include({ ...finished, attempt: 1, result: results[3] });
    const duties = (await journal.take(10, 60_000)).map(({ entry, duty }) => [entry.key, duty]);
    expect(duties).to.have.deep.members([
      [held.key, 'let-go'],
      [lost.key, 'find-out'],
      [unclear.key, 'find-out'],
    ]);
    await journal.end();
  });

  it('opens a file of 1.0.0 with all that is in it, and pays on', async () => {
    const file = freshFile();
    const old = new DatabaseSync(file);
    old.exec(FILE_OF_1_0_0);
    const { openedAt, ...paid } = anEntry();
    const request = JSON.stringify({ ...paid, attempt: 1, merchantTransactionId: 'MTI1' });
    old
      .prepare(
        'INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request) VALUES (?, 1, ?, ?, ?, ?)',
      )
      .run(paid.key, paid.payment, paid.orderId, openedAt.getTime(), request);
    old.close();
    const journal = open(file);
    expect(await journal.find(paid.key)).to.deep.include({ ...paid, openedAt });
    const checkout = 'a checkout' as CheckoutKey;
    expect(await journal.open(...anOrderOf(checkout, 'o2'), name)).to.have.property('kind', 'opened');
    expect(await journal.ofCheckout(checkout)).to.have.length(1);
    await journal.end();
    await open(file).end();
  });

  it('sends exactly one of two orders of one checkout that come to two processes with the file', async () => {
    const file = freshFile();
    const [one, other] = [open(file), open(file)];
    const checkout = 'a checkout' as CheckoutKey;
    const openings = await Promise.all([
      one.open(...anOrderOf(checkout, 'o1'), name),
      other.open(...anOrderOf(checkout, 'o2'), name),
    ]);
    expect(openings.filter((opening) => 'otherOrder' in opening)).to.have.length(1);
    await Promise.all([one.end(), other.end()]);
  });

  it('refuses a file that a newer release has written', () => {
    const file = freshFile();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => open(file)).to.throw('newer version');
  });

  it('reads through an index, whatever it looks for', async () => {
    const file = freshFile();
    await open(file).end();
    const database = new DatabaseSync(file);
    const plans = (await preparedBy(() => open(file).end()))
      .filter((sql) => sql.includes('attempts') && !sql.startsWith('INSERT'))
      .map((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as { detail: string }[]);
    expect(plans).to.have.length.greaterThan(8);
    for (const { detail } of plans.flat()) expect(detail).not.to.match(/\bSCAN\b(?!.*attempts_for_a_person)/);
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
