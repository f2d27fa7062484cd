import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem, type ProblemCode } from '../../../src/domain/problem.ts';
import { channels } from '../../../src/domain/settings.ts';
import { createAllSettings } from '../../../src/occ/settings/all-settings.ts';
import type { SettingsFor } from '../../../src/payments/ports/settings-for.ts';
import { someSettings } from '../../cybersource/fixtures/builders.ts';

const sites = ['siteUS' as SiteId, 'siteJP' as SiteId];
const read = (settingsFor: SettingsFor) =>
  createAllSettings({ sites: () => Promise.resolve({ items: sites.map((id) => ({ id })) }) }, settingsFor)();

describe('The settings of every site and channel', () => {
  it('are those of each that takes payments', async () => {
    const all = await read((site, channel) => Promise.resolve(someSettings({ site, channel })));
    expect(all.map(({ site, channel }) => [site, channel])).to.deep.equal(
      sites.flatMap((site) => channels.map((channel) => [site, channel])),
    );
  });

  for (const code of ['not-configured', 'not-found'] as const)
    it(`lack those that say ${code}`, async () => {
      const all = await read((site, channel) =>
        site === 'siteJP' || channel === 'preview'
          ? Promise.reject(new Problem(code, 'No.'))
          : Promise.resolve(someSettings({ site, channel })),
      );
      expect(all.map(({ site, channel }) => [site, channel])).to.deep.equal([
        ['siteUS', 'agent'],
        ['siteUS', 'storefront'],
      ]);
    });

  it('cannot be told where one of them fails otherwise', async () => {
    for (const failure of [
      new Problem('gateway-failure' satisfies ProblemCode, 'OCC fails.'),
      Object.assign(new Error('no problem of ours'), { code: 'not-found' }),
    ])
      expect(await read(() => Promise.reject(failure)).catch((error: unknown) => error)).to.equal(failure);
  });
});
