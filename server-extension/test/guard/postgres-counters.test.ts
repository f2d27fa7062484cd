import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { createPostgresCounter, type CounterQuery } from '../../src/guard/postgres-counters.ts';

/** A database that answers what it is told to, and the statements that it got. */
function aDatabase(rows: readonly object[] = []) {
  const asked: { readonly name: string; readonly text: string; readonly values: readonly unknown[] }[] = [];
  const failures: Error[] = [];
  const query = (async (statement: { name: string; text: string }, values: readonly unknown[]) => {
    asked.push({ ...statement, values });
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return rows;
  }) as CounterQuery;
  return { asked, failures, query, names: () => asked.map(({ name }) => name) };
}

const gone = (): Error => new Error('connection refused');

describe('counters that instances share', () => {
  it('make their table first, and once more where another instance made it at the same moment', async () => {
    const database = aDatabase();
    await createPostgresCounter(database.query);
    expect(database.names()).to.deep.equal(['create-limits']);
    expect(database.asked[0]?.text).to.match(/^CREATE TABLE IF NOT EXISTS payment_limits \(key /);
    const late = aDatabase();
    late.failures.push(gone());
    await createPostgresCounter(late.query);
    expect(late.names()).to.deep.equal(['create-limits', 'create-limits']);
  });

  it('reject where the table cannot be made', async () => {
    const database = aDatabase();
    database.failures.push(gone(), gone());
    const failure: unknown = await createPostgresCounter(database.query).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'connection refused');
  });

  it('count in that table, under their name and the key, for as long as their window', async () => {
    const database = aDatabase([{ points: 3, expire: Date.now() + 60_000 }]);
    const counter = (await createPostgresCounter(database.query))('declined', 60);
    const before = Date.now();
    const { count, endsInMs } = await counter.add('key');
    expect(count).to.equal(3);
    expect(endsInMs).to.be.within(1, 60_000);
    const { name, text, values } = database.asked[1] ?? expect.fail('nothing was counted');
    expect(name).to.match(/upsert/);
    expect(text).to.match(/INSERT INTO "?payment_limits"?/);
    expect(values[0]).to.equal('declined:key');
    expect(values[2]).to.be.within(before + 60_000, Date.now() + 60_000);
  });

  it('read what is asked at one moment by one query, each key once', async () => {
    const database = aDatabase([
      { key: 'declined:a', points: 4 },
      { key: 'seen:a', points: 2 },
    ]);
    const counterFor = await createPostgresCounter(database.query);
    const [declined, seen] = [counterFor('declined', 60), counterFor('seen', 60)];
    const before = Date.now();
    const counts = await Promise.all([
      declined.read('a'),
      declined.read('b'),
      seen.read('a'),
      declined.read('a'),
    ]);
    expect(counts).to.deep.equal([4, 0, 2, 4]);
    expect(database.names()).to.deep.equal(['create-limits', 'read-limits']);
    const { text, values } = database.asked[1] ?? expect.fail('nothing was read');
    expect(text).to.equal('SELECT key, points FROM payment_limits WHERE key = ANY($1) AND expire > $2');
    expect(values[0]).to.deep.equal(['declined:a', 'declined:b', 'seen:a']);
    expect(values[1]).to.be.within(before, Date.now());
    await declined.read('c');
    expect(database.asked[2]?.values[0]).to.deep.equal(['declined:c']);
  });

  it('read the larger of what all have counted and what this instance has counted alone', async () => {
    const database = aDatabase([{ key: 'declined:a', points: 1 }]);
    const counter = (await createPostgresCounter(database.query, 1))('declined', 60);
    database.failures.push(gone());
    await counter.add('a');
    await delay(20);
    database.failures.push(gone());
    await counter.add('a');
    await delay(20);
    expect(await counter.read('a')).to.equal(2);
  });

  it('leave a database that failed alone for five seconds', async () => {
    const clock = mock.method(performance, 'now', () => 1_000);
    try {
      const database = aDatabase();
      const counter = (await createPostgresCounter(database.query))('declined', 60);
      database.failures.push(gone());
      expect(await counter.read('a')).to.equal(0);
      clock.mock.mockImplementation(() => 5_999);
      expect(await counter.add('a')).to.include({ count: 1 });
      expect(await counter.read('a')).to.equal(1);
      expect(database.names()).to.deep.equal(['create-limits', 'read-limits']);
      clock.mock.mockImplementation(() => 6_000);
      await counter.read('a');
      expect(database.names()).to.deep.equal(['create-limits', 'read-limits', 'read-limits']);
    } finally {
      clock.mock.restore();
    }
  });

  it('ask a database that failed again after its rest', async () => {
    const database = aDatabase([{ key: 'declined:a', points: 7 }]);
    const counter = (await createPostgresCounter(database.query, 10))('declined', 60);
    database.failures.push(gone());
    expect(await counter.read('a')).to.equal(0);
    await delay(30);
    expect(await counter.read('a')).to.equal(7);
  });
});
