import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { createAnswer, type RequestTelemetry } from '../../src/http/answer.ts';
import { createApp } from '../../src/http/app.ts';
import type { Request, ServedRoute } from '../../src/http/route.ts';
import { sendJson } from '../../src/http/send.ts';
import { createDraining } from '../../src/http/server/draining.ts';
import { createLog } from '../../src/telemetry/log/log.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('An answer', () => {
  let servers: Server[];
  let lines: Readonly<Record<string, unknown>>[];
  const log = createLog(
    (_level, line) => void lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>),
    () => new Date(),
  );

  beforeEach(() => {
    servers = [];
    lines = [];
  });
  afterEach(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function get(port: number, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
    const call = request({ host: '127.0.0.1', port, path: '/isv-payment/v2/keys', headers }).end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of answer) text += String(part);
    return { status: answer.statusCode, headers: answer.headers, text };
  }

  const routeOf = (handle: ServedRoute['handle']) => [{ method: 'GET', path: '/keys', handle }] as const;
  const listenFor = (handle: ServedRoute['handle'], telemetry?: RequestTelemetry): Promise<number> => {
    const answer = createAnswer(routeOf(handle), log, telemetry);
    return listen(
      createServer((req, res) => {
        answer(req as Request, res);
      }),
    );
  };

  it('of JSON is kept by no cache, guessed at by no browser, and shown in no frame', async () => {
    const port = await listenFor(async (_req, res) => {
      res.setHeader('X-Powered-By', 'Host');
      sendJson(res, 201, { name: 'é' });
    });
    const { status, headers, text } = await get(port);
    expect([status, text]).to.deep.equal([201, '{"name":"é"}']);
    expect(headers).to.include({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'content-length': '13',
    });
    expect(headers).not.to.have.property('x-powered-by');
    expect(headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
  });

  it('says after how many seconds the same request may succeed, where it may', async () => {
    const waiting = await get(await listenFor(() => Promise.reject(new Problem('in-progress', 'Wait.'))));
    expect(waiting.status).to.equal(503);
    expect(waiting.headers['retry-after']).to.equal('5');
    const never = await get(await listenFor(() => Promise.reject(new Problem('conflict', 'No.'))));
    expect(never.headers).not.to.have.property('retry-after');
  });

  it('to a failure nobody expected quotes the request’s id, and nothing of the failure', async () => {
    const { status, headers, text } = await get(
      await listenFor(() => Promise.reject(new TypeError('secret of the stack'))),
    );
    expect(status).to.equal(500);
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    expect(body).to.include({ code: 'internal-failure', requestId: headers['x-request-id'] });
    expect(text).not.to.include('secret');
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({
      event: 'request.failed',
      httpStatus: 500,
      httpRequestId: headers['x-request-id'],
    });
  });

  it('to a refused request leaves a line of its own level, with the setting that decides', async () => {
    const refusal = new Problem('not-allowed', 'No.', [{ path: 'body:a', message: 'x' }], {
      details: { setting: 'operatorRoles', site: 'siteUS' },
    });
    await get(await listenFor(() => Promise.reject(refusal)));
    expect(lines[0]).to.include({
      event: 'request.refused',
      method: 'GET',
      route: '/isv-payment/v2/keys',
      httpStatus: 403,
      problemCode: 'not-allowed',
      setting: 'operatorRoles',
      invalidFields: 'body:a',
    });
    const plain = new Problem('not-found', 'No.');
    await get(await listenFor(() => Promise.reject(plain)));
    expect(lines[1]).not.to.have.property('invalidFields');
  });

  it('to three wrong fields names all three in the log, and of four how many more there are', async () => {
    const wrong = (count: number) =>
      new Problem(
        'malformed-request',
        'Fix.',
        Array.from({ length: count }, (_, nth) => ({ path: `body:${nth}`, message: 'x' })),
      );
    for (const count of [3, 4]) await get(await listenFor(() => Promise.reject(wrong(count))));
    expect(lines.map((line) => line['invalidFields'])).to.deep.equal([
      'body:0 body:1 body:2',
      'body:0 body:1 body:2 and 1 more',
    ]);
  });

  it('is logged under the trace that its caller names, and under none where the caller names none', async () => {
    const port = await listenFor(() => Promise.reject(new Problem('not-found', 'No.')));
    await get(port, { traceparent: TRACEPARENT });
    await get(port);
    expect(lines[0]).to.include({ traceId: TRACE });
    expect(lines[1]).not.to.have.property('traceId');
  });

  it('is measured once it is given, well or badly', async () => {
    const observed: (readonly [string | undefined, number, boolean])[] = [];
    const telemetry: RequestTelemetry = {
      observeRequest: (_req, res, seconds) =>
        observed.push([res.route, res.statusCode, seconds >= 0 && seconds < 60]),
      traceRequest: (_req, _res, caller, work) => void work(caller?.spanId),
    };
    await get(
      await listenFor(async (_req, res) => {
        sendJson(res, 200, {});
      }, telemetry),
    );
    await get(await listenFor(() => Promise.reject(new Problem('conflict', 'No.')), telemetry), {
      traceparent: TRACEPARENT,
    });
    expect(observed).to.deep.equal([
      ['/keys', 200, true],
      ['/keys', 409, true],
    ]);
    expect(lines[0]).to.include({ traceId: '00f067aa0ba902b7' });
  });

  it('is the same inside Express, which adds nothing to it', async () => {
    const answer = createAnswer(
      routeOf(async (_req, res) => {
        sendJson(res, 200, {});
      }),
      log,
    );
    const { status, headers } = await get(await listen(createServer(createApp(answer) as never)));
    expect(status).to.equal(200);
    expect(headers).not.to.have.any.keys('x-powered-by', 'etag');
  });

  describe('of a server that is about to leave', () => {
    async function leaving(when: 'before' | 'during' | 'after its head' | 'not at all') {
      const draining = createDraining();
      const port = await listen(
        createServer((_req, res) => {
          if (when === 'before') draining.begin();
          draining.watch(res);
          if (when === 'during') draining.begin();
          res.writeHead(200);
          res.flushHeaders();
          if (when === 'after its head') draining.begin();
          res.end('{}');
        }),
      );
      const { headers, text } = await get(port, { connection: 'keep-alive' });
      return { connection: headers.connection, text };
    }

    for (const when of ['before', 'during'] as const)
      it(`tells its caller to use another connection where leaving began ${when} the request`, async () => {
        expect(await leaving(when)).to.deep.equal({ connection: 'close', text: '{}' });
      });

    it('arrives as a whole where its head had left before', async () => {
      expect(await leaving('after its head')).to.deep.equal({ connection: 'keep-alive', text: '{}' });
    });

    it('keeps its connection until then', async () => {
      expect(await leaving('not at all')).to.deep.equal({ connection: 'keep-alive', text: '{}' });
    });
  });
});
