import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { startRunningTime } from '../builders/running-time.ts';

const MAIN = new URL('../../src/standalone.ts', import.meta.url);
const API = '/ccstorex/custom/isv-payment/v2';

/** As a merchant runs it; nothing here asks OCC or CyberSource. */
function start({
  port = 0,
  output = 'ignore',
  occ = 'http://127.0.0.1:9',
  journal = 'memory:',
  warmUpMs = 0,
}: {
  port?: number;
  output?: 'ignore' | 'pipe';
  occ?: string;
  journal?: string;
  warmUpMs?: number;
} = {}): ChildProcess {
  return fork(MAIN, [], {
    stdio: ['ignore', output, 'pipe', 'ipc'],
    env: {
      EXTENSION_PORT: String(port),
      ATG_SERVER_URL: occ,
      ATG_SERVER_ADMIN_URL: occ,
      ATG_APPLICATION_TOKEN: 'application-key',
      CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough',
      PAYMENTS_SECRET_KEY: Buffer.alloc(64, 7).toString('base64'),
      JOURNAL: journal,
      WARM_UP_MS: String(warmUpMs),
    },
  });
}

describe('the extension in a server of its own', function () {
  this.timeout(60_000);
  let server: ChildProcess;
  let port: number;

  before(async () => {
    server = start();
    const [{ address }] = (await once(server, 'message')) as [{ address: string }];
    port = Number(new URL(address).port);
  });

  after(() => server.kill('SIGKILL'));

  /** Sends the first part at once and the rest byte by byte; what comes back, and after how long. */
  async function sendSlowly(first: string, rest: string): Promise<{ answer: string; afterMs: number }> {
    const runningTime = startRunningTime();
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.write(first);
    void (async () => {
      for (const byte of rest) {
        await delay(200);
        if (socket.destroyed) return;
        socket.write(byte);
      }
    })();
    await once(socket, 'close');
    return { answer, afterMs: runningTime.end() };
  }

  const post = `POST ${API}/payments HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\n`;
  const slow = {
    'a body that drips': [`${post}Content-Length: 5000\r\n\r\n{`, ' '.repeat(100)],
    'a body that never comes': [`${post}Content-Length: 5000\r\n\r\n`, ''],
    'headers that drip': [`${post}X-Slow: `, 'a'.repeat(100)],
    'a connection on which nothing is said': ['', ''],
  } as const;

  it(`ends ${Object.keys(slow).join(', ')}, and serves other clients meanwhile`, async () => {
    const ends = Object.values(slow).map(([first, rest]) => sendSlowly(first, rest));
    const health = await fetch(`http://127.0.0.1:${port}${API}/health`);
    expect(health.status).to.equal(200);
    for (const { answer, afterMs } of await Promise.all(ends)) {
      expect(answer).to.match(/^HTTP\/1\.1 408 /);
      expect(afterMs).to.be.lessThan(10_000);
    }
  });

  it('goes on when its log is no longer read', async () => {
    const unread = start({ output: 'pipe' });
    const [{ address }] = (await once(unread, 'message')) as [{ address: string }];
    unread.stdout?.destroy();
    for (let nth = 0; nth < 5; nth += 1) expect((await fetch(`${address}/nowhere`)).status).to.equal(404);
    await delay(100);
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    unread.kill('SIGKILL');
  });

  it('is alive while it warms up and ready for payments only afterwards, unless it does not warm up', async () => {
    const waitsFor = async (address: string): Promise<string[]> => {
      const { reasons } = (await (await fetch(`${address}${API}/ready`)).json()) as {
        readonly reasons: readonly { readonly code: string }[];
      };
      return reasons.map(({ code }) => code);
    };
    const [cold, warm] = [start({ warmUpMs: 10_000 }), start({ warmUpMs: 500 })];
    const [[{ address }], [{ address: ofWarm }]] = (await Promise.all(
      [cold, warm].map((each) => once(each, 'message')),
    )) as [[{ address: string }], [{ address: string }]];
    expect(await waitsFor(address)).to.deep.equal(['warm-up']);
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    while ((await waitsFor(ofWarm)).includes('warm-up')) await delay(50);
    cold.kill('SIGKILL');
    warm.kill('SIGKILL');
    expect(await waitsFor(`http://127.0.0.1:${port}`)).not.to.include('warm-up');
  });

  it('is one sentence when its port is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const second = start({ port: (taken.address() as AddressInfo).port });
    let said = '';
    second.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(second, 'exit')) as [number];
    taken.close();
    expect(code).to.equal(1);
    expect(said).to.match(/^Port \d+ is taken\. Remedy: .+\n$/);
  });

  describe('when it is asked to end', () => {
    let folder: string;
    let occ: Server;
    /** Questions to OCC that are not answered yet. */
    let held: ServerResponse[];
    let ending: ChildProcess;
    let to: number;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'standalone-'));
      held = [];
      occ = createServer((_, res) => held.push(res)).listen(0, '127.0.0.1');
      await once(occ, 'listening');
      ending = start({
        occ: `http://127.0.0.1:${(occ.address() as AddressInfo).port}`,
        journal: `sqlite:${join(folder, 'journal.sqlite')}`,
      });
      const [{ address }] = (await once(ending, 'message')) as [{ address: string }];
      to = Number(new URL(address).port);
    });
    afterEach(async () => {
      ending.kill('SIGKILL');
      occ.closeAllConnections();
      occ.close();
      await rm(folder, { recursive: true });
    });

    interface Line {
      readonly socket: net.Socket;
      readonly said: () => string;
      readonly closed: Promise<unknown>;
    }

    function connect(): Line {
      const socket = net.connect(to, '127.0.0.1');
      let said = '';
      socket.setEncoding('utf8').on('data', (text: string) => (said += text));
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      return { socket, said: () => said, closed };
    }

    const countOf = (text: string): number => text.split('HTTP/1.1 ').length - 1;
    const health = `GET ${API}/health HTTP/1.1\r\nHost: shop.test\r\n\r\n`;
    const body = JSON.stringify({ targetOrigin: 'https://shop.test' });
    const keys = `POST ${API}/keys HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\nX-CCSite: siteUS\r\nChannel: storefront\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

    async function until(isSo: () => boolean): Promise<void> {
      while (!isSo()) await delay(10);
    }

    it('answers once more on each busy connection, what is under way included, closes the journal and leaves with 0', async () => {
      const idle = connect();
      idle.socket.write(health);
      const busy = connect();
      busy.socket.write(health);
      const paying = connect();
      paying.socket.write(keys);
      await until(() => held.length > 0 && [idle, busy].every((line) => countOf(line.said()) === 1));

      busy.socket.write(health.slice(0, 20));
      ending.kill('SIGTERM');
      await idle.closed;
      busy.socket.write(health.slice(20));
      const asking = setInterval(() => busy.socket.write(health), 15);
      for (let nth = 0; nth < 3; nth += 1) paying.socket.write(health);
      await busy.closed;
      expect(countOf(busy.said()), 'one more answer on the busy one').to.equal(2);
      expect(busy.said().toLowerCase()).to.contain('connection: close');
      expect(paying.socket.destroyed, 'what is under way is waited for').to.equal(false);
      expect(ending.exitCode).to.equal(null);

      const exited = once(ending, 'exit');
      for (const res of held) res.writeHead(500).end();
      occ.on('request', (_, res: ServerResponse) => res.writeHead(500).end());
      await paying.closed;
      clearInterval(asking);
      expect(countOf(paying.said())).to.equal(1);
      expect(paying.said().toLowerCase()).to.contain('connection: close');
      expect((await exited)[0]).to.equal(0);
      expect(await readdir(folder), 'no write-ahead log is left').to.deep.equal(['journal.sqlite']);
    });

    for (const signal of ['SIGINT', 'SIGHUP'] as const)
      it(`does the same on ${signal}: what is under way is waited for`, async () => {
        const paying = connect();
        paying.socket.write(keys);
        await until(() => held.length > 0);
        const exited = once(ending, 'exit');
        ending.kill(signal);
        occ.on('request', (_, res: ServerResponse) => res.writeHead(500).end());
        for (const res of held) res.writeHead(500).end();
        await paying.closed;
        expect(countOf(paying.said())).to.equal(1);
        expect(await exited).to.deep.equal([0, null]);
      });

    it('takes no new connection', async () => {
      const paying = connect();
      paying.socket.write(keys);
      await until(() => held.length > 0);
      ending.kill('SIGTERM');
      const refused = async (): Promise<boolean> => {
        const late = net.connect(to, '127.0.0.1');
        const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
          late.once('error', resolve).once('connect', () => {
            resolve(undefined);
          });
        });
        late.destroy();
        return error?.code === 'ECONNREFUSED';
      };
      while (!(await refused())) await delay(20);
      expect(ending.exitCode, 'while what is under way is waited for').to.equal(null);
    });
  });
});
