import { expect } from 'chai';
import type { OrderId, SiteId } from '../../src/domain/ids.ts';
import { Secret } from '../../src/domain/secret.ts';
import { type AdmitAttempt, type Attempt, createAdmitAttempt } from '../../src/limits/attempts.ts';
import { type CounterFor, createMemoryCounter } from '../../src/limits/counters.ts';
import type { AttemptEnd, Shield, Stranger } from '../../src/limits/shield.ts';

const guest: Attempt = {
  site: 'siteUS' as SiteId,
  order: 'o10001' as OrderId,
  session: 'a session',
  network: '198.51.100.0/24',
  card: '411111XXXXXX1111 001',
  isKnown: false,
  isTest: false,
};

describe('what the shield hears of attempts', () => {
  let ends: AttemptEnd[];
  let retries: Awaited<ReturnType<Stranger['retries']>>[];
  let shield: Shield;

  beforeEach(() => {
    ends = [];
    retries = [];
    shield = {
      enter: async (_site, _setting, stranger) => {
        retries.push(await stranger.retries());
        return (end) => ends.push(end);
      },
      note: () => undefined,
    };
  });

  const admitWith = (counterFor: CounterFor): AdmitAttempt =>
    createAdmitAttempt({ counterFor, shield, secret: new Secret('a sealing secret, long enough') });

  async function pay(admit: AdmitAttempt, attempt: Attempt, end: AttemptEnd): Promise<void> {
    const admission = await admit(attempt, 'auto');
    if (admission.stoppedBy === undefined) await admission.ended(end);
  }

  it('one card that is declined again and again speaks once', async () => {
    const admit = admitWith(createMemoryCounter);
    for (let nth = 0; nth < 3; nth += 1) await pay(admit, guest, 'declined');
    expect(ends).to.deep.equal(['declined', 'neither', 'neither']);
  });

  it('nobody keeps a place for ever because a decline could not be counted', async () => {
    const countsNothing: CounterFor = (name, seconds) => ({
      ...createMemoryCounter(name, seconds),
      add: () => Promise.reject(new Error('the store is gone')),
    });
    await pay(admitWith(countsNothing), guest, 'declined').catch(() => undefined);
    expect(ends).to.deep.equal(['declined']);
  });

  it('whoever was declined may be somebody who mistyped, or tries another card', async () => {
    const admit = admitWith(createMemoryCounter);
    await pay(admit, guest, 'declined');
    await pay(admit, guest, 'approved');
    await pay(admit, { ...guest, card: '555555XXXXXX4444 002' }, 'approved');
    await pay(admit, { ...guest, session: 'another session' }, 'approved');
    expect(retries).to.deep.equal([undefined, 'same-card', 'other-card', undefined]);
  });
});
