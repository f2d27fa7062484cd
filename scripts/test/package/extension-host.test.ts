import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { makePackage } from '../../src/package/packages.ts';
import { inRepository } from '../../src/program/repository.ts';
import { type PackagedShop, endProgram, startPackagedShop, startProgram } from './packaged-shop.ts';

/** OCC: server-side extensions, limits: 1 GB of memory for an app. */
const MEMORY_MB = 1024;

const node = (version: string): string =>
  inRepository('node_modules', `node${version}-${process.platform}-${process.arch}`, 'bin', 'node');

/** OCC runs Node 20; 24 is what it will run next, and what this project uses. */
const NODES: Readonly<Record<string, string>> = { 20: node('20'), 24: node('') };

for (const [version, execPath] of Object.entries(NODES)) {
  describe(`The extension's zip, unpacked by OCC's host on Node ${version}`, function () {
    this.timeout(90_000);
    let folder: string;
    let hostFolder: string;
    let shop: PackagedShop;
    let host: ChildProcess | undefined;

    before(async function () {
      if (!existsSync(execPath)) {
        console.log(
          `      Skipped: no Node ${version} for ${process.platform}-${process.arch} is installed.`,
        );
        this.skip();
      }
      await mkdir(inRepository('.run'), { recursive: true });
      folder = await mkdtemp(path.join(tmpdir(), 'packaged-'));
      // Inside the repository: the host finds Express and nconf in its node_modules.
      hostFolder = await mkdtemp(inRepository('.run', 'extension-host-'));
      const [{ file }, hostProgram] = await Promise.all([
        makePackage('extension', { build: folder }),
        hostFor(version, hostFolder),
      ]);
      shop = await startPackagedShop();
      host = await startProgram(hostProgram, {
        execPath,
        execArgv: [`--max-old-space-size=${MEMORY_MB}`],
        env: {
          EXTENSION_PORT: String(shop.extensionPort),
          EXTENSION_PACKAGE: file,
          OCC_URL: shop.occ.url,
        },
      });
    });

    after(async () => {
      await endProgram(host);
      await shop.close();
      await rm(folder, { recursive: true });
      await rm(hostFolder, { recursive: true });
    });

    it('pays an order', async () => {
      expect(await shop.buy()).to.include({ paymentState: 'AUTHORIZED', held: 1 });
    });

    it('needs no more than a fifth of the memory that OCC gives an app', async function () {
      if (process.platform !== 'linux') this.skip();
      for (let nth = 0; nth < 5; nth += 1) await shop.buy();
      const status = await readFile(`/proc/${String(host?.pid)}/status`, 'utf8');
      const peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
      expect(peakKb).to.be.within(10_000, (MEMORY_MB * 1024) / 5);
    });

    it('is asked only at the addresses that its package.json lists', async () => {
      const at = (address: string): Promise<Response> =>
        fetch(`http://127.0.0.1:${shop.extensionPort}/ccstorex/custom/isv-payment/v2${address}`);
      expect((await at('/health')).status).to.equal(200);
      expect((await at('/health/')).status).to.equal(404);
      expect((await at('/savedCards')).status).to.equal(401);
    });
  });
}

/** The sandbox's host in JavaScript, which an older Node runs as well. */
async function hostFor(version: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `host-${version}.mjs`);
  await build({
    absWorkingDir: inRepository(),
    entryPoints: ['sandbox/occ/extension-host/main.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
