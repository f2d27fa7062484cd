import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { createProfileLeases, type ProfileLeases } from '../../src/notifications/cards/profile-leases.ts';
import { createProfileCardStore } from '../../src/occ/cards/profile-card-store.ts';
import { refusal } from '../builders/refusal.ts';

interface OccCard {
  readonly repositoryId: string;
  readonly token: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  readonly cardNumber: string;
}

const card = (id: string): OccCard => ({
  repositoryId: id,
  token: id.padEnd(32, 'A'),
  cardNumber: '411111xxxxxx1111',
  expiryMonth: '01',
  expiryYear: '2030',
});
const newExpiry = {
  id: 'c1',
  card: { kind: 'present', expirationMonth: '06', expirationYear: '2033' },
} as const;

/** OCC saves a card by itself while the extension replaces the list of the same profile's cards. */
describe('a card that OCC saves while the list of cards is replaced', () => {
  let occ: readonly OccCard[];
  let time: number;
  /** How often somebody has waited. */
  let waits: number;
  let log: string[];
  let leases: ProfileLeases;
  let store: ReturnType<typeof createProfileCardStore>;
  /** Called between our reading and our writing. */
  let between: () => Promise<void>;

  beforeEach(() => {
    occ = [card('c1')];
    log = [];
    between = async () => undefined;
    waits = 0;
    time = Date.UTC(2026, 10, 29);
    const now = (): Date => new Date(time);
    // Time goes by where somebody waits, and nowhere else.
    mock.method(globalThis, 'setTimeout', (goOn: () => void, ms: number) => {
      waits += 1;
      time += ms;
      setImmediate(goOn);
    });
    leases = createProfileLeases({ leases: createMemoryNotifications({ capacity: 1, now }), now });
    store = createProfileCardStore(
      {
        profilesWithCard: async () => ({ items: [] }),
        profiles: async () => ({ items: [] }),
        profileCards: async () => {
          const read = { creditCards: structuredClone(occ) };
          log.push('read');
          await between();
          between = async () => undefined;
          return read;
        },
        replaceProfileCards: async (_id, list) => {
          log.push('write');
          occ = list as readonly OccCard[];
        },
      },
      leases,
    );
  });

  afterEach(() => {
    mock.restoreAll();
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await turn();
  }

  const occSaves = (id: string): void => {
    log.push('saved');
    occ = [...occ, card(id)];
  };

  it('is kept where its payment is answered between our reading and our writing: the answer waits', async () => {
    let answering = Promise.resolve();
    between = async () => {
      answering = leases.announceSaving('p').then(() => {
        occSaves('c2');
      });
      await until(() => waits > 2);
    };
    await store.change('p', [newExpiry]);
    await answering;
    expect(log).to.deep.equal(['read', 'write', 'read', 'saved']);
    expect(occ.map(({ repositoryId }) => repositoryId)).to.deep.equal(['c1', 'c2']);
    expect(occ[0]).to.include({ expiryMonth: '06', expiryYear: '2033' });
  });

  it('is kept where its payment was answered before our reading: our reading waits', async () => {
    await leases.announceSaving('p');
    const changing = store.change('p', [newExpiry]);
    await until(() => waits > 2);
    occSaves('c2');
    await changing;
    expect(log[0]).to.equal('saved');
    expect(occ.map(({ repositoryId }) => repositoryId)).to.deep.equal(['c1', 'c2']);
    expect(occ[0]).to.include({ expiryMonth: '06', expiryYear: '2033' });
  });

  it('is kept where several are saved one after the other', async () => {
    await leases.announceSaving('p');
    const first = time;
    const changing = store.change('p', [newExpiry]);
    await until(() => time >= first + 2_000);
    await leases.announceSaving('p');
    occSaves('c2');
    await changing;
    expect(log.indexOf('saved')).to.be.lessThan(log.indexOf('read'));
  });

  it('of another profile delays nothing', async () => {
    await leases.announceSaving('another');
    await store.change('p', [newExpiry]);
    expect(log).to.deep.equal(['read', 'write', 'read']);
  });

  it('does not delay the change of one card, which OCC makes by itself', async () => {
    await leases.announceSaving('p');
    expect(await leases.writing('p', 'one', async () => 'done')).to.equal('done');
  });

  it('is answered all the same where a list is written for long', async () => {
    let end: () => void = () => undefined;
    const writing = leases.writing('p', 'list', () => new Promise<void>((resolve) => (end = resolve)));
    await turn();
    await leases.announceSaving('p');
    end();
    await writing;
    const before = time;
    await leases.writing('p', 'list', async () => undefined);
    expect(time - before, 'the next list waits for OCC').to.be.at.least(2_000);
  });

  it('makes other writers wait, and give up with a Problem', async () => {
    let end: () => void = () => undefined;
    const writing = leases.writing('p', 'list', () => new Promise<void>((resolve) => (end = resolve)));
    await turn();
    expect(await refusal(leases.writing('p', 'one', async () => 'never'))).to.have.property(
      'code',
      'in-progress',
    );
    end();
    await writing;
  });

  for (const [what, seconds, ask] of [
    ['the list of cards', 10, () => leases.writing('p', 'list', async () => 'never')],
    ['one card', 3, () => leases.writing('p', 'one', async () => 'never')],
    ['an answer to a payment', 2, () => leases.announceSaving('p')],
    ['a patient change', 60, () => leases.changing('p', async () => 'never', 60_000)],
  ] as const)
    it(`makes ${what} wait for ${seconds} seconds, not much longer`, async () => {
      let end: () => void = () => undefined;
      const untilEnd = (): Promise<void> => new Promise((resolve) => (end = resolve));
      const other = seconds === 60 ? leases.changing('p', untilEnd) : leases.writing('p', 'one', untilEnd);
      await turn();
      const before = time;
      const result = await ask().catch((error: unknown) => error);
      expect(result).not.to.equal('never');
      expect(time - before).to.be.within(seconds * 1_000, seconds * 1_000 + 100);
      end();
      await other;
    });

  it('makes the list wait for as long as OCC may need, three to four seconds', async () => {
    for (const since of [0, 999]) {
      time += 60_000 - (time % 1_000) + since;
      await leases.announceSaving('p');
      const before = time;
      await leases.writing('p', 'list', async () => undefined);
      expect(time - before).to.be.within(3_000, 4_100);
    }
  });

  for (const [what, seconds, begin, again] of [
    [
      'a writer',
      60,
      (work: () => Promise<never>) => leases.writing('p', 'one', work),
      () => leases.writing('p', 'one', async () => 'done'),
    ],
    [
      'who changes',
      90,
      (work: () => Promise<never>) => leases.changing('p', work),
      () => leases.changing('p', async () => 'done'),
    ],
  ] as const)
    it(`goes on without ${what} on a machine that is gone, after ${seconds} seconds`, async () => {
      void begin(() => new Promise<never>(() => undefined));
      await turn();
      time += seconds * 1_000 - 5_000;
      expect(await again().catch(() => undefined)).to.equal(undefined);
      time += 5_000;
      expect(await again()).to.equal('done');
    });

  it('lets one change at a time read the vault', async () => {
    let end: () => void = () => undefined;
    const first = leases.changing(
      'p',
      () =>
        new Promise<string>(
          (resolve) =>
            (end = () => {
              resolve('first');
            }),
        ),
    );
    await turn();
    expect(await leases.changing('p', async () => 'second')).to.equal(undefined);
    const patient = leases.changing('p', async () => 'third', 60_000);
    end();
    expect(await first).to.equal('first');
    expect(await patient).to.equal('third');
  });
});
