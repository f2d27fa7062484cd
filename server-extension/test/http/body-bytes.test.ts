import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { readBodyBytes } from '../../src/http/body-bytes.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Request } from '../../src/http/route.ts';

const MOST = 256 * 1024;

describe('The bytes of a body', () => {
  let server: Server;
  let port: number;
  /** What was read of each request: its bytes as base64, or the code of the Problem. */
  let read: Promise<string>[];
  let prepare: (req: IncomingMessage) => unknown;

  before(async () => {
    server = createServer((req, res) => {
      const answer = Promise.resolve(prepare(req))
        .then(() => readBodyBytes(req as Request))
        .then(
          (bytes) => bytes.toString('base64'),
          (error: unknown) => (error instanceof Problem ? error.code : String(error)),
        );
      read.push(answer);
      void answer.then((text) => res.end(text));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    read = [];
    prepare = () => undefined;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function opened(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }
  const head = (...lines: readonly string[]): string =>
    ['POST / HTTP/1.1', 'Host: test', ...lines, '', ''].join('\r\n');
  const post = async (body: Uint8Array, headers: Record<string, string> = {}): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers })).text();

  it('are those that were sent, in whatever pieces they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 }),
        async (pieces) => {
          const socket = await opened();
          const whole = Buffer.concat(pieces);
          socket.write(head(`Content-Length: ${whole.length}`, 'Connection: close'));
          for (const piece of pieces) {
            socket.write(piece);
            await new Promise(setImmediate);
          }
          await once(socket, 'data');
          socket.destroy();
          expect(await read.at(-1)).to.equal(whole.toString('base64'));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are none where the request says that there is no body', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).to.equal('');
  });

  it('may be 256 KB, and not one more, whether their length is stated or not', async () => {
    expect(Buffer.from(await post(Buffer.alloc(MOST, 1)), 'base64')).to.have.length(MOST);
    expect(await post(Buffer.alloc(MOST + 1))).to.equal('body-too-large');
    const socket = await opened();
    socket.write(head('Transfer-Encoding: chunked') + `${(MOST + 1).toString(16)}\r\n`);
    socket.write(Buffer.alloc(MOST + 1));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).to.contain('body-too-large');
  });

  it('are not waited for when their stated length is too much', async () => {
    const socket = await opened();
    socket.write(head(`Content-Length: ${MOST + 1}`));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).to.contain('body-too-large');
  });

  it('are refused compressed', async () => {
    expect(await post(Buffer.from('x'), { 'content-encoding': 'gzip' })).to.equal('unsupported-media-type');
    expect(await post(Buffer.from('x'), { 'content-encoding': 'Identity' })).to.equal('eA==');
  });

  it('are malformed when the sender goes away in their middle', async () => {
    const socket = await opened();
    socket.write(`${head('Content-Length: 10')}half`);
    while (read.length === 0) await new Promise(setImmediate);
    socket.resetAndDestroy();
    expect(await read[0]).to.equal('malformed-request');
  });

  for (const [how, error] of [
    ['with an error', new Error('the connection broke')],
    ['without one', undefined],
  ] as const)
    it(`are malformed where the connection ends ${how}, and what breaks later ends nothing`, async () => {
      let taken: IncomingMessage | undefined;
      prepare = (req) => {
        taken = req;
      };
      const socket = await opened();
      socket.on('error', () => undefined);
      socket.write(`${head('Content-Length: 10')}half`);
      while (taken === undefined) await new Promise(setImmediate);
      await new Promise(setImmediate);
      taken.destroy(error);
      expect(await read[0]).to.equal('malformed-request');
      taken.emit('error', new Error('once more'));
      socket.destroy();
    });

  it('are those that the host has kept, as bytes or as text', async () => {
    for (const rawBody of [Buffer.from('kept'), 'kept']) {
      prepare = (req) => Object.assign(req, { rawBody });
      expect(await post(Buffer.from('other'))).to.equal(Buffer.from('kept').toString('base64'));
    }
    prepare = (req) => Object.assign(req, { rawBody: Buffer.alloc(MOST + 1) });
    expect(await post(Buffer.from('other'))).to.equal('body-too-large');
  });

  it('are missed where the host has parsed the body and kept none', async () => {
    const drained = async (req: IncomingMessage): Promise<void> => {
      req.resume();
      await once(req, 'end');
    };
    prepare = drained;
    expect(await post(Buffer.from('{"a":1}'))).to.equal('');
    prepare = async (req) => {
      await drained(req);
      Object.assign(req, { body: { a: 1 } });
    };
    expect(await post(Buffer.from('{"a":1}'))).to.equal('not-configured');
  });
});
