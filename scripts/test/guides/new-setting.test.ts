import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { toConfigJson, toLocaleJson } from '../../../gateway-settings/gateway-files.ts';
import type { en } from '../../../gateway-settings/texts/en.ts';
import type { parseSiteSettings } from '../../../server-extension/src/occ/settings/site-settings.ts';
import { inRepository } from '../../src/program/repository.ts';
import { runTool } from '../../src/program/run-program.ts';
import { guideBlocks } from './guide-blocks.ts';

/** Where the guide puts its four pieces: the file, and the line below which each goes. */
const PLACES = [
  ['gateway-settings/settings.ts', "  { id: 'sectionCheckout', type: 'sectionTitleType' },\n"],
  ['gateway-settings/texts/en.ts', '  settings: {\n'],
  ['server-extension/src/domain/settings.ts', '  readonly amountConvention: AmountConvention;\n'],
  ['server-extension/src/occ/settings/site-settings.ts', "    reauthorize: read.toggle('reauthorize'),\n"],
] as const;

const NEEDED = { merchantID: 'shop', runEnvironment: 'apitest.cybersource.com', merchantKeyId: 'id' };

describe('The guide “A new setting”', function () {
  this.timeout(60_000);
  let copy: string;
  let parse: typeof parseSiteSettings;

  before(async () => {
    // In the repository, where the sources find their packages.
    await mkdir(inRepository('.run'), { recursive: true });
    copy = await mkdtemp(inRepository('.run', 'new-setting-'));
    for (const folder of ['gateway-settings', 'server-extension/src'])
      await cp(inRepository(folder), path.join(copy, folder), { recursive: true, filter: isSource });
    const blocks = await guideBlocks('A new setting');
    for (const [nth, [file, line]] of PLACES.entries()) await insert(file, line, blocks[nth] ?? '');
    ({ parseSiteSettings: parse } = await imported<{ parseSiteSettings: typeof parseSiteSettings }>(
      'server-extension/src/occ/settings/site-settings.ts',
    ));
  });
  after(() => rm(copy, { recursive: true }));

  async function insert(file: string, line: string, block: string): Promise<void> {
    const text = await readFile(path.join(copy, file), 'utf8');
    expect(text.split(line), `${file} has the line once: ${line}`).to.have.length(2);
    const indent = /^ */.exec(line)?.[0] ?? '';
    const inner = line.trimEnd().endsWith('{') ? `${indent}  ` : indent;
    await writeFile(
      path.join(copy, file),
      text.replace(line, () => line + block.replaceAll(/^(?=.)/gm, inner)),
    );
  }

  function imported<Module>(file: string): Promise<Module> {
    return import(pathToFileURL(path.join(copy, file)).href) as Promise<Module>;
  }

  const settingsWith = (values: object): unknown => ({
    data: { storefront: { ...NEEDED, merchantsecretKey: 'c2VjcmV0', ...values } },
  });

  it('has four pieces of code, one for each place', async () => {
    expect(await guideBlocks('A new setting')).to.have.length(PLACES.length);
  });

  it('puts it into the file that OCC reads, with the text that the administrator reads', async () => {
    const files = await imported<{ toConfigJson: typeof toConfigJson; toLocaleJson: typeof toLocaleJson }>(
      'gateway-settings/gateway-files.ts',
    );
    const { en: texts } = await imported<{ en: typeof en }>('gateway-settings/texts/en.ts');
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
    const file = path.join(copy, 'gateway-settings', 'texts', 'en.ts');
    const text = await readFile(file, 'utf8');
    expect((await compile()).code).to.equal(0);
    await writeFile(file, text.replace('supportPhone:', 'supportFone:'));
    expect((await compile()).output).to.match(/en\.ts.*error[^]*supportPhone|supportFone/);
  });

  function compile(): ReturnType<typeof runTool> {
    const file = path.join(copy, 'gateway-settings', 'gateway-files.ts');
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'];
    const target = ['--module', 'nodenext', '--target', 'es2023', '--ignoreConfig'];
    return runTool('tsc', [...flags, ...target, file, path.join(copy, 'gateway-settings', 'texts', 'en.ts')]);
  }
});

function isSource(file: string): boolean {
  return !file.includes('node_modules');
}
