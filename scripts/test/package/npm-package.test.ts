import { type ChildProcess, execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeNpmTarball } from '../../src/package/npm-package.ts';
import { version } from '../../src/program/repository.ts';
import {
  type PackagedShop,
  endProgram,
  sealingSecret,
  startPackagedShop,
  startProgram,
  webhookSecret,
} from './packaged-shop.ts';

describe('The npm package', function () {
  this.timeout(90_000);
  let folder: string;
  let tarball: string;
  let installed: string;
  let shop: PackagedShop;
  let server: ChildProcess | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'npm-package-'));
    tarball = await makeNpmTarball(path.join(folder, 'build'));
    await mkdir(path.join(folder, 'empty'));
    await writeFile(path.join(folder, 'empty', 'package.json'), '{"private":true}');
    // Offline: what it needs and does not bring along would be missing.
    await promisify(execFile)('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], {
      cwd: path.join(folder, 'empty'),
      env: { ...process.env, npm_config_cache: path.join(folder, 'cache') },
    });
    installed = path.join(folder, 'empty', 'node_modules');
    shop = await startPackagedShop();
    server = await startProgram(path.join(installed, '.bin', 'occ-cybersource-extension'), {
      cwd: path.join(folder, 'empty'),
      env: {
        EXTENSION_PORT: String(shop.extensionPort),
        ATG_SERVER_URL: shop.occ.url,
        ATG_SERVER_ADMIN_URL: shop.occ.url,
        ATG_APPLICATION_TOKEN: 'sandbox-application-key',
        PAYMENTS_SECRET_KEY: webhookSecret,
        CRYPTO_SERVICE_KEY: sealingSecret,
        CYBERSOURCE_INTERMEDIATE_HOST: shop.cybersource.url,
      },
    });
  });

  after(async () => {
    await endProgram(server);
    await shop.close();
    await rm(folder, { recursive: true });
  });

  it('is installed alone, without a dependency', async () => {
    const lockfile = JSON.parse(await readFile(path.join(folder, 'empty', 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    const names = Object.keys(lockfile.packages).filter((name) => name !== '');
    expect(names).to.deep.equal(['node_modules/occ-cybersource-extension']);
    expect(lockfile.packages[names[0]!]?.version).to.equal(version);
  });

  it('starts Node with a small young generation', async () => {
    const program = await readFile(path.join(installed, 'occ-cybersource-extension', 'server.js'), 'utf8');
    expect(program.slice(0, program.indexOf('\n'))).to.equal(
      '#!/usr/bin/env -S node --max-semi-space-size=8',
    );
  });

  it('pays an order once it is started', async () => {
    expect(await shop.buy()).to.include({ paymentState: 'AUTHORIZED', held: 1 });
  });

  it('brings its licences, its bill of materials, its API and how to start it', async () => {
    const read = (name: string): Promise<string> =>
      readFile(path.join(installed, 'occ-cybersource-extension', name), 'utf8');
    expect(await read('THIRD-PARTY-LICENCES.txt')).to.match(/^pg \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(JSON.parse(await read('bom.json'))).to.have.property('bomFormat', 'CycloneDX');
    expect(await read('openapi.yaml')).to.contain('openapi: 3.1.0');
    expect(await read('README.md')).to.contain('npx occ-cybersource-extension');
    expect(await read('LICENSE')).to.contain('MIT License');
  });

  it('has the same bytes when it is made in another folder', async () => {
    const again = await makeNpmTarball(path.join(folder, 'elsewhere', 'deeper'));
    expect((await readFile(again)).equals(await readFile(tarball))).to.equal(true);
  });
});
