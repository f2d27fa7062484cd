import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import type { createTransport } from '../../../server-extension/src/cybersource/client/transport.ts';
import { bundle } from '../../src/package/bundle.ts';
import { addKeyFiles, makeExtension } from '../../src/package/extension-package.ts';
import { bundledPackages } from '../../src/package/bundled-packages.ts';
import { zipFolder } from '../../src/package/zip.ts';
import { inRepository, version } from '../../src/program/repository.ts';

const node20 = inRepository('node_modules', `node20-${process.platform}-${process.arch}`, 'bin', 'node');

describe('extension package', function () {
  this.timeout(60_000);
  let folder: string;
  let files: Readonly<Record<string, Uint8Array>>;
  let zipBytes: number;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'extension-'));
    await makeExtension(path.join(folder, 'made'));
    const zip = await zipFolder(path.join(folder, 'made'), path.join(folder, 'extension.zip'));
    zipBytes = zip.bytes;
    files = unzipSync(await readFile(zip.file));
  });

  after(() => rm(folder, { recursive: true }));

  it('holds no more than 30 files and 0.9 MB', () => {
    expect(Object.keys(files).length).to.be.at.most(30);
    expect(zipBytes).to.be.below(900 * 1000);
  });

  it('carries key files in a form that OCC takes', async () => {
    const certs = path.join(folder, 'merchant-certs');
    const packed = path.join(folder, 'packed');
    await mkdir(certs);
    await mkdir(packed);
    await writeFile(path.join(certs, 'shop.p12'), Buffer.from([0x30, 0x82, 0xff]));
    await writeFile(path.join(certs, 'cybersource.pem'), 'PEM');
    await addKeyFiles(certs, packed);
    expect(await readFile(path.join(packed, 'certs', 'shop.p12.txt'), 'utf8')).to.equal('MIL/');
    expect(await readFile(path.join(packed, 'certs', 'cybersource.pem'), 'utf8')).to.equal('PEM');
    await addKeyFiles(path.join(folder, 'no-such-folder'), folder);
    expect(existsSync(path.join(folder, 'certs'))).to.equal(false);
  });

  it('leaves out the models of CyberSource’s SDK, and of undici all but its pool', async () => {
    const { inputs } = await bundle('server-extension/src/extension.ts', path.join(folder, 'third.js'));
    const unwanted = Object.keys(inputs).filter((file) =>
      /cybersource-rest-client\/src\/model\/|undici\/lib\/(mock|web\/websocket|web\/cache)\//.test(file),
    );
    expect(unwanted).to.deep.equal([]);
  });

  it('sends what can be repeated once more where the connection broke, as the sources do', async () => {
    const file = path.join(folder, 'transport.cjs');
    await bundle('server-extension/src/cybersource/client/transport.ts', file);
    const { createTransport: createPacked } = createRequire(import.meta.url)(file) as {
      readonly createTransport: typeof createTransport;
    };
    let requests = 0;
    const server = createServer((req, res) => {
      requests += 1;
      if (requests === 1) req.socket.destroy();
      else res.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = createPacked(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const call = { method: 'GET', host: 'apitest.cybersource.com', path: '/', headers: {} } as const;
      const reply = await transport.exchange({ ...call, repeatable: true }, 20_000);
      expect(reply).to.include({ kind: 'answered', status: 200, text: '{}' });
      expect(requests).to.equal(2);
    } finally {
      await transport.close();
      server.closeAllConnections();
      server.close();
    }
  });

  it('is in ASCII, which takes half of the memory', async () => {
    const file = path.join(folder, 'ascii.js');
    await bundle('server-extension/src/extension.ts', file);
    expect(await readFile(file, 'utf8')).not.to.match(/[\u0080-\uffff]/);
  });

  it('passes on the licence of every package of which it holds code, and its own', async () => {
    const { inputs } = await bundle('server-extension/src/extension.ts', path.join(folder, 'fourth.js'), {
      leftOut: ['pg'],
    });
    const names = new Set(
      Object.keys(inputs).flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    const text = Buffer.from(files['THIRD-PARTY-LICENCES.txt']!).toString();
    expect(names.size).to.be.greaterThan(5);
    for (const name of names) expect(text).to.match(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
    expect(text).to.contain('Permission is hereby granted');
    expect(Buffer.from(files['LICENSE.txt']!).toString()).to.contain('MIT License');
  });

  it('never passes on a package without a licence', async () => {
    const unlicensed = path.join(folder, 'node_modules', 'unlicensed');
    await mkdir(unlicensed, { recursive: true });
    await writeFile(path.join(unlicensed, 'package.json'), '{"name":"unlicensed","version":"1.0.0"}');
    const inputs = { [path.join(path.relative(inRepository(), unlicensed), 'index.js')]: {} };
    expect(() => bundledPackages({ inputs } as never)).to.throw(/unlicensed 1\.0\.0 names no licence/);
  });

  it('tells OCC its name, version, entry and addresses, and nothing about our repository', () => {
    const manifest = JSON.parse(Buffer.from(files['package.json']!).toString()) as object;
    expect(manifest).to.include({ name: 'occ-cybersource-extension', version, main: 'index.js' });
    expect(manifest).to.include.keys('publicUrls', 'authenticatedUrls', 'whitelistUrls');
    expect(manifest).not.to.have.any.keys('type', 'private', 'dependencies', 'devDependencies', 'scripts');
  });

  it('leaves out the SDK’s own HTTP client and logger', async () => {
    const { inputs } = await bundle('server-extension/src/extension.ts', path.join(folder, 'again.js'));
    const unwanted = Object.keys(inputs).filter((file) =>
      /node_modules\/(axios|winston|tough-cookie|agentkeepalive)\//.test(file),
    );
    expect(unwanted).to.deep.equal([]);
  });

  for (const [express, name] of [
    ['express', 'Express 5'],
    ['express4', 'Express 4'],
  ] as const) {
    describe(`in a host with Node 20 and ${name}`, () => {
      let host: ChildProcess;
      let url: string;

      before(async function () {
        if (!existsSync(node20)) {
          console.log(
            `      Skipped: no Node 20 for ${process.platform}-${process.arch} among the packages.`,
          );
          this.skip();
        }
        const unpacked = await unpack(files, path.join(folder, express), express);
        host = spawn(node20, [path.join(import.meta.dirname, 'host.cjs'), unpacked], {
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
          env: environment,
        });
        const { port, node } = await firstMessage(host);
        expect(node).to.match(/^v20\./);
        url = `http://127.0.0.1:${port}/ccstorex/custom/isv-payment/v2`;
      });

      after(() => {
        host.kill();
      });

      it('starts and answers', async () => {
        const answer = await fetch(`${url}/health`);
        expect(answer.status).to.equal(200);
        expect(await answer.json()).to.deep.equal({ status: 'ok' });
      });

      it('refuses a webhook without a signature', async () => {
        const answer = await fetch(`${url}/payments`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        expect(answer.status).to.equal(401);
      });
    });
  }
});

const environment: NodeJS.ProcessEnv = {
  ATG_SERVER_URL: 'http://127.0.0.1:9',
  ATG_SERVER_ADMIN_URL: 'http://127.0.0.1:9',
  ATG_APPLICATION_TOKEN: 'token',
  PAYMENTS_SECRET_KEY: Buffer.alloc(64, 'k').toString('base64'),
  CRYPTO_SERVICE_KEY: Buffer.alloc(32, 's').toString('base64'),
};

/** As OCC does it: the package's files, and the host's modules where `require` finds them. */
async function unpack(
  files: Readonly<Record<string, Uint8Array>>,
  folder: string,
  express: string,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await mkdir(path.join(folder, 'node_modules'));
  const modules = { express, 'body-parser': 'body-parser', nconf: 'nconf' };
  for (const [name, source] of Object.entries(modules)) {
    await symlink(inRepository('node_modules', source), path.join(folder, 'node_modules', name));
  }
  return folder;
}

function firstMessage(host: ChildProcess): Promise<{ readonly port: number; readonly node: string }> {
  return new Promise((resolve, reject) => {
    host.once('message', resolve);
    host.once('exit', (code) => {
      reject(new Error(`The host ended with code ${String(code)}.`));
    });
  });
}
