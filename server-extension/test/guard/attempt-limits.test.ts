import { expect } from 'chai';
import type { OrderId, SiteId } from '../../src/domain/ids.ts';
import { Secret } from '../../src/domain/secret.ts';
import {
  type AdmitAttempt,
  type CountedAttempt,
  createAdmitAttempt,
} from '../../src/guard/attempt-limits.ts';
import { type CounterFor, createMemoryCounter } from '../../src/guard/counters.ts';
import type { AttemptOutcome, CardTestingGuard, UnknownShopper } from '../../src/guard/card-testing-guard.ts';

const guest: CountedAttempt = {
  site: 'siteUS' as SiteId,
  order: 'o10001' as OrderId,
  session: 'a session',
  network: '198.51.100.0/24',
  card: '411111XXXXXX1111 001',
  isKnown: false,
  isTest: false,
};

describe('the attempt limits', () => {
  let ends: AttemptOutcome[];
  let retries: Awaited<ReturnType<UnknownShopper['retries']>>[];
  let cardTestingGuard: Pick<CardTestingGuard, 'enter' | 'note'>;

  beforeEach(() => {
    ends = [];
    retries = [];
    cardTestingGuard = {
      enter: async (_site, _setting, unknownShopper) => {
        retries.push(await unknownShopper.retries());
        return (end) => ends.push(end);
      },
      note: () => undefined,
    };
  });

  const admitWith = (counterFor: CounterFor): AdmitAttempt =>
    createAdmitAttempt({ counterFor, cardTestingGuard, secret: new Secret('a sealing secret, long enough') });

  async function pay(
    admitAttempt: AdmitAttempt,
    attempt: CountedAttempt,
    end: AttemptOutcome,
  ): Promise<void> {
    const admission = await admitAttempt(attempt, 'auto');
    if (admission.blockedBy === undefined) await admission.ended(end);
  }

  it('count one card that is declined repeatedly once', async () => {
    const admitAttempt = admitWith(createMemoryCounter);
    for (let nth = 0; nth < 3; nth += 1) await pay(admitAttempt, guest, 'declined');
    expect(ends).to.deep.equal(['declined', 'neither', 'neither']);
  });

  it('end an attempt whose decline could not be counted', async () => {
    const countsNothing: CounterFor = (name, seconds) => ({
      ...createMemoryCounter(name, seconds),
      add: () => Promise.reject(new Error('the store is gone')),
    });
    await pay(admitWith(countsNothing), guest, 'declined').catch(() => undefined);
    expect(ends).to.deep.equal(['declined']);
  });

  it('tell the guard whether a declined shopper retries with the same card or another one', async () => {
    const admitAttempt = admitWith(createMemoryCounter);
    await pay(admitAttempt, guest, 'declined');
    await pay(admitAttempt, guest, 'approved');
    await pay(admitAttempt, { ...guest, card: '555555XXXXXX4444 002' }, 'approved');
    await pay(admitAttempt, { ...guest, session: 'another session' }, 'approved');
    expect(retries).to.deep.equal([undefined, 'same-card', 'other-card', undefined]);
  });
});

describe('the limits of declined attempts', () => {
  const HOUR = 60 * 60;
  const open: Pick<CardTestingGuard, 'enter' | 'note'> = {
    enter: async () => () => undefined,
    note: () => undefined,
  };
  let windows: Map<string, number>;
  let nth: number;
  let admit: AdmitAttempt;

  beforeEach(() => {
    windows = new Map();
    nth = 0;
    const counterFor: CounterFor = (name, seconds) => {
      windows.set(name, seconds);
      return createMemoryCounter(name, seconds);
    };
    admit = createAdmitAttempt({
      counterFor,
      cardTestingGuard: open,
      secret: new Secret('a sealing secret, long enough'),
    });
  });

  /** An attempt that has nothing in common with any other. */
  function another(): CountedAttempt {
    nth += 1;
    return {
      site: guest.site,
      order: `o${nth}` as OrderId,
      session: `session ${nth}`,
      network: `198.51.${nth}.0/24`,
      card: `card ${nth}`,
      profile: `profile ${nth}`,
      isKnown: false,
      isTest: false,
    };
  }

  async function decline(attempt: CountedAttempt, end: 'declined' | 'approved' = 'declined'): Promise<void> {
    const admission = await admit(attempt, 'auto');
    if (admission.blockedBy !== undefined) throw new Error(`Blocked by ${admission.blockedBy}.`);
    await admission.ended(end);
  }

  for (const [limit, declined, seconds] of [
    ['order', 5, 24 * HOUR],
    ['session', 6, HOUR / 4],
    ['card', 8, HOUR],
    ['profile', 20, HOUR],
    ['network', 25, HOUR / 6],
  ] as const) {
    it(`stop one ${limit} after ${declined} declined attempts within ${seconds / 60} minutes`, async () => {
      const same = (): CountedAttempt => ({ ...another(), [limit]: 'the same' });
      for (let time = 0; time < declined; time += 1) await decline(same());
      expect(await admit(same(), 'auto')).to.deep.equal({ blockedBy: limit });
      expect((await admit({ ...same(), site: 'siteCA' as SiteId }, 'auto')).blockedBy).to.equal(undefined);
      expect(windows.get(limit)).to.equal(seconds);
    });

    it(`count nothing against a ${limit} whose attempts are approved`, async () => {
      const same = (): CountedAttempt => ({ ...another(), [limit]: 'the same' });
      for (let time = 0; time <= declined; time += 1) await decline(same(), 'approved');
      expect((await admit(same(), 'auto')).blockedBy).to.equal(undefined);
    });
  }

  it('remember who was declined as long as a session counts', () => {
    expect(windows.get('seen')).to.equal(HOUR / 4);
  });

  it('leave out what every test has in common, the key and the card, in the test environment', async () => {
    for (let time = 0; time < 10; time += 1)
      await decline({ ...another(), isTest: true, session: 'the same', card: 'the same' });
    for (let time = 0; time < 5; time += 1)
      await decline({ ...another(), isTest: true, order: 'the same' as OrderId });
    const blocked = await admit({ ...another(), isTest: true, order: 'the same' as OrderId }, 'auto');
    expect(blocked).to.deep.equal({ blockedBy: 'order' });
  });
});

describe('the guard counts attempts', () => {
  let entered: UnknownShopper[];
  let noted: AttemptOutcome[];
  let isShut: boolean;
  let admit: AdmitAttempt;

  beforeEach(() => {
    entered = [];
    noted = [];
    isShut = false;
    admit = createAdmitAttempt({
      counterFor: createMemoryCounter,
      secret: new Secret('a sealing secret, long enough'),
      cardTestingGuard: {
        enter: async (_site, _setting, unknownShopper) => {
          entered.push(unknownShopper);
          return isShut ? undefined : () => undefined;
        },
        note: (_site, end) => {
          noted.push(end);
        },
      },
    });
  });

  it('of those whom OCC knows after they have ended, and asks nothing before', async () => {
    const admission = await admit({ ...guest, profile: 'p1', isKnown: true }, 'auto');
    if (admission.blockedBy === undefined) await admission.ended('approved');
    expect([entered.length, noted]).to.deep.equal([0, ['approved']]);
  });

  it('as of unknown shoppers, from the fourth that one profile has under way', async () => {
    const known: CountedAttempt = { ...guest, profile: 'p1', isKnown: true };
    const three = [await admit(known, 'auto'), await admit(known, 'auto'), await admit(known, 'auto')];
    expect(entered).to.have.length(0);
    const fourth = await admit(known, 'auto');
    expect(entered).to.have.length(1);
    await admit({ ...known, profile: 'p2' }, 'auto');
    expect(entered).to.have.length(1);
    for (const admission of [...three, fourth])
      if (admission.blockedBy === undefined) await admission.ended('neither');
    await admit(known, 'auto');
    expect(entered).to.have.length(1);
  });

  it('as of unknown shoppers as long as three of the profile are still under way', async () => {
    const known: CountedAttempt = { ...guest, profile: 'p1', isKnown: true };
    const four = [];
    for (let nth = 0; nth < 4; nth += 1) four.push(await admit(known, 'auto'));
    const [first, second] = four;
    if (first?.blockedBy === undefined) await first?.ended('neither');
    await admit(known, 'auto');
    expect(entered, 'three others').to.have.length(2);
    for (const admission of [second, four[2]])
      if (admission?.blockedBy === undefined) await admission?.ended('neither');
    await admit(known, 'auto');
    expect(entered, 'two others').to.have.length(2);
  });

  it('of those who are known by something else than a profile after they have ended, however many there are', async () => {
    for (let nth = 0; nth < 5; nth += 1) await admit({ ...guest, isKnown: true }, 'auto');
    expect(entered).to.have.length(0);
  });

  it('and what it stops is no longer under way', async () => {
    const known: CountedAttempt = { ...guest, profile: 'p1', isKnown: true };
    isShut = true;
    for (let nth = 0; nth < 5; nth += 1)
      expect(await admit({ ...known, isKnown: false }, 'auto')).to.deep.equal({
        blockedBy: 'card-testing',
      });
    entered = [];
    await admit(known, 'auto');
    expect(entered).to.have.length(0);
  });

  it('by the network, else by the session, else by the order; and whether it was typed', async () => {
    const { site, order, isKnown, isTest } = guest;
    const withoutKey: CountedAttempt = { site, order, isKnown, isTest, card: 'a card' };
    const nowhere: CountedAttempt = { ...withoutKey, session: 'a session' };
    for (const attempt of [guest, nowhere, withoutKey, { ...guest, isHumanPaced: true }])
      await admit(attempt, 'auto');
    for (const same of [
      { ...guest, session: 'another', card: 'another', order: 'another' as OrderId },
      { ...nowhere, card: 'another', order: 'another' as OrderId },
      { ...withoutKey, card: 'another' },
    ])
      await admit(same, 'auto');
    const names = entered.map(({ name }) => name);
    expect(new Set(names.slice(0, 3))).to.have.length(3);
    expect(names.slice(4)).to.deep.equal(names.slice(0, 3));
    expect(names.join()).not.to.match(/198|session|o10001/);
    expect(entered.map(({ pacing }) => pacing).slice(0, 4)).to.deep.equal([
      'fastPaced',
      'fastPaced',
      'fastPaced',
      'humanPaced',
    ]);
  });
});
