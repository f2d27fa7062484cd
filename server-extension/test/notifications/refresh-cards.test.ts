import { expect } from 'chai';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { createRefreshCards, type RefreshReport } from '../../src/notifications/cards/refresh-cards.ts';
import type { ProfileWithCards } from '../../src/notifications/ports.ts';
import { settings } from '../builders/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const wanted: GatewaySettings = { ...settings, networkTokenUpdates: true };

describe('the rounds over saved cards', () => {
  let time: number;
  let profiles: ProfileWithCards[];
  let read: string[];
  let rounds: RefreshReport[];
  let errors: unknown[];
  let failing: string | undefined;
  let all: GatewaySettings[];

  beforeEach(() => {
    time = Date.UTC(2026, 10, 29);
    profiles = [];
    read = [];
    rounds = [];
    errors = [];
    failing = undefined;
    all = [wanted];
  });

  const aProfile = (profileId: string, expirationYear = '2031'): ProfileWithCards => ({
    profileId,
    cards: [{ id: `card of ${profileId}`, expirationMonth: '12', expirationYear }],
  });
  const store = (): ReturnType<typeof createMemoryNotifications> =>
    createMemoryNotifications({ capacity: 1, now: () => new Date(time) });
  const create = (leases = store()): ReturnType<typeof createRefreshCards> =>
    createRefreshCards({
      profiles: { page: async (offset, limit) => profiles.slice(offset, offset + limit) },
      refreshProfile: async (profileId) => {
        if (profileId === failing) throw new Error('CyberSource does not answer');
        read.push(profileId);
        return 1;
      },
      allSettings: async () => all,
      leases,
      now: () => new Date(time),
      onRound: (round) => void rounds.push(round),
      onError: (error) => void errors.push(error),
    });

  it('read a card whose expiry nears again each day, and the others each thirty days', async () => {
    profiles = [aProfile('near', '2026'), aProfile('far')];
    const round = create();
    for (let day = 0; day <= 31; day += 1) {
      await round();
      time += DAY_MS + 1;
    }
    expect(read.filter((each) => each === 'near')).to.have.length(32);
    expect(read.filter((each) => each === 'far')).to.have.length(2);
    expect(rounds[0]).to.deep.equal({ profiles: 2, changed: 2 });
  });

  it('are bounded, and go on where the last one ended', async () => {
    profiles = Array.from({ length: 250 }, (_, nth) => aProfile(`p${nth}`));
    const round = create();
    await round();
    expect(read).to.have.length(100);
    for (let nth = 0; nth < 2; nth += 1) {
      time += 10 * 60_000;
      await round();
    }
    expect(new Set(read).size).to.equal(250);
    time += 10 * 60_000;
    await round();
    expect(read).to.have.length(250);
  });

  it('look through a thousand profiles at most that are not due, and go on there the next time', async () => {
    profiles = Array.from({ length: 1_050 }, (_, nth) => ({ profileId: `p${nth}`, cards: [] }));
    profiles.push(aProfile('the last'));
    const round = create();
    await round();
    expect(read).to.deep.equal([]);
    time += 10 * 60_000;
    await round();
    expect(read).to.deep.equal(['the last']);
  });

  it('tell what went wrong with the whole round, and go on the next time', async () => {
    profiles = [aProfile('p1')];
    const failure = new Error('no database');
    const leases = store();
    let isAway = true;
    const round = create({
      ...leases,
      takeLease: async (...given) => {
        if (isAway) throw failure;
        return leases.takeLease(...given);
      },
    });
    await round();
    expect([errors, rounds]).to.deep.equal([[failure], []]);
    isAway = false;
    await round();
    expect(rounds).to.deep.equal([{ profiles: 1, changed: 1 }]);
  });

  it('end when the process leaves', async () => {
    profiles = [aProfile('p1'), aProfile('p2')];
    await create()(() => read.length > 0);
    expect(read).to.deep.equal(['p1']);
  });

  it('are made by one instance at a time', async () => {
    profiles = [aProfile('p')];
    const shared = store();
    await Promise.all([create(shared)(), create(shared)()]);
    expect(read).to.deep.equal(['p']);
  });

  it('try again what failed, and go on with the others', async () => {
    profiles = [aProfile('broken'), aProfile('sound')];
    failing = 'broken';
    const round = create();
    await round();
    expect(read).to.deep.equal(['sound']);
    expect(errors).to.have.length(1);
    failing = undefined;
    time += 10 * 60_000;
    await round();
    expect(read).to.deep.equal(['sound', 'broken']);
  });

  it('leave cards alone where no site wants them refreshed, and profiles without cards', async () => {
    profiles = [aProfile('p'), { profileId: 'empty', cards: [] }];
    all = [{ ...settings, networkTokenUpdates: false }];
    await create()();
    expect(read).to.deep.equal([]);
    all = [wanted];
    await create()();
    expect(read).to.deep.equal(['p']);
  });
});
