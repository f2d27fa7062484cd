import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';

const MAIN = new URL('../../src/standalone.ts', import.meta.url);
const API = '/ccstorex/custom/isv-payment/v2';

/** As a merchant runs it; nothing here asks OCC or CyberSource. */
function start({
  port = 0,
  output = 'ignore',
}: { port?: number; output?: 'ignore' | 'pipe' } = {}): ChildProcess {
  return fork(MAIN, [], {
    stdio: ['ignore', output, 'pipe', 'ipc'],
    env: {
      EXTENSION_PORT: String(port),
      ATG_SERVER_URL: 'http://127.0.0.1:9',
      ATG_SERVER_ADMIN_URL: 'http://127.0.0.1:9',
      ATG_APPLICATION_TOKEN: 'application-key',
      CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough',
      PAYMENTS_SECRET_KEY: Buffer.alloc(64, 7).toString('base64'),
      JOURNAL: 'memory:',
    },
  });
}

describe('the extension in a server of its own', function () {
  this.timeout(20_000);
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
    const started = performance.now();
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
    return { answer, afterMs: performance.now() - started };
  }

  const post = `POST ${API}/payments HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\n`;
  const slow = {
    'a body that drips': [`${post}Content-Length: 5000\r\n\r\n{`, ' '.repeat(100)],
    'a body that never comes': [`${post}Content-Length: 5000\r\n\r\n`, ''],
    'headers that drip': [`${post}X-Slow: `, 'a'.repeat(100)],
    'a connection on which nothing is said': ['', ''],
  } as const;

  it(`ends ${Object.keys(slow).join(', ')}, and serves everybody else meanwhile`, async () => {
    const ends = Object.values(slow).map(([first, rest]) => sendSlowly(first, rest));
    const health = await fetch(`http://127.0.0.1:${port}${API}/health`);
    expect(health.status).to.equal(200);
    for (const { answer, afterMs } of await Promise.all(ends)) {
      expect(answer).to.match(/^HTTP\/1\.1 408 /);
      expect(afterMs).to.be.lessThan(10_000);
    }
  });

  it('goes on when nobody reads its log any more', async () => {
    const unread = start({ output: 'pipe' });
    const [{ address }] = (await once(unread, 'message')) as [{ address: string }];
    unread.stdout?.destroy();
    for (let nth = 0; nth < 5; nth += 1) expect((await fetch(`${address}/nowhere`)).status).to.equal(404);
    await delay(100);
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    unread.kill('SIGKILL');
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

  it('lets go when it is told to', async () => {
    server.kill('SIGTERM');
    const [code] = (await once(server, 'exit')) as [number];
    expect(code).to.equal(0);
  });
});
