import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';

const MAIN = new URL('../../src/standalone.ts', import.meta.url);
const API = '/ccstorex/custom/isv-payment/v2';

describe('the start of the extension in a server of its own', function () {
  this.timeout(60_000);
  let folder: string;
  const running = new Set<ChildProcess>();

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'standalone-'));
  });

  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    rmSync(folder, { recursive: true });
  });

  function start(
    journal: string,
    args: readonly string[] = [],
  ): { readonly child: ChildProcess; readonly output: () => string } {
    const child = fork(MAIN, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        EXTENSION_PORT: '0',
        ATG_SERVER_URL: 'http://127.0.0.1:9',
        ATG_SERVER_ADMIN_URL: 'http://127.0.0.1:9',
        ATG_APPLICATION_TOKEN: 'application-key',
        WARM_UP_MS: '0',
        CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough',
        JOURNAL: journal,
      },
    });
    running.add(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    return { child, output: () => text };
  }

  async function listening(child: ChildProcess): Promise<string> {
    const [{ address }] = (await once(child, 'message')) as [{ address: string }];
    return address;
  }

  const unusable: Readonly<Record<string, readonly [make: (file: string) => void, cause: RegExp]>> = {
    'in a folder that does not exist': [() => undefined, /unable to open database file/],
    'that is no database': [
      (file) => {
        writeFileSync(
          file,
          'not a database, but a text that is long enough to be looked at as one'.repeat(20),
        );
      },
      /file is not a database/,
    ],
    'of a newer version': [
      (file) => {
        const newer = new DatabaseSync(file);
        newer.exec('PRAGMA user_version = 999');
        newer.close();
      },
      /newer version/,
    ],
  };
  for (const [what, [make, cause]] of Object.entries(unusable)) {
    it(`ends with a journal ${what}: one sentence that names file, cause and remedy`, async () => {
      const file = path.join(folder, what.includes('folder') ? 'nowhere/journal.sqlite' : 'journal.sqlite');
      make(file);
      const { child, output } = start(`sqlite:${file}`);
      const [code] = (await once(child, 'close')) as [number];
      expect(code).to.equal(1);
      expect(output())
        .to.contain(file)
        .and.to.match(cause)
        .and.to.match(/Remedy: .*JOURNAL/);
      expect(output()).not.to.match(/^\s+at /m);
    });
  }

  it('makes a journal that other users of the machine cannot read, and tightens an older one', async () => {
    const file = path.join(folder, 'journal.sqlite');
    const older = new DatabaseSync(file);
    older.close();
    chmodSync(file, 0o644);
    const { child } = start(`sqlite:${file}`);
    await listening(child);
    for (const each of [file, `${file}-wal`, `${file}-shm`].filter(existsSync))
      expect((statSync(each).mode & 0o777).toString(8), each).to.equal('600');

    const fresh = start(`sqlite:${path.join(folder, 'fresh.sqlite')}`);
    await listening(fresh.child);
    expect((statSync(path.join(folder, 'fresh.sqlite')).mode & 0o777).toString(8)).to.equal('600');
  });

  it('is alive at once and ready only when a payment could be taken', async () => {
    const { child, output } = start(`sqlite:${path.join(folder, 'journal.sqlite')}`);
    const address = await listening(child);
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    const ready = await fetch(`${address}${API}/ready`);
    expect(ready.status).to.equal(503);
    const body = (await ready.json()) as { status: string; reasons: readonly { code: string }[] };
    expect(body.status).to.equal('not-ready');
    expect(body.reasons.map(({ code }) => code)).to.deep.equal(['webhook-secret', 'settings']);
    expect(output()).to.contain('readiness.lost');
  });

  it('refuses an argument: it is configured by its environment', async () => {
    const { child, output } = start('memory:', ['--port=8082']);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).to.equal(2);
    expect(output()).to.match(/^error: unknown option '--port=8082'/);
  });

  it('cuts off connections that send thousands of requests without waiting for answers', async () => {
    const { child } = start('memory:');
    const { port } = new URL(await listening(child));
    const request = `GET ${API}/health HTTP/1.1\r\nHost: shop.test\r\n\r\n`;
    const flood = net.connect(Number(port), '127.0.0.1');
    let answers = 0;
    flood
      .setEncoding('utf8')
      .on('data', (text: string) => (answers += text.split('HTTP/1.1 200').length - 1));
    flood.on('error', () => undefined);
    flood.write(request.repeat(5_000));
    await new Promise((resolve) => flood.once('close', resolve));
    expect(answers).to.be.at.most(10);

    const polite = net.connect(Number(port), '127.0.0.1');
    let answered = '';
    polite.setEncoding('utf8').on('data', (text: string) => (answered += text));
    for (let nth = 1; nth <= 50; nth += 1) {
      polite.write(request);
      while (answered.split('HTTP/1.1 200').length - 1 < nth) await once(polite, 'data');
    }
    polite.destroy();
  });
});
