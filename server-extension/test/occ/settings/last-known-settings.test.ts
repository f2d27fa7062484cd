import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem, type ProblemCode } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createLastKnownSettings } from '../../../src/occ/settings/last-known-settings.ts';
import type { SettingsFor } from '../../../src/payments/ports/settings-for.ts';

const site = 'siteUS' as SiteId;
const HOUR_MS = 60 * 60 * 1000;

describe('The settings that OCC gave last', () => {
  let clock: number;
  let asked: number;
  let failure: Error | undefined;
  let notRead: unknown[];
  let settingsFor: SettingsFor;

  beforeEach(() => {
    clock = Date.UTC(2026, 0, 31);
    asked = 0;
    failure = undefined;
    notRead = [];
    settingsFor = createLastKnownSettings({
      settingsFor: async (id, channel) => {
        asked += 1;
        if (failure !== undefined) throw failure;
        return { site: id, channel, nth: asked } as unknown as GatewaySettings;
      },
      capacity: 10,
      now: () => new Date(clock),
      onNotRead: (id, channel, { message }) => void notRead.push([id, channel, message]),
    });
  });

  const unanswered = new Problem('gateway-failure', 'OCC did not answer in time. Try again.');

  async function problemOf(reading: Promise<unknown>): Promise<unknown> {
    return reading.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  it('count for an hour while OCC does not answer, and each time that it does not is told', async () => {
    const first = await settingsFor(site, 'storefront');
    failure = unanswered;
    clock += HOUR_MS;
    expect(await settingsFor(site, 'storefront')).to.equal(first);
    expect(notRead).to.deep.equal([[site, 'storefront', unanswered.message]]);
    clock += 10_001;
    expect(await problemOf(settingsFor(site, 'storefront'))).to.equal(unanswered);
  });

  it('are asked for again after ten seconds, and replaced as soon as OCC answers', async () => {
    const first = await settingsFor(site, 'storefront');
    failure = unanswered;
    await settingsFor(site, 'storefront');
    clock += 9_999;
    expect(await settingsFor(site, 'storefront')).to.equal(first);
    expect(asked).to.equal(2);
    expect(notRead).to.have.length(1);
    failure = undefined;
    clock += 1;
    expect(await settingsFor(site, 'storefront')).to.include({ nth: 3 });
    expect(await settingsFor(site, 'storefront')).to.include({ nth: 4 });
  });

  it('are those of their own site and channel', async () => {
    await settingsFor(site, 'storefront');
    failure = unanswered;
    expect(await problemOf(settingsFor(site, 'agent'))).to.equal(unanswered);
    expect(await problemOf(settingsFor('siteJP' as SiteId, 'storefront'))).to.equal(unanswered);
  });

  for (const code of ['not-configured', 'not-found'] satisfies ProblemCode[])
    it(`do not count where OCC has answered: ${code}`, async () => {
      await settingsFor(site, 'storefront');
      failure = new Problem(code, 'Set merchantID.');
      expect(await problemOf(settingsFor(site, 'storefront'))).to.equal(failure);
      expect(notRead).to.deep.equal([]);
    });

  it('hide no fault of ours', async () => {
    await settingsFor(site, 'storefront');
    failure = new TypeError('x is not a function');
    expect(await problemOf(settingsFor(site, 'storefront'))).to.equal(failure);
  });
});
