import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import { originOf } from '../../../src/domain/network/origins.ts';
import { createSiteDetails, type SiteDetails } from '../../../src/occ/settings/site-details.ts';

const site = 'siteUS' as SiteId;

function details(answers: { readonly site?: unknown; readonly types?: unknown }): SiteDetails {
  const api = { site: async () => answers.site, paymentTypes: async () => answers.types };
  return createSiteDetails(api as never, 'https://store.test/', {
    ttlMs: 0,
    capacity: 1,
    now: () => new Date(),
  });
}

describe('what OCC knows about a site', () => {
  it('has its origin, with or without a scheme, or that of the store', async () => {
    const origin = async (productionURL: unknown): Promise<readonly string[]> =>
      details({ site: { productionURL } }).origins(site);
    expect(await origin('https://shop.test/us?x')).to.deep.equal(['https://shop.test']);
    expect(await origin('shop.test:8443')).to.deep.equal(['https://shop.test:8443']);
    expect(await origin('http://localhost:8080')).to.deep.equal(['http://localhost:8080']);
    for (const nothing of ['', null, undefined, 7])
      expect(await origin(nothing)).to.deep.equal(['https://store.test']);
  });

  it('has a country, by whichever name OCC has it, or none', async () => {
    const country = (raw: unknown): Promise<unknown> => details({ site: raw }).country(site);
    expect(await country({ country: 'DE', defaultShippingCountry: 'FR' })).to.equal('DE');
    expect(await country({ country: '', defaultBillingCountry: 'nl' })).to.equal('NL');
    expect(await country({ defaultShippingCountry: 'JP' })).to.equal('JP');
    for (const none of [{}, { country: 'ZZ', locale: 'de_DE', currency: 'EUR' }, null, 7])
      expect(await country(none)).to.equal(undefined);
    const silent = { site: async () => Promise.reject(new Error('down')), paymentTypes: async () => [] };
    const remembering = { ttlMs: 0, capacity: 1, now: () => new Date() };
    expect(
      await createSiteDetails(silent as never, 'https://store.test/', remembering).country(site),
    ).to.equal(undefined);
  });

  it("has its card brands in CyberSource's words, each once, and leaves out unknown ones", async () => {
    const types = [
      { code: '001', name: 'Visa', value: 'visa' },
      { code: 'masterCard', name: 'MasterCard' },
      { name: 'American Express' },
      { value: 'amex' },
      { value: 'shopCard', name: 'Our own card' },
      { value: 7 },
    ];
    expect(await details({ types }).cardNetworks(site)).to.deep.equal(['VISA', 'MASTERCARD', 'AMEX']);
  });

  it('has a card brand by whichever name OCC has it', async () => {
    for (const key of ['value', 'name', 'code', 'type'])
      expect(await details({ types: [{ [key]: 'visa' }] }).cardNetworks(site), key).to.deep.equal(['VISA']);
  });

  it('says what to do where a site takes no card', async () => {
    for (const types of [[], [{ value: 'shopCard' }], {}, null]) {
      const error: unknown = await details({ types })
        .cardNetworks(site)
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Problem).with.property('code', 'not-configured');
    }
  });

  it('takes no origin from what is no web address', () => {
    for (const text of ['', 'https://', 'https://a b', '//', 'javascript:alert(1)'])
      expect(originOf(text)).to.equal(undefined);
  });
});
