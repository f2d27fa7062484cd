import { expect } from 'chai';
import { workerEnvironment } from '../../../src/assembly/workers/worker-environment.ts';

describe('The environment of a worker', () => {
  const journal = { kind: 'sqlite', file: 'a.sqlite', unwrittenFolder: '/var/unwritten' } as const;

  it('gives each a name of its own, and a folder of its own for results that the journal could not take', () => {
    expect([1, 2].map((number) => workerEnvironment({ instance: 'shop', journal }, number))).to.deep.equal([
      { INSTANCE_NAME: 'shop/1', JOURNAL_UNWRITTEN_FOLDER: '/var/unwritten/worker-1' },
      { INSTANCE_NAME: 'shop/2', JOURNAL_UNWRITTEN_FOLDER: '/var/unwritten/worker-2' },
    ]);
  });

  it('names no folder where the journal is memory', () => {
    const memory = { kind: 'memory', capacity: 10 } as const;
    expect(workerEnvironment({ instance: 'shop', journal: memory }, 1)).to.deep.equal({
      INSTANCE_NAME: 'shop/1',
    });
  });
});
