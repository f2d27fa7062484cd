import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { toConfigJson, toLocaleJson } from '../../../gateway-settings/gateway-files.ts';
import type { en } from '../../../gateway-settings/texts/en.ts';
import type { parseSiteSettings } from '../../../server-extension/src/occ/settings/site-settings.ts';
import { copySources, type CopiedSources } from './copied-sources.ts';
import { guideBlocks } from './guide-blocks.ts';

/** Where the guide puts its four pieces: the file, and the line below which each goes. */
const PLACES = [
  ['gateway-settings/settings.ts', "  { id: 'sectionCheckout', type: 'sectionTitleType' },\n"],
  ['gateway-settings/texts/en.ts', '  settings: {\n'],
  ['server-extension/src/domain/settings.ts', '  readonly ofShop: unknown;\n'],
  ['server-extension/src/occ/settings/site-settings.ts', "    reauthorize: read.toggle('reauthorize'),\n"],
] as const;

const NEEDED = { merchantID: 'shop', runEnvironment: 'apitest.cybersource.com', merchantKeyId: 'id' };

describe('The guide “A new setting”', function () {
  this.timeout(60_000);
  let copy: CopiedSources;
  let parse: typeof parseSiteSettings;

  before(async () => {
    copy = await copySources('new-setting', ['gateway-settings', 'server-extension/src']);
    const blocks = await guideBlocks('A new setting');
    for (const [nth, [file, line]] of PLACES.entries()) await copy.insertBelow(file, line, blocks[nth] ?? '');
    ({ parseSiteSettings: parse } = await copy.imported<{ parseSiteSettings: typeof parseSiteSettings }>(
      'server-extension/src/occ/settings/site-settings.ts',
    ));
  });
  after(() => copy.remove());

  const settingsWith = (values: object): unknown => ({
    data: { storefront: { ...NEEDED, merchantsecretKey: 'c2VjcmV0', ...values } },
  });

  it('has four pieces of code, one for each place', async () => {
    expect(await guideBlocks('A new setting')).to.have.length(PLACES.length);
  });

  it('puts it into the file that OCC reads, with the text that the administrator reads', async () => {
    const files = await copy.imported<{
      toConfigJson: typeof toConfigJson;
      toLocaleJson: typeof toLocaleJson;
    }>('gateway-settings/gateway-files.ts');
    const { en: texts } = await copy.imported<{ en: typeof en }>('gateway-settings/texts/en.ts');
    const { properties } = files.toConfigJson() as {
      readonly properties: readonly { readonly id: string }[];
    };
    expect(properties.find(({ id }) => id === 'supportPhone')).to.include({
      type: 'stringType',
      defaultValue: '',
      public: true,
      labelResourceId: 'supportPhoneLabel',
    });
    expect(files.toLocaleJson(texts).resources['supportPhoneLabel']).to.equal(
      'Telephone number for shoppers',
    );
  });

  it('hands the value to the extension, and the default where nobody saved one', () => {
    const read = (values: object): object => parse(settingsWith(values), 'siteUS' as never, 'storefront', []);
    expect(read({ supportPhone: '+1 800 555 0100' })).to.include({ supportPhone: '+1 800 555 0100' });
    expect(read({})).to.include({ supportPhone: '' });
  });

  it('refuses a value of another shape, and names setting, site and channel', () => {
    expect(() =>
      parse(settingsWith({ supportPhone: 'call us' }), 'siteUS' as never, 'storefront', []),
    ).to.throw(/supportPhone of site siteUS, channel storefront/);
  });

  it('does not compile without its text', async () => {
    const file = copy.at('gateway-settings/texts/en.ts');
    const text = await readFile(file, 'utf8');
    expect((await compile()).code).to.equal(0);
    await writeFile(file, text.replace('supportPhone:', 'supportFone:'));
    expect((await compile()).output).to.match(/en\.ts.*error[^]*supportPhone|supportFone/);
  });

  function compile(): ReturnType<CopiedSources['compile']> {
    return copy.compile('gateway-settings/gateway-files.ts', 'gateway-settings/texts/en.ts');
  }
});
