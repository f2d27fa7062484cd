import { expect } from 'chai';
import { assemble } from '../src/assemble.ts';
import { readConfig } from '../src/config/config.ts';
import { createMemoryJournal } from '../src/journal/memory.ts';
import { paymentMethods } from '../src/methods/methods.ts';
import type { Journal } from '../src/payments/ports/journal.ts';
import { recoveryTaskOf } from './builders/recovery-task.ts';

const environment = {
  ATG_SERVER_URL: 'https://occ.test',
  ATG_SERVER_ADMIN_URL: 'https://occ.test',
  ATG_APPLICATION_TOKEN: 'application-key',
  // A recovery round follows after 30 milliseconds.
  RECONCILE_PACE: '0.001',
};

describe('An assembled extension', () => {
  let leased: number;
  let journal: Journal;
  let isClosed: boolean;

  beforeEach(() => {
    leased = 0;
    isClosed = false;
    const memory = createMemoryJournal({ capacity: 10, recoveryTaskOf, now: () => new Date() });
    journal = {
      ...memory,
      async leaseTasks(...asked) {
        leased += 1;
        return memory.leaseTasks(...asked);
      },
      close: async () => void (isClosed = true),
    };
  });

  const assembled = (overrides: Partial<Journal> = {}): ReturnType<typeof assemble> =>
    assemble(
      { config: readConfig({ environment, version: '1' }), log: () => undefined, methods: paymentMethods },
      { journal: { ...journal, ...overrides } },
    );
  const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

  it('starts nothing by itself', async () => {
    const extension = assembled();
    await aMoment();
    expect(leased).to.equal(0);
    expect(extension.routes.map(({ path }) => path)).to.include('/payments');
  });

  it('recovers what is open once it was started, until it is stopped', async () => {
    const extension = assembled();
    await extension.start();
    while (leased < 3) await aMoment();
    await extension.stop();
    expect(isClosed).to.equal(true);
    const before = leased;
    await aMoment();
    expect(leased).to.equal(before);
  });

  it('says why the journal cannot be opened, and goes on trying', async () => {
    const extension = assembled({ checkpoint: () => Promise.reject(new Error('the disk is away')) });
    const refused = await extension.start().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(refused)).to.contain('the disk is away');
    expect(leased).to.be.greaterThan(0);
    await extension.stop();
  });
});
