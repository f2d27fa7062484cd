import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { bundledPackages } from '../../src/package/bundled-packages.ts';
import { parts } from '../../src/package/package-kind.ts';
import { makePackage } from '../../src/package/packages.ts';
import { UPLOAD_RULES, brokenUploadRules } from '../../src/package/upload-rules.ts';
import { inRepository, releaseNumber, version } from '../../src/program/repository.ts';

describe('The three packages', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'packages-'));
  });
  after(() => rm(folder, { recursive: true }));

  const made = async (part: (typeof parts)[number], to: string): Promise<Buffer> => {
    const { file } = await makePackage(part, { build: path.join(folder, to) });
    return readFile(file);
  };

  for (const part of parts) {
    it(`${part}: two builds in two folders give equal bytes, and OCC’s rules are kept`, async () => {
      const [first, second] = [await made(part, 'one'), await made(part, 'two/deeper')];
      expect(first.equals(second)).to.equal(true);
      const names = Object.keys(unzipSync(first));
      expect(brokenUploadRules(names, first.length, UPLOAD_RULES[part])).to.deep.equal([]);
    });
  }

  it('carry one version', async () => {
    const json = async (part: (typeof parts)[number], name: string): Promise<unknown> =>
      JSON.parse(Buffer.from(unzipSync(await made(part, 'one'))[name]!).toString());
    expect(await json('extension', 'package.json')).to.include({ version });
    expect(await json('widget', 'ext.json')).to.include({ version: releaseNumber });
    expect(await json('gateway', 'ext.json')).to.include({ version: releaseNumber });
  });

  it('list every package of which they hold code, with its version, licence and hash', async () => {
    const files = unzipSync(await made('extension', 'one'));
    const bom = JSON.parse(Buffer.from(files['bom.json']!).toString()) as Bom;
    expect(bom).to.include({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bom.metadata.component).to.include({ name: 'occ-cybersource-extension', version });
    const licences = Buffer.from(files['THIRD-PARTY-LICENCES.txt']!).toString();
    const licensed = [...licences.matchAll(/^(\S+) (\d+\.\d+\.\d+) \(.+\)$/gm)].map(
      ([, name, number]) => `pkg:npm/${name!.replace(/^@/, '%40')}@${number}`,
    );
    expect(bom.components.map(({ purl }) => purl)).to.have.members(licensed);
    expect(licensed).to.include(`pkg:npm/zod@4.6.7`);
    for (const { licenses, hashes } of bom.components) {
      expect(licenses).to.have.length(1);
      expect(hashes?.[0]?.content).to.match(/^[0-9a-f]{128}$/);
    }
    const [dependency] = bom.dependencies.filter(({ dependsOn }) => dependsOn !== undefined);
    expect(dependency?.dependsOn).to.have.length(licensed.length);
  });

  it('widget: holds no code of others', async () => {
    const { metafile } = await build({
      absWorkingDir: inRepository(),
      entryPoints: ['cybersource-payment', 'cybersource-saved-cards'].map(
        (name) => `widget/src/entries/${name}.ts`,
      ),
      outdir: path.join(folder, 'widget-sources'),
      bundle: true,
      format: 'esm',
      // What OCC's storefront provides, and our own modules that are loaded on demand.
      external: ['knockout', 'jquery', 'pubsub', 'ccRestClient', 'notifier', 'js/*'],
      loader: { '.html': 'text', '.template': 'text' },
      metafile: true,
      logLevel: 'error',
    });
    expect(Object.keys(metafile.inputs).length).to.be.greaterThan(20);
    expect(bundledPackages(metafile)).to.deep.equal([]);
    await made('widget', 'one');
    const bill = JSON.parse(
      await readFile(path.join(folder, 'one', 'occ-cybersource-widget.bom.json'), 'utf8'),
    ) as Bom;
    expect(bill.metadata.component).to.include({ name: 'occ-cybersource-widget', version });
  });
});

interface Bom {
  readonly metadata: { readonly component: object };
  readonly components: readonly {
    readonly purl: string;
    readonly licenses: readonly object[];
    readonly hashes?: readonly { readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly dependsOn?: readonly string[] }[];
}
