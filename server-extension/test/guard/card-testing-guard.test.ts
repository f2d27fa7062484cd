import { expect } from 'chai';
import type { OrderId, SiteId } from '../../src/domain/ids.ts';
import { Secret } from '../../src/domain/secret.ts';
import { type AdmitAttempt, createAdmitAttempt } from '../../src/guard/attempt-limits.ts';
import { createMemoryCounter } from '../../src/guard/counters.ts';
import { type AttemptOutcome, createCardTestingGuard } from '../../src/guard/card-testing-guard.ts';

const SECOND = 1_000;

describe('the card-testing guard in a shop that goes on selling', function () {
  this.timeout(60_000);
  let clock: number;
  let admitAttempt: AdmitAttempt;
  let transitions: string[];

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    transitions = [];
    const cardTestingGuard = createCardTestingGuard({
      counterFor: createMemoryCounter,
      now: () => new Date(clock),
      onTransition: (_, position) => transitions.push(position),
    });
    const secret = new Secret('a sealing secret of the tests, long enough');
    admitAttempt = createAdmitAttempt({ counterFor: createMemoryCounter, cardTestingGuard, secret });
  });

  /** @returns whether it reached the gateway. */
  async function pay(
    who: string,
    card: string,
    end: AttemptOutcome,
    network = who,
    isHumanPaced = false,
  ): Promise<boolean> {
    const admission = await admitAttempt(
      {
        site: 'siteUS' as SiteId,
        order: who as OrderId,
        session: who,
        network,
        card,
        isKnown: false,
        isHumanPaced,
        isTest: false,
      },
      'auto',
    );
    if (admission.blockedBy !== undefined) return false;
    await admission.ended(end);
    return true;
  }

  /** Ten cards a second from 200 networks, and a guest a second; every tenth of those mistypes first. */
  async function attack(
    seconds: number,
    who: { readonly typesIn?: boolean; readonly waits?: boolean } = {},
  ): Promise<{ bots: number; guests: number; stopped: number }> {
    const { typesIn = false, waits = false } = who;
    const seen = { bots: 0, guests: 0, stopped: 0 };
    for (let second = 0; second < seconds; second += 1) {
      clock += SECOND;
      for (let nth = 0; nth < 10; nth += 1) {
        const bot = (clock / SECOND) * 10 + nth;
        if (await pay(`bot${bot}`, `stolen${bot}`, 'declined', `net${bot % 200}`, waits)) seen.bots += 1;
      }
      const guest = `guest${clock}`;
      seen.guests += 1;
      const mayGoOn = second % 10 !== 0 || (await pay(guest, guest, 'declined', guest, typesIn));
      if (!mayGoOn || !(await pay(guest, guest, 'approved', guest, typesIn))) seen.stopped += 1;
    }
    return seen;
  }

  it('stops 99 of 100 testers, and lets guests pay as soon as the testers’ networks are known', async () => {
    const { bots } = await attack(60);
    expect(bots).to.be.at.most(20);
    const later = await attack(120);
    expect(later.bots).to.be.at.most(0.01 * 1_200);
    expect(later.stopped).to.be.at.most(0.02 * later.guests);
    expect(transitions).to.deep.equal(['active']);
  });

  it('stops no guest in two hundred who types the card in, in an attack of ten thousand', async () => {
    const { bots, guests, stopped } = await attack(1_000, { typesIn: true });
    expect(bots).to.be.at.most(0.01 * 10_000);
    expect(stopped).to.be.at.most(0.005 * guests);
  });

  it('stops 99 of 100 testers who wait as long as a person who types, too', async () => {
    const { bots, guests, stopped } = await attack(1_000, { typesIn: true, waits: true });
    expect(bots).to.be.at.most(0.01 * 10_000);
    expect(stopped).to.be.at.most(guests / 30);
  });

  it('is deactivated when guests pay and the testers have gone', async () => {
    await attack(60);
    clock += 20 * SECOND;
    expect(await pay('somebody', 'own', 'approved')).to.equal(true);
    expect(transitions).to.deep.equal(['active', 'inactive']);
  });

  it('knows the testers again when they come back', async () => {
    await attack(60);
    clock += 20 * SECOND;
    await pay('somebody', 'own', 'approved');
    let bots = 0;
    for (let nth = 0; nth < 400; nth += 1)
      if (await pay(`again${nth}`, `other${nth}`, 'declined', `net${nth % 200}`)) bots += 1;
    expect(transitions).to.deep.equal(['active', 'inactive', 'active']);
    expect(bots).to.be.at.most(10);
  });

  it('lets in fewer and fewer of those who are declined, however long they keep coming from new networks', async () => {
    let bots = 0;
    for (let nth = 0; nth < 1_000; nth += 1) {
      clock += SECOND / 4;
      if (await pay(`bot${nth}`, `stolen${nth}`, 'declined', `net${Math.floor(nth / 5)}`)) bots += 1;
    }
    expect(bots).to.be.at.most(20);
  });
});
