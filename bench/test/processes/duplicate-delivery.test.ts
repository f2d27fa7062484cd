import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { expect } from 'chai';
import { inRepository } from '../../../scripts/src/program/repository.ts';
import { startMachine } from '../../processes/systems/proof-system.ts';
import { toRunPace } from '../../processes/systems/pace.ts';
import { createMemoryStore, openStore, type Store } from '../../processes/systems/store.ts';
import { deliveredTwice } from '../../processes/duplicate-delivery.ts';

const JOURNALS: Readonly<Record<string, (folder: string) => Promise<Store> | Store>> = {
  'on the disk': (folder) => openStore('sqlite', folder),
  'in memory, as inside OCC': createMemoryStore,
};

/** The short version of `npm run simulate -- --processes --twice`. */
describe('Behind a proxy that delivers every POST twice, and often passes on the answer to the copy', function () {
  this.timeout(600_000);

  for (const [name, open] of Object.entries(JOURNALS))
    it(`orders, captures and refunds are made once and reported rightly, with a journal ${name}`, async () => {
      await mkdir(inRepository('.run'), { recursive: true });
      const folder = await mkdtemp(inRepository('.run', 'twice-'));
      const store = await open(folder);
      const pace = toRunPace(0.025);
      const machine = await startMachine({ folder, store, instances: 1, seed: 'short', pace });
      try {
        // A look-up takes two calls, and waits longer after each refusal: with half of the answers refused, one of a hundred
        // captures is still being looked for after four minutes of this pace.
        const plan = { seed: 'short', orders: 10, copyAnswered: 0.3, atOnce: 10, quietMs: 240_000 };
        const { findings, orders, placed, copyAnswers } = await deliveredTwice(machine, store.name, plan);
        expect(Object.values(findings).flat()).to.deep.equal([]);
        expect({ orders, placed }).to.deep.equal({ orders: 10, placed: 10 });
        expect(copyAnswers.get(401), 'tokens are good for one use').to.be.greaterThan(0);
      } finally {
        await machine.stop();
        await rm(folder, { recursive: true });
      }
    });
});
