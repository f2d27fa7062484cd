import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { createMetricsServer, type ScrapedText } from '../../../src/http/server/metrics-server.ts';

describe('The server of the metrics', () => {
  let read: () => Promise<ScrapedText>;
  const server = createMetricsServer(() => read());
  let url: string;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => {
    read = () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' });
  });

  it('gives the metrics as they are, to be kept by nobody', async () => {
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.equal('text/plain; version=0.0.4');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(await answer.text()).to.equal('up 1\n');
  });

  for (const [method, path] of [
    ['POST', '/metrics'],
    ['GET', '/'],
    ['GET', '/metrics/'],
    ['GET', '/metrics?x=1'],
  ] as const)
    it(`has nothing at ${method} ${path}`, async () => {
      read = () => expect.fail('It was read.');
      const answer = await fetch(`${url}${path}`, { method });
      expect(answer.status).to.equal(404);
      expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
      expect(await answer.text()).to.include('GET /metrics');
    });

  it('says where they cannot be read that the log says why', async () => {
    read = () => Promise.reject(new Error('secret'));
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).to.equal(503);
    expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(await answer.text())
      .to.include('the log says why')
      .and.not.include('secret');
  });

  it('takes sixteen connections, gives each ten seconds, and keeps no process alive', () => {
    expect(server).to.include({ maxConnections: 16, requestTimeout: 10_000, headersTimeout: 10_000 });
  });
});
