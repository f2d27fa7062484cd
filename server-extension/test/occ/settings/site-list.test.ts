import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createSettingsFor } from '../../../src/occ/settings/site-settings.ts';
import type { SettingsFor } from '../../../src/payments/ports/settings-for.ts';
import { someSettings } from '../../builders/occ.ts';

describe('invented site ids', () => {
  let asked: string[];
  let lists: number;
  let clock: number;
  let settingsFor: SettingsFor;

  beforeEach(() => {
    asked = [];
    lists = 0;
    clock = 0;
    settingsFor = createSettingsFor(
      {
        async siteSettings(_, site) {
          asked.push(site);
          await Promise.resolve();
          if (!site.startsWith('real')) throw new Problem('not-found', 'OCC knows no such site.');
          return { data: { storefront: someSettings() } };
        },
        async sites() {
          lists += 1;
          return { items: [{ id: 'real1' }, { id: 'real2' }] };
        },
      },
      paymentMethods,
      { ttlMs: 60_000, capacity: 100, now: () => new Date(clock) },
    );
  });

  const ask = (site: string): Promise<unknown> =>
    settingsFor(site as SiteId, 'storefront').then(
      () => 'found',
      (error: unknown) => (error instanceof Problem ? error.code : error),
    );
  const invent = (count: number): Promise<unknown[]> =>
    Promise.all(Array.from({ length: count }, (_, nth) => ask(`invented${nth}`)));

  for (const [how, flood] of [
    ['at once', () => invent(1_000)],
    [
      'one after the other',
      async () => {
        for (let nth = 0; nth < 1_000; nth += 1) await ask(`invented${nth}`);
      },
    ],
  ] as const)
    it(`do not become calls to OCC, a thousand ${how}`, async () => {
      await flood();
      expect(asked).to.have.length(30);
      expect(lists).to.equal(1);
      expect(await ask('invented')).to.equal('not-found');
    });

  it('keep no request from the sites that there are', async () => {
    await ask('real1');
    await invent(1_000);
    expect(await Promise.all([ask('real1'), ask('real2')])).to.deep.equal(['found', 'found']);
  });

  it('may be asked about again after a minute: one of them may be new', async () => {
    await invent(1_000);
    clock = 60_000;
    expect(await ask('real3')).to.equal('found');
    asked = [];
    await invent(1_000);
    expect(asked, 'and thirty more are').to.have.length(30);
  });

  it('are not among many sites that are read at once', async () => {
    const sites = Array.from({ length: 50 }, (_, nth) => `real${(nth % 2) + 1}`);
    expect(new Set(await Promise.all(sites.map(ask)))).to.deep.equal(new Set(['found']));
    clock = 1;
    expect(await ask('real3')).to.equal('found');
  });
});
