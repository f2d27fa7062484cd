import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Secret } from '../../src/domain/secret.ts';
import type { CounterFor } from '../../src/limits/counters.ts';
import { createShield } from '../../src/limits/shield.ts';
import { openCounters } from '../../src/assembly/open-counters.ts';
import { sharedCluster } from '../builders/postgres.ts';

const SITE = 'siteUS' as Parameters<ReturnType<typeof createShield>['note']>[0];

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
    this.timeout(30_000);
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
      const { count, endsInMs } = await counter.add('key');
      expect(count).to.equal(1);
      expect(endsInMs).to.be.within(1, 1_000);
      await delay(1_100);
      expect(await counter.read('key')).to.equal(0);
      expect(await counter.add('key')).to.include({ count: 1 });
    });

    it('raise the shield everywhere when one instance has seen enough', async () => {
      const turns: string[] = [];
      const now = (): Date => new Date();
      const shields = opened.instances.map((counterFor, nth) =>
        createShield({ counterFor, now, onTurn: (_, turned) => turns.push(`${nth} ${turned}`) }),
      );
      for (let card = 0; card < 10; card += 1) shields[0]?.note(SITE, 'declined');
      await delay(200);
      for (const shield of shields) {
        const leave = await shield.enter(SITE, 'auto', { name: 'a stranger' });
        leave?.('neither');
      }
      expect(turns).to.deep.equal(shields.map((_, nth) => `${nth} up`));
    });
  });
}

describe('counters whose database is gone', () => {
  it('count in memory: limits never keep a shop from selling', async () => {
    const url = new Secret('postgres://nobody@127.0.0.1:1/nothing');
    const { counterFor, end } = openCounters({ kind: 'postgres', url, unwrittenFolder: '' });
    const counter = counterFor('gone', 60);
    await counter.add('key');
    expect(await counter.read('key')).to.equal(1);
    await end();
  });
});
