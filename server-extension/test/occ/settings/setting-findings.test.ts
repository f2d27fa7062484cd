import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { createFindSettingProblems } from '../../../src/occ/settings/setting-findings.ts';
import { someSettings } from '../../builders/occ.ts';

const site = 'siteUS' as SiteId;

describe('What is wrong in the settings of a site', () => {
  const find = (stored: unknown, asIf?: Readonly<Record<string, unknown>>, origins = ['https://shop.test']) =>
    createFindSettingProblems({
      api: { siteSettings: async () => stored },
      sites: { country: async () => undefined, origins: async () => origins },
      production: false,
    })(site, 'storefront', asIf);
  const idsOf = async (...given: Parameters<typeof find>): Promise<readonly string[]> =>
    (await find(...given)).map(({ id }) => id);

  it('is that a channel is not configured, where it has neither a merchant nor a key', async () => {
    for (const stored of [
      {},
      null,
      { data: {} },
      { data: { agent: someSettings() } },
      { data: { storefront: {} } },
      { data: { storefront: { merchantID: ' ', merchantKeyId: '', keyFileName: 7 } } },
    ]) {
      const [finding, ...others] = await find(stored);
      expect(finding).to.include({ id: 'channel', setting: 'merchantID', status: 'fault' });
      expect(others).to.deep.equal([]);
    }
  });

  for (const setting of ['merchantID', 'merchantKeyId', 'keyFileName'])
    it(`is more than that as soon as ${setting} is given`, async () => {
      expect(await idsOf({ data: { storefront: { [setting]: 'x' } } })).not.to.include('channel');
      expect(await idsOf({ data: { storefront: {} } }, { [setting]: 'x' })).not.to.include('channel');
    });

  it('is the test host where production is expected, but not in the preview', async () => {
    const stored = someSettings({ runEnvironment: 'apitest.cybersource.com' });
    const ofProduction = async (channel: 'storefront' | 'agent' | 'preview'): Promise<boolean> => {
      const findings = await createFindSettingProblems({
        api: { siteSettings: async () => ({ data: { [channel]: stored } }) },
        sites: { country: async () => undefined, origins: async () => [] },
        production: true,
      })(site, channel);
      return findings.some(({ problem }) => problem.includes('test host on a production tenant'));
    };
    expect(await ofProduction('storefront')).to.equal(true);
    expect(await ofProduction('agent')).to.equal(true);
    expect(await ofProduction('preview')).to.equal(false);
  });

  it('is a list of origins that leaves out the site’s own', async () => {
    const withOrigins = (allowedOrigins: unknown) => ({
      data: { storefront: { ...someSettings(), allowedOrigins } },
    });
    const [found] = (await find(withOrigins('https://other.test'))).filter(({ id }) => id === 'origins');
    expect(found).to.include({ setting: 'allowedOrigins', status: 'fault' });
    expect(found?.problem).to.include('https://shop.test');
    for (const listed of ['', undefined, 'https://other.test, https://shop.test'])
      expect(await idsOf(withOrigins(listed))).not.to.include('origins');
    const both = ['https://shop.test', 'https://shop2.test'];
    expect(await idsOf(withOrigins('https://shop.test'), undefined, both)).to.include('origins');
  });
});
