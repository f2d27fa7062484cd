import { setTimeout as delay } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { createSqliteJournal } from '../../src/journal/sqlite/sqlite.ts';
import { createProfileLeases, type ProfileLeases } from '../../src/notifications/cards/profile-leases.ts';
import type {
  NotificationStore,
  ProfileCardChange,
  ProfileCardStore,
} from '../../src/notifications/ports.ts';
import { createProfileCardStore } from '../../src/occ/cards/profile-card-store.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';

type SqliteJournal = ReturnType<typeof createSqliteJournal>;

interface OccCard {
  readonly repositoryId: string;
  readonly token: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  readonly cardNumber: string;
}

const CARDS = ['c1', 'c2', 'c3', 'c4'];
const card = (id: string): OccCard => ({
  repositoryId: id,
  token: id.padEnd(32, 'A'),
  cardNumber: '411111xxxxxx1111',
  expiryMonth: '01',
  expiryYear: '2030',
});
const renewed = (id: string): ProfileCardChange => ({
  id,
  card: { kind: 'present', expirationMonth: '06', expirationYear: '2033' },
});
const removed = (id: string): ProfileCardChange => ({ id, removed: true });

interface Instance {
  readonly leases: ProfileLeases;
  readonly store: ProfileCardStore;
}

/** Each write of OCC replaces the whole list. */
describe('two instances that change cards of one profile', () => {
  let occ: readonly OccCard[];
  const now = (): Date => new Date();

  beforeEach(() => {
    occ = CARDS.map(card);
  });

  const newStore = (): NotificationStore => createMemoryNotifications({ capacity: 1, now });

  /** @param takes - milliseconds that its calls to OCC take, in turn: to read, to write, to read again */
  function anInstance(leaseStore: NotificationStore, takes: readonly number[]): Instance {
    let called = 0;
    const leases = createProfileLeases({ leases: leaseStore, now });
    const call = async (): Promise<void> => {
      await delay(takes[called++ % takes.length]);
    };
    const store = createProfileCardStore(
      {
        profilesWithCard: async () => ({ items: [] }),
        profiles: async () => ({ items: [] }),
        profileCards: async () => {
          await call();
          return { creditCards: structuredClone(occ) };
        },
        replaceProfileCards: async (_id, list) => {
          await call();
          occ = list as readonly OccCard[];
        },
      },
      leases,
    );
    return { leases, store };
  }

  const ids = (): readonly string[] => occ.map(({ repositoryId }) => repositoryId);
  const renewedIds = (): readonly string[] =>
    occ.filter(({ expiryYear }) => expiryYear === '2033').map(({ repositoryId }) => repositoryId);

  describe('and share their leases through a database', () => {
    let folder: string;
    let journals: readonly SqliteJournal[];
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'two-instances-'));
      const file = path.join(folder, 'journal.sqlite');
      journals = [1, 2].map(() => createSqliteJournal({ file, recoveryTaskOf, withReasons, now }));
    });
    afterEach(async () => {
      await Promise.all(journals.map((journal) => journal.close()));
      await rm(folder, { recursive: true });
    });
    const instances = (...takes: readonly (readonly number[])[]): readonly Instance[] =>
      journals.map(({ notifications }, nth) => anInstance(notifications, takes[nth] ?? []));

    it('lose neither a card nor a change, also where the one reads before the other one writes', async () => {
      const [quick, slow] = instances([1, 1, 1], [1, 20, 1]);
      await Promise.all([
        slow?.store.change('p', [renewed('c1')]),
        quick?.store.change('p', [renewed('c2')]),
      ]);
      expect(ids()).to.deep.equal(CARDS);
      expect(renewedIds()).to.deep.equal(['c1', 'c2']);
    });

    it('keep the card that OCC saves after the answer of the one, while the other one replaces the list', async () => {
      const [one, other] = instances([1], [1, 30, 1]);
      const changing = other?.store.change('p', [renewed('c1')]);
      await delay(10);
      await one?.leases.announceSaving('p');
      occ = [...occ, card('c5')];
      await changing;
      expect(ids()).to.deep.equal([...CARDS, 'c5']);
      expect(renewedIds()).to.deep.equal(['c1']);
    });
  });

  describe('and have leases of their own, as inside OCC', () => {
    const TIMINGS = [
      [[1], [1]],
      [
        [1, 1, 1],
        [1, 9, 1],
      ],
      [
        [1, 9, 1],
        [1, 1, 1],
      ],
      [
        [1, 4, 9],
        [1, 9, 4],
      ],
      [
        [9, 1, 1],
        [1, 5, 9],
      ],
    ] as const;
    for (const [first, second] of TIMINGS)
      it(`lose no card where calls take ${first.join(', ')} and ${second.join(', ')} ms, and a comparison later repeats what the other one overwrote`, async () => {
        const [one, other] = [anInstance(newStore(), first), anInstance(newStore(), second)];
        await Promise.allSettled([
          one.store.change('p', [renewed('c1'), removed('c4')]),
          other.store.change('p', [renewed('c2')]),
        ]);
        // A removed card may be back; none of the others may be gone.
        expect(ids()).to.include.members(['c1', 'c2', 'c3']);
        // The comparison with the vault finds what is not as it is there.
        await one.store.change('p', [renewed('c1'), removed('c4')]);
        await other.store.change('p', [renewed('c2')]);
        expect(ids()).to.deep.equal(['c1', 'c2', 'c3']);
        expect(renewedIds()).to.deep.equal(['c1', 'c2']);
      });

    it('notice that the other one has overwritten their change before they read again', async () => {
      const one = anInstance(newStore(), [1]);
      let reads = 0;
      const overwritten = createProfileCardStore(
        {
          profilesWithCard: async () => ({ items: [] }),
          profiles: async () => ({ items: [] }),
          profileCards: async () => {
            reads += 1;
            // Between our first write and our second reading the other one puts its older list there.
            if (reads === 2) occ = CARDS.map(card);
            return { creditCards: structuredClone(occ) };
          },
          replaceProfileCards: async (_id, list) => void (occ = list as readonly OccCard[]),
        },
        one.leases,
      );
      await overwritten.change('p', [renewed('c1')]);
      expect(renewedIds()).to.deep.equal(['c1']);
    });
  });
});
