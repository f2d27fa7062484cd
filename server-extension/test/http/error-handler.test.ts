import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { createLog } from '../../src/telemetry/log/log.ts';
import { createAnswer } from '../../src/http/answer.ts';
import type { Request, ServedRoute } from '../../src/http/route.ts';

/** What becomes of a request to a route that ends like this. */
async function ask(handle: ServedRoute['handle']): Promise<{
  /** The answer's body; rejects when it did not arrive as a whole. */
  readonly text: Promise<string>;
  readonly line: Promise<Readonly<Record<string, unknown>>>;
}> {
  const written = new EventEmitter();
  const log = createLog(
    (_level, line) => written.emit('line', line),
    () => new Date(),
  );
  const line = once(written, 'line').then(
    ([text]) => JSON.parse(text as string) as Readonly<Record<string, unknown>>,
  );
  const answer = createAnswer([{ method: 'GET', path: '/keys', handle }], log);
  const server = createServer((req, res) => {
    answer(req as Request, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const text = fetch(`http://127.0.0.1:${port}/isv-payment/v2/keys`)
    .then((response) => response.text())
    .finally(() => {
      server.closeAllConnections();
      server.close();
    });
  return { text, line };
}

/** What the log holds after a route threw this. */
async function lineAfter(thrown: Error): Promise<Readonly<Record<string, unknown>>> {
  const { text, line } = await ask(() => Promise.reject(thrown));
  await text;
  return line;
}

describe('what the log says of a request that ended badly', () => {
  it('names the route and the cause, so that one knows what to repair', async () => {
    expect(await lineAfter(new Problem('gateway-failure', 'CyberSource did not answer'))).to.include({
      level: 'error',
      event: 'request.failed',
      method: 'GET',
      route: '/isv-payment/v2/keys',
      problemCode: 'gateway-failure',
      error: 'CyberSource did not answer',
    });
  });

  it('names the first wrong fields, however many there are', async () => {
    const fields = [
      'orderId',
      'paymentId',
      'transactionId',
      'transactionType',
      'transactionTimestamp',
      'amount',
    ];
    const problem = new Problem(
      'malformed-request',
      'Fix these fields and retry.',
      fields.map((name) => ({ path: `body:${name}`, message: 'is missing' })),
    );
    expect((await lineAfter(problem))['invalidFields']).to.equal(
      'body:orderId body:paymentId body:transactionId and 3 more',
    );
  });

  it('keeps the words of an unexpected error to itself', async () => {
    expect(JSON.stringify(await lineAfter(new Error('secret canary')))).not.to.contain('canary');
  });
});

describe('an answer that breaks off half-way', () => {
  it('is cut, so that the half is not taken for the whole', async () => {
    const { text, line } = await ask(async (_req, res) => {
      res.writeHead(200, { 'Content-Length': 1_000 });
      res.write('{"status":');
      throw new Problem('gateway-failure', 'CyberSource did not answer');
    });
    const read = await text.catch(() => 'cut off');
    expect(read).to.equal('cut off');
    expect(await line).to.include({ event: 'request.failed' });
  });
});
