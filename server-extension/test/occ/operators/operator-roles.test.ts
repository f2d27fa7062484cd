import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createSiteOperatorRoles } from '../../../src/occ/operators/operator-roles.ts';

const siteUS = 'siteUS' as SiteId;
const siteJP = 'siteJP' as SiteId;

describe('The setting operatorRoles', () => {
  let reads: number;
  const readFrom = (
    bySite: Readonly<Record<string, unknown>>,
  ): ReturnType<typeof createSiteOperatorRoles> => {
    reads = 0;
    return createSiteOperatorRoles(
      {
        sites: async () => ({ items: [{ id: 'siteUS' }, { id: 'siteJP' }] }),
        siteSettings: async (_gateway, site) => {
          reads += 1;
          if (bySite[site] === undefined) throw new Problem('not-found', 'no gateway');
          return { id: 'isv-occ-gateway', data: bySite[site] };
        },
      },
      { ttlMs: 60_000, capacity: 10, now: () => new Date() },
    );
  };

  it('counts as the channel storefront has it, and is remembered', async () => {
    const roles = readFrom({
      siteUS: { storefront: { operatorRoles: 'adminRole: read' }, agent: { operatorRoles: '' } },
    });
    expect([...(await roles.of(siteUS)).keys()]).to.deep.equal(['adminRole']);
    await roles.of(siteUS);
    expect(reads).to.equal(1);
  });

  it('restricts nothing where it is empty, absent or has the placeholder of the earlier plugin', async () => {
    for (const storefront of [
      {},
      { operatorRoles: '' },
      { operatorRoles: null },
      { operatorRoles: 'operatorRoles' },
      undefined,
    ])
      expect((await readFrom({ siteUS: { storefront } }).of(siteUS)).size).to.equal(0);
  });

  it('is read of every site with the gateway', async () => {
    const roles = await readFrom({ siteJP: { storefront: { operatorRoles: 'a: read' } } }).ofAllSites();
    expect([...roles.keys()]).to.deep.equal([siteJP]);
  });

  for (const [what, data] of Object.entries({
    'that makes no sense': { storefront: { operatorRoles: 'adminRole: everything' } },
    'that is no text': { storefront: { operatorRoles: ['adminRole: read'] } },
  })) {
    it(`lets no operator in with a value ${what}, and names the setting`, async () => {
      const roles = readFrom({ siteUS: data, siteJP: { storefront: {} } });
      for (const read of [roles.of(siteUS), roles.ofAllSites()]) {
        const problem = await read.then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(problem).to.be.instanceOf(Problem).and.to.include({ code: 'not-configured' });
        expect((problem as Problem).details).to.deep.equal({ site: 'siteUS', setting: 'operatorRoles' });
        expect((problem as Problem).message).to.include('operatorRoles of site siteUS');
      }
    });
  }
});
