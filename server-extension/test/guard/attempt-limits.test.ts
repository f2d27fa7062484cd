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

describe('what the shield hears of attempts', () => {
  let ends: AttemptOutcome[];
  let retries: Awaited<ReturnType<UnknownShopper['retries']>>[];
  let cardTestingGuard: CardTestingGuard;

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

  async function executePayment(
    claimRule: AdmitAttempt,
    attempt: CountedAttempt,
    end: AttemptOutcome,
  ): Promise<void> {
    const claimDecision = await claimRule(attempt, 'auto');
    if (claimDecision.blockedBy === undefined) await claimDecision.ended(end);
  }

  it('one card that is declined again and again speaks once', async () => {
    const claimRule = admitWith(createMemoryCounter);
    for (let nth = 0; nth < 3; nth += 1) await executePayment(claimRule, guest, 'declined');
    expect(ends).to.deep.equal(['declined', 'neither', 'neither']);
  });

  it('nobody keeps a place for ever because a decline could not be counted', async () => {
    const countsNothing: CounterFor = (name, seconds) => ({
      ...createMemoryCounter(name, seconds),
      add: () => Promise.reject(new Error('the store is gone')),
    });
    await executePayment(admitWith(countsNothing), guest, 'declined').catch(() => undefined);
    expect(ends).to.deep.equal(['declined']);
  });

  it('whoever was declined may be somebody who mistyped, or tries another card', async () => {
    const claimRule = admitWith(createMemoryCounter);
    await executePayment(claimRule, guest, 'declined');
    await executePayment(claimRule, guest, 'approved');
    await executePayment(claimRule, { ...guest, card: '555555XXXXXX4444 002' }, 'approved');
    await executePayment(claimRule, { ...guest, session: 'another session' }, 'approved');
    expect(retries).to.deep.equal([undefined, 'same-card', 'other-card', undefined]);
  });
});
