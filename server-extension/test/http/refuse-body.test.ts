import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { createAnswer } from '../../src/http/answer.ts';
import { readBodyBytes } from '../../src/http/body-bytes.ts';
import type { ReachableRoute } from '../../src/http/dispatch.ts';
import { type Request, ROUTE_PREFIX } from '../../src/http/route.ts';

const PATH = `${ROUTE_PREFIX}/keys`;
const LARGE = 20 * 1024 * 1024;

describe('a body that is larger than it may be', () => {
  let server: Server;
  let port: number;
  let accepted: Socket[];

  beforeEach(async () => {
    accepted = [];
    const handle: ReachableRoute['handle'] = async (req) => {
      await readBodyBytes(req);
    };
    const answer = createAnswer([{ method: 'POST', path: '/keys', handle }], () => undefined);
    server = createServer((req, res) => {
      answer(req as Request, res);
    });
    server.on('connection', (socket) => accepted.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [how, headers] of [
    ['with its length', { 'content-length': String(LARGE) }],
    ['in chunks', {}],
  ] as const)
    it(`sent ${how} is answered while it is sent, and its rest is never read`, async () => {
      const call = request({ port, host: '127.0.0.1', path: PATH, method: 'POST', headers });
      call.on('error', () => undefined);
      call.end(Buffer.alloc(LARGE));
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      expect(answer.statusCode).to.equal(413);
      expect(answer.headers.connection).to.equal('close');
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      expect(Buffer.concat(parts).toString()).to.contain('body-too-large');
      const [socket] = accepted;
      if (socket?.destroyed === false) await once(socket, 'close');
      expect(socket?.bytesRead).to.be.lessThan(4 * 1024 * 1024);
    });

  it('ends the connection of a sender that neither reads on nor leaves', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${LARGE}\r\n\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).to.match(/^HTTP\/1.1 413 /);
    await once(socket, 'end');
    socket.destroy();
  });

  it('by a little gets the answer, also where its sender writes first and reads then', async () => {
    const length = 400 * 1024;
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.write(Buffer.alloc(length), () => {
        resolve();
      });
    });
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).to.match(/^HTTP\/1.1 413 /);
    socket.destroy();
  });
});
