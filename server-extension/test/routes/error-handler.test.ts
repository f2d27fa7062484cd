import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import express from 'express';
import { Problem } from '../../src/domain/problem.ts';
import { createLog } from '../../src/log.ts';
import { errorHandler } from '../../src/routes/error-handler.ts';

/** What the log holds after a route threw this. */
async function lineAfter(thrown: unknown): Promise<Readonly<Record<string, unknown>>> {
  const lines: string[] = [];
  const app = express();
  app.get('/isv-payment/v2/keys', () => {
    throw thrown;
  });
  app.use(
    errorHandler(
      createLog(
        (_level, line) => lines.push(line),
        () => new Date(),
      ),
    ),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/isv-payment/v2/keys`);
  server.closeAllConnections();
  server.close();
  return JSON.parse(lines.join('')) as Readonly<Record<string, unknown>>;
}

describe('what the log says of a request that ended badly', () => {
  it('names the route and the cause, so that one knows what to repair', async () => {
    expect(await lineAfter(new Problem('gateway-failure', 'CyberSource did not answer'))).to.include({
      level: 'error',
      event: 'request-failed',
      method: 'GET',
      route: '/isv-payment/v2/keys',
      problem: 'gateway-failure',
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
      'Set right and send again.',
      fields.map((name) => ({ path: `body:${name}`, message: 'is missing' })),
    );
    expect((await lineAfter(problem))['invalid']).to.equal(
      'body:orderId body:paymentId body:transactionId and 3 more',
    );
  });

  it('keeps the words of an unexpected error to itself', async () => {
    expect(JSON.stringify(await lineAfter(new Error('secret canary')))).not.to.contain('canary');
  });
});
