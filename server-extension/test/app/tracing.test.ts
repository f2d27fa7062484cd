import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextRound } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';
import { type RecordedSpan, recordSpans } from '../builders/recorded-spans.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${CALLER}-01`;

/** Everything real, and a proxy before CyberSource that reads the headers of each call. */
describe('The trace of a payment', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let proxy: Server;
  let folder: string;
  let calls: IncomingMessage[];
  let lines: Record<string, unknown>[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracing-'));
    calls = [];
    lines = [];
    proxy = createServer((req, res) => {
      calls.push(req);
      const { hostname, port } = new URL(machine.cybersource.url);
      const { method, url, headers } = req;
      req.pipe(
        request({ hostname, port, method, path: url, headers }, (answer) => {
          res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(res);
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    machine = await startBetweenSandboxes({
      environment: {
        JOURNAL: `sqlite:${join(folder, 'journal.sqlite')}`,
        CYBERSOURCE_INTERMEDIATE_HOST: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      },
      writeLine: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    await deliverOrder(machine.api, 'Lovelace');
  });

  beforeEach(() => {
    calls = [];
    lines = [];
  });

  after(async () => {
    await machine.close();
    proxy.closeAllConnections();
    proxy.close();
    await rm(folder, { recursive: true });
  });

  const sentToCyberSource = (): unknown =>
    calls.find(({ url }) => url === '/pts/v2/payments')?.headers['traceparent'];

  /** Delivers an order while an SDK is there, and waits until the span of the request has ended. */
  async function recorded(
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly spans: readonly RecordedSpan[]; readonly orderId: string }> {
    const sdk = recordSpans();
    try {
      const { orderId } = await deliverOrder(machine.api, 'Lovelace', { headers });
      const isOver = (): boolean =>
        sdk.spans.some(({ name, isEnded }) => name === 'POST /payments' && isEnded);
      for (let rounds = 0; !isOver() && rounds < 1_000; rounds += 1) await nextRound();
      return { spans: sdk.spans, orderId };
    } finally {
      sdk.stop();
    }
  }

  it('that the caller names is passed on to CyberSource as it came, where nothing records it', async () => {
    await deliverOrder(machine.api, 'Lovelace', { headers: { traceparent, tracestate: 'vendor=1' } });
    expect(sentToCyberSource()).to.equal(traceparent);
    expect(calls.find(({ url }) => url === '/pts/v2/payments')?.headers['tracestate']).to.equal('vendor=1');
    expect(lines.map(({ traceId }) => traceId)).to.include(TRACE);
  });

  it('is not made up where nothing records it and the caller names none', async () => {
    const { status } = await deliverOrder(machine.api, 'Lovelace');
    expect(status).to.equal(200);
    expect(sentToCyberSource()).to.equal(undefined);
    for (const line of lines) expect(line).not.to.have.property('traceId');
  });

  it('leads from OCC’s webhook over the journal to CyberSource and back, where an SDK records it', async () => {
    const { spans } = await recorded({ traceparent });
    const [server, ...steps] = spans.filter(({ traceId }) => traceId === TRACE);
    expect(server).to.include({ name: 'POST /payments', parentId: CALLER });
    expect(server?.attributes).to.include({ 'http.route': '/payments', 'http.response.status_code': 200 });
    expect(steps.map(({ name }) => name)).to.include.members([
      'journal claim',
      '/pts/v2/payments',
      'journal complete',
    ]);
    for (const { parentId } of steps) expect(parentId).to.equal(server?.spanId);
    for (const { isEnded, name } of spans) expect(isEnded, name).to.equal(true);
    const call = steps.find(({ name }) => name === '/pts/v2/payments');
    expect(sentToCyberSource()).to.equal(`00-${TRACE}-${call?.spanId ?? ''}-01`);
    const completed = lines.find(({ event }) => event === 'payment.completed');
    expect(completed).to.include({ traceId: TRACE });
  });

  it('begins here where an SDK records it and the caller names none, and is on every line', async () => {
    const { spans } = await recorded();
    const server = spans.find(({ name }) => name === 'POST /payments');
    expect(server?.parentId).to.equal(undefined);
    const completed = lines.find(({ event }) => event === 'payment.completed');
    expect(completed).to.include({ traceId: server?.traceId });
  });

  it('holds no order, card or token', async () => {
    const { spans, orderId } = await recorded();
    const text = JSON.stringify(spans);
    expect(text).not.to.include(orderId).and.not.to.include('Lovelace');
  });
});
