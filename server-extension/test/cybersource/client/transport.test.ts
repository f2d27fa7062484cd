import { expect } from 'chai';
import type http from 'node:http';
import type { Socket } from 'node:net';
import {
  type TransportResult,
  type Transport,
  createTransport,
} from '../../../src/cybersource/client/transport.ts';
import { selfSignedCertificate } from '../fixtures/certificate.ts';
import { type TestServer, bodyOf, startHttp, startHttps, startRaw } from '../fixtures/servers.ts';

/** For calls that end by themselves, also on a busy machine. */
const PATIENCE_MS = 20_000;
const AUTHORIZED = '{"id":"6750124114786780104953","status":"AUTHORIZED"}';

describe('The transport to CyberSource', () => {
  const opened: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  function transportTo(intermediateHost?: string, idleMs?: number): Transport {
    const transport = createTransport(intermediateHost, idleMs);
    opened.push({
      close: () => Promise.race([transport.close(), new Promise<void>((r) => setTimeout(r, 50))]),
    });
    return transport;
  }

  async function exchangeWith(
    starting: Promise<TestServer>,
    deadlineMs = PATIENCE_MS,
  ): Promise<TransportResult> {
    const server = await starting;
    opened.push(server);
    return post(transportTo(server.origin), deadlineMs);
  }

  function post(
    transport: Transport,
    deadlineMs = PATIENCE_MS,
    host = 'apitest.cybersource.com',
  ): Promise<TransportResult> {
    return transport.exchange(
      {
        method: 'POST',
        host,
        path: '/pts/v2/payments',
        headers: { 'content-type': 'application/json' },
        body: '{"amount":"10.00"}',
      },
      deadlineMs,
    );
  }

  it('keeps the raw body, the correlation id and the date of an answer', async () => {
    const reply = await exchangeWith(
      startHttp((_, response) => {
        response.writeHead(201, { 'v-c-correlation-id': 'c-1', date: 'today' }).end(AUTHORIZED);
      }),
    );
    expect(reply).to.deep.equal({
      kind: 'answered',
      status: 201,
      correlationId: 'c-1',
      date: 'today',
      text: AUTHORIZED,
    });
  });

  it("connects to the intermediate host but names CyberSource's in the Host header", async () => {
    const seen: (string | undefined)[] = [];
    await exchangeWith(
      startHttp((request, response) => {
        seen.push(request.headers.host);
        void bodyOf(request).then((body) => {
          seen.push(body);
          response.writeHead(201).end(AUTHORIZED);
        });
      }),
    );
    expect(seen).to.deep.equal(['apitest.cybersource.com', '{"amount":"10.00"}']);
  });

  it('closes its connections once it is closed, when the calls under way have ended', async () => {
    const sockets: Socket[] = [];
    let answer = (): void => undefined;
    const server = await startHttp((request, response) => {
      sockets.push(request.socket);
      answer = () => response.writeHead(201).end(AUTHORIZED);
    });
    opened.push(server);
    const transport = createTransport(server.origin);
    const under = post(transport);
    while (sockets.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = transport.close();
    answer();
    expect(await under).to.include({ kind: 'answered', status: 201 });
    await closed;
    while (sockets.some((socket) => !socket.destroyed))
      await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('uses one connection for calls one after the other', async () => {
    const server = await startHttp((_, response) => response.writeHead(201).end(AUTHORIZED));
    opened.push(server);
    const transport = transportTo(server.origin);
    for (let call = 0; call < 20; call += 1) {
      await post(transport);
      await new Promise(setImmediate);
    }
    expect(server.connections()).to.equal(1);
  });

  describe('knows that nothing was sent when', () => {
    it('the connection is refused', async () => {
      const server = await startRaw(() => undefined);
      await server.close();
      expect(await post(transportTo(server.origin))).to.deep.equal({
        kind: 'silent',
        reached: 'no',
        cause: 'ECONNREFUSED',
      });
    });

    it('the name does not resolve', async () => {
      const reply = await post(transportTo(), 5_000, 'does-not-exist.invalid');
      expect(reply).to.include({ kind: 'silent', reached: 'no' });
    });

    it('the certificate is not trusted', async () => {
      let requests = 0;
      const reply = await exchangeWith(
        startHttps(selfSignedCertificate(), (_, response) => {
          requests += 1;
          response.end();
        }),
      );
      expect(reply).to.deep.equal({ kind: 'silent', reached: 'no', cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
      expect(requests).to.equal(0);
    });

    it('the peer hangs up during the TLS handshake', async () => {
      const reply = await exchangeWith(startRaw((socket) => socket.destroy(), 'https'));
      expect(reply).to.include({ kind: 'silent', reached: 'no' });
    });

    it('the deadline passes during the TLS handshake, and sends nothing later', async () => {
      const received: Buffer[] = [];
      const reply = await exchangeWith(
        startRaw((_, bytes) => received.push(bytes), 'https'),
        60,
      );
      expect(reply).to.include({ kind: 'silent', reached: 'no', cause: 'no answer within 60 ms' });
      expect(Buffer.concat(received).includes('amount')).to.equal(false);
    });

    it('the host of the settings is no host name', async () => {
      const reply = await post(transportTo(), 500, 'not a host');
      expect(reply).to.deep.equal({ kind: 'silent', reached: 'no', cause: 'the host is no host name' });
    });

    it('no time was left', async () => {
      expect(
        await exchangeWith(
          startRaw(() => undefined),
          0,
        ),
      ).to.include({ kind: 'silent', reached: 'no' });
    });
  });

  it('does not send a request that was given up while it waited for a connection', async () => {
    const waiting: http.ServerResponse[] = [];
    const paths: (string | undefined)[] = [];
    const server = await startHttp((request, response) => {
      paths.push(request.url);
      if (request.url === '/held') waiting.push(response);
      else response.end();
    });
    opened.push(server);
    const transport = transportTo(server.origin);
    const get = (path: string, deadlineMs: number): Promise<TransportResult> =>
      transport.exchange({ method: 'GET', host: 'h', path, headers: {} }, deadlineMs);
    const held = Array.from({ length: 256 }, () => get('/held', 8_000));
    expect(await get('/given-up', 100)).to.include({ kind: 'silent', reached: 'no' });
    const later = get('/later', 8_000);
    while (waiting.length < held.length) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const response of waiting) response.end();
    await Promise.all([...held, later]);
    expect(new Set(paths)).to.deep.equal(new Set(['/held', '/later']));
  });

  describe('does not know what happened when', () => {
    async function expectMaybe(
      talk: Parameters<typeof startRaw>[0],
      deadlineMs = PATIENCE_MS,
    ): Promise<TransportResult> {
      const reply = await exchangeWith(startRaw(talk), deadlineMs);
      expect(reply).to.include({ kind: 'silent', reached: 'maybe' });
      return reply;
    }

    it('the connection is reset after the request', async () => {
      await expectMaybe((socket) => socket.resetAndDestroy());
    });

    it('the connection is closed before an answer', async () => {
      await expectMaybe((socket) => socket.end());
    });

    it('half an answer comes', async () => {
      await expectMaybe((socket) =>
        socket.end(
          `HTTP/1.1 201 Created\r\ncontent-length: ${AUTHORIZED.length}\r\n\r\n${AUTHORIZED.slice(0, 20)}`,
        ),
      );
    });

    it('a chunked answer breaks off', async () => {
      await expectMaybe((socket) =>
        socket.end('HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n10\r\n{"id":"67501'),
      );
    });

    it('what comes is not HTTP', async () => {
      await expectMaybe((socket) => socket.end('\u0000\u0001 nonsense\r\n\r\n'));
    });

    it('no answer comes within the deadline', async () => {
      const reply = await expectMaybe(() => undefined, 2_500);
      expect(reply).to.include({ cause: 'no answer within 2500 ms' });
    });

    it('an answer drips so slowly that the whole of it misses the deadline', async () => {
      await expectMaybe((socket) => {
        socket.write(`HTTP/1.1 201 Created\r\ncontent-length: ${AUTHORIZED.length}\r\n\r\n`);
        const drip = setInterval(() => socket.write('{'), 100);
        socket.on('close', () => {
          clearInterval(drip);
        });
      }, 2_500);
    });

    it('an answer is larger than any of CyberSource', async () => {
      const reply = await expectMaybe((socket) => {
        socket.write(`HTTP/1.1 201 Created\r\ncontent-length: 9000000\r\n\r\n`);
        socket.write(Buffer.alloc(2_000_000, 0x20));
      });
      expect(reply).to.include({ cause: 'an answer larger than 1 MiB' });
    });
  });

  it('gives a redirect back and does not follow it', async () => {
    let followed = 0;
    const handler: http.RequestListener = (request, response) => {
      if (request.url !== '/pts/v2/payments') followed += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    };
    const reply = await exchangeWith(startHttp(handler));
    expect(reply).to.include({ kind: 'answered', status: 307 });
    expect(followed).to.equal(0);
  });

  it('sends once, whatever happens', async () => {
    let requests = 0;
    await exchangeWith(
      startRaw((socket) => {
        requests += 1;
        socket.resetAndDestroy();
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).to.equal(1);
  });

  describe('on a connection that was idle', () => {
    /** Longer idle than this, a connection is dropped as firewalls do it: without a word, until something comes. */
    const FORGOTTEN_AFTER_MS = 120;
    const session = {
      ...{ method: 'POST', path: '/microform/v2/sessions', headers: {} },
      body: '{}',
    } as const;

    async function forgetful(): Promise<TestServer & { readonly seen: string[] }> {
      const seen: string[] = [];
      const heardAt = new WeakMap<Socket, number>();
      const server = await startRaw((socket, received) => {
        const text = received.toString();
        // What comes later is the rest of the same request.
        if (!/^(GET|POST) /.test(text)) return;
        const before = heardAt.get(socket) ?? performance.now();
        if (performance.now() - before > FORGOTTEN_AFTER_MS) {
          socket.resetAndDestroy();
          return;
        }
        heardAt.set(socket, performance.now());
        seen.push(text.split(' ')[1] ?? '');
        socket.write(`HTTP/1.1 201 Created\r\ncontent-length: ${AUTHORIZED.length}\r\n\r\n${AUTHORIZED}`);
      });
      opened.push(server);
      return Object.assign(server, { seen });
    }
    const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

    it('makes payments on new ones, when it keeps them for less time than the network does', async () => {
      const server = await forgetful();
      const transport = transportTo(server.origin, FORGOTTEN_AFTER_MS / 2);
      for (let nth = 0; nth < 3; nth += 1) {
        expect(await post(transport)).to.include({ kind: 'answered', status: 201 });
        await idle(FORGOTTEN_AFTER_MS * 2);
      }
      expect(server.connections()).to.equal(3);
    });

    it('sends a call that moves no money once more, on a new connection', async () => {
      const server = await forgetful();
      const transport = transportTo(server.origin, 10_000);
      await post(transport);
      await idle(FORGOTTEN_AFTER_MS * 2);
      const reply = await transport.exchange({ ...session, host: 'h', repeatable: true }, PATIENCE_MS);
      expect(reply).to.include({ kind: 'answered', status: 201 });
      expect(server.seen).to.deep.equal(['/pts/v2/payments', '/microform/v2/sessions']);
      expect(server.connections()).to.equal(2);
    });

    it('never sends a payment once more: what became of it is not known', async () => {
      const server = await forgetful();
      const transport = transportTo(server.origin, 10_000);
      await post(transport);
      await idle(FORGOTTEN_AFTER_MS * 2);
      expect(await post(transport)).to.include({ kind: 'silent', reached: 'maybe' });
      expect(server.connections()).to.equal(1);
    });

    it('sees that the server has closed it before it writes a payment to it', async () => {
      const sockets: Socket[] = [];
      const server = await startHttp((request, response) => {
        sockets.push(request.socket);
        response.writeHead(201).end(AUTHORIZED);
      });
      opened.push(server);
      const transport = transportTo(server.origin, 10_000);
      for (let nth = 0; nth < 3; nth += 1) {
        expect(await post(transport)).to.include({ kind: 'answered' });
        await idle(150);
        sockets[nth]?.end();
        while (sockets[nth]?.closed === false) await idle(10);
      }
      expect(server.connections()).to.equal(3);
    });
  });

  it('sends what is repeatable once more only, however often its connection breaks, and not when the connection is refused', async () => {
    let requests = 0;
    const server = await startRaw((socket) => {
      requests += 1;
      socket.resetAndDestroy();
    });
    opened.push(server);
    const read = {
      method: 'GET',
      host: 'h',
      path: '/tss/v2/transactions/1',
      headers: {},
      repeatable: true,
    } as const;
    expect(await transportTo(server.origin).exchange(read, PATIENCE_MS)).to.include({
      kind: 'silent',
      reached: 'maybe',
    });
    expect(requests).to.equal(2);
  });
});
