import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { openCounters } from '../../src/assembly/guard/open-counters.ts';
import { Secret } from '../../src/domain/secret.ts';
import { connect, type Database } from '../../src/journal/postgres/connection/pool.ts';
import { type Counter, type CounterFor, createMemoryCounter, KEYS_MAX } from '../../src/guard/counters.ts';
import { createPostgresCounter, type CounterQuery } from '../../src/guard/postgres-counters.ts';
import { createCardTestingGuard } from '../../src/guard/card-testing-guard.ts';
import { sharedCluster } from '../builders/postgres.ts';

const SITE = 'siteUS' as Parameters<ReturnType<typeof createCardTestingGuard>['note']>[0];

interface Opened {
  readonly instances: readonly CounterFor[];
  readonly end: () => Promise<void>;
}

const STORES: Readonly<Record<string, () => Promise<Opened>>> = {
  async memory() {
    const { counterFor, end } = openCounters({ kind: 'memory', capacity: 100 });
    return { instances: [counterFor], end };
  },
  async PostgreSQL() {
    const url = new Secret(await (await sharedCluster()).createDatabase());
    const opened = [1, 2].map(() => openCounters({ kind: 'postgres', url, unwrittenFolder: '' }));
    return {
      instances: opened.map(({ counterFor }) => counterFor),
      end: async () => {
        for (const { end } of opened) await end();
      },
    };
  },
};

for (const [store, open] of Object.entries(STORES)) {
  describe(`counters in ${store}`, function () {
    this.timeout(60_000);
    let opened: Opened;

    before(async () => {
      opened = await open();
    });

    after(() => opened.end());

    it('count what every instance adds, by name and key', async () => {
      const counters = opened.instances.map((counterFor) => counterFor('a', 60));
      for (const counter of counters) await counter.add('key');
      for (const counter of counters) {
        expect(await counter.read('key')).to.equal(counters.length);
        expect(await counter.read('other')).to.equal(0);
      }
      const [other] = opened.instances;
      expect(await other?.('b', 60).read('key')).to.equal(0);
    });

    it('count all of many at once', async () => {
      const counters = opened.instances.map((counterFor) => counterFor('many', 60));
      const turns = Array.from({ length: 100 }, (_, nth) => counters[nth % counters.length]);
      await Promise.all(turns.flatMap((counter) => (counter === undefined ? [] : [counter.add('key')])));
      expect(await counters[0]?.read('key')).to.equal(100);
    });

    it('start again when the window is over, and say how long that takes', async () => {
      const counter = opened.instances[0]?.('short', 1) ?? expect.fail();
      expect(await counter.add('key')).to.include({ count: 1 });
      await delay(1_100);
      expect(await counter.read('key')).to.equal(0);
      expect(await counter.add('key')).to.include({ count: 1 });
      const ofAMinute = opened.instances[0]?.('longer', 60) ?? expect.fail();
      const { endsInMs } = await ofAMinute.add('key');
      expect(endsInMs).to.be.within(30_000, 60_000);
    });

    it('activate the card-testing guard everywhere when one instance has seen enough', async () => {
      const transitions: string[] = [];
      const now = (): Date => new Date();
      const guards = opened.instances.map((counterFor, nth) =>
        createCardTestingGuard({
          counterFor,
          now,
          onTransition: (_, position) => transitions.push(`${nth} ${position}`),
        }),
      );
      for (let card = 0; card < 10; card += 1) guards[0]?.note(SITE, 'declined');
      // What is noted is counted meanwhile; nobody waits for it.
      while (transitions.length < guards.length) {
        await delay(50);
        for (const cardTestingGuard of guards) {
          const completeAttempt = await cardTestingGuard.enter(SITE, 'auto', {
            name: 'a stranger',
            pacing: 'fastPaced',
            retries: async () => undefined,
          });
          completeAttempt?.('neither');
        }
      }
      expect(transitions).to.deep.equal(guards.map((_, nth) => `${nth} active`));
    });
  });
}

describe('counters in memory', () => {
  it('remember no more keys than fit, and go on counting those that they know', async () => {
    const counter = createMemoryCounter('flood', 60);
    await counter.add('the site');
    for (let nth = 0; nth < KEYS_MAX; nth += 1) await counter.add(`network ${nth}`);
    expect(await counter.read(`network ${KEYS_MAX - 2}`)).to.equal(1);
    expect(await counter.read(`network ${KEYS_MAX - 1}`)).to.equal(0);
    expect(await counter.add('the site')).to.include({ count: 2 });
  });

  it('forget what is over before they count a new key', async () => {
    const clock = mock.method(performance, 'now', () => 0);
    try {
      const counter = createMemoryCounter('flood', 60);
      for (let nth = 0; nth < KEYS_MAX; nth += 1) await counter.add(`network ${nth}`);
      clock.mock.mockImplementation(() => 60_000);
      await counter.add('new');
      expect(await counter.read('new')).to.equal(1);
    } finally {
      clock.mock.restore();
    }
  });

  it('keep what is not over to its last millisecond', async () => {
    const clock = mock.method(performance, 'now', () => 0);
    try {
      const counter = createMemoryCounter('flood', 60);
      await counter.add('first');
      clock.mock.mockImplementation(() => 59_999);
      await counter.add('second');
      expect(await counter.add('first')).to.deep.equal({ count: 2, endsInMs: 1 });
      clock.mock.mockImplementation(() => 60_000);
      expect(await counter.add('first')).to.deep.equal({ count: 1, endsInMs: 60_000 });
    } finally {
      clock.mock.restore();
    }
  });

  it('keep no timer', async () => {
    const timers = mock.method(globalThis, 'setTimeout');
    try {
      await createMemoryCounter('timers', 60).add('key');
      expect(timers.mock.callCount()).to.equal(0);
    } finally {
      timers.mock.restore();
    }
  });
});

describe('counters whose database', function () {
  this.timeout(60_000);
  const REST_MS = 100;
  let database: Database;
  let isAway: boolean;
  let asked: string[];
  let counter: Counter;
  let elsewhere: Counter;

  const query: CounterQuery = async (statement, values) => {
    asked.push(statement.text);
    if (isAway) throw new Error('connection refused');
    return database.query(statement, values);
  };

  beforeEach(async () => {
    database = connect(await (await sharedCluster()).createDatabase());
    isAway = false;
    asked = [];
    counter = (await createPostgresCounter(query, REST_MS))('declined', 60);
    elsewhere = (await createPostgresCounter(database.query))('declined', 60);
  });
  afterEach(() => database.end());

  it('goes away count in memory, and together again when it is back', async () => {
    await elsewhere.add('key');
    await elsewhere.add('key');
    isAway = true;
    expect(await counter.add('key')).to.include({ count: 1 });
    expect(await counter.read('key')).to.equal(1);
    isAway = false;
    await delay(2 * REST_MS);
    expect(await counter.read('key')).to.equal(2);
    expect(await counter.add('key')).to.include({ count: 3 });
    expect(await elsewhere.read('key')).to.equal(3);
  });

  it('has just failed let it rest: a payment does not wait for it again', async () => {
    const patient = (await createPostgresCounter(query, 60_000))('declined', 60);
    isAway = true;
    asked.length = 0;
    for (let nth = 0; nth < 10; nth += 1) await patient.add('key');
    expect(await patient.read('key')).to.equal(10);
    expect(asked).to.have.length(1);
  });

  it('was never there count in memory, and try it once', async () => {
    const url = new Secret('postgres://nobody@127.0.0.1:1/nothing');
    const { counterFor, end } = openCounters({ kind: 'postgres', url, unwrittenFolder: '' });
    const gone = counterFor('gone', 60);
    await gone.add('key');
    expect(await gone.read('key')).to.equal(1);
    await end();
  });

  it('is kept small: what was over an hour ago is deleted', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const counterFor = await createPostgresCounter(query);
      await counterFor('declined', 60).add('key');
      mock.timers.tick(5 * 60_000);
    } finally {
      mock.timers.reset();
    }
    const isCleared = (text: string): boolean =>
      /^\s*DELETE FROM "?payment_limits"? WHERE expire < /.test(text);
    while (!asked.some(isCleared)) await delay(10);
  });
});
