import http from 'node:http';
import { expect } from 'chai';
import { masked } from '../../cybersource/values/mask.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../cybersource/start.ts';
import { aPayment, createClient, textAt, type Client } from './client.ts';

describe('The control API', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let url: string;
  before(async () => {
    sandbox = await startCybersourceSandbox({ controlPort: 0 });
    client = createClient(sandbox.url);
    url = sandbox.controlUrl ?? '';
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const ask = (path: string, method = 'GET', body?: object, headers = {}): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('shows the ledger by merchant reference, with sums in minor units', async () => {
    await client.post('/pts/v2/payments', aPayment({ code: 'A' }));
    await client.post('/pts/v2/payments', aPayment({ code: 'B', amount: '7.50' }));
    const views = (await (await ask('/ledger?reference=B')).json()) as {
      sums: object;
      transactions: object[];
    }[];
    expect(views).to.have.length(1);
    expect(views[0]?.sums).to.include({ authorized: 750, open: 750 });
    expect(views[0]?.transactions[0]).to.include({ kind: 'payment', reference: 'B', status: 'AUTHORIZED' });
    expect(await (await ask('/ledger?merchantId=other')).json()).to.deep.equal([]);
  });

  it('lists the calls that arrived with who, how and what came of it', async () => {
    await client.post('/pts/v2/payments', aPayment());
    await fetch(`${sandbox.url}/pts/v2/payments`, { method: 'POST', body: 'not JSON' });
    const calls = (await (await ask('/calls')).json()) as object[];
    expect(calls[0]).to.deep.include({
      method: 'POST',
      path: '/pts/v2/payments',
      merchantId: 'testrest',
      scheme: 'http_signature',
      status: 201,
    });
    expect(calls[1]).to.deep.include({
      status: 401,
      refusedBecause: 'the request is not signed',
      body: '(8 bytes that are not JSON)',
    });
  });

  it('never shows a card number, security code or token, wherever they were put', async () => {
    const number = '5200340000000015';
    await client.post('/pts/v2/payments', {
      ...aPayment({
        card: number,
        securityCode: '987',
        code: number,
        billTo: { lastName: number, note: '5200 3400 0000 0015' },
      }),
      tokenInformation: { jti: 'SECRETTOKEN' },
    });
    await client.post(
      '/pts/v2/payments',
      aPayment({
        card: number,
        securityCode: '987',
        code: number,
        billTo: { lastName: number },
        processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer'] },
      }),
    );
    await client.get(`/tss/v2/transactions/${number}`);
    const shown = (await (await ask('/calls')).text()) + (await (await ask('/ledger')).text());
    for (const secret of [number, '5200 3400', 'SECRETTOKEN']) expect(shown).not.to.contain(secret);
    // Three digits alone, not within an id or an instant.
    expect(shown).not.to.match(/(?<![\w.:-])987(?!\w)/);
    expect(shown).to.contain('520034XXXXXX0015');
  });

  it('leaves ids and amounts readable', () => {
    const entry = { id: '6750124114786780104953', amount: 1234567, note: 'order 4111' };
    expect(masked(entry)).to.deep.equal(entry);
  });

  it('orders faults, sets the lag of search, closes the batch and starts afresh', async () => {
    expect((await ask('/faults', 'POST', { fault: 'unavailable', on: 'payment' })).status).to.equal(204);
    expect((await client.post('/pts/v2/payments', aPayment())).status).to.equal(503);
    await ask('/faults', 'POST', { fault: 'garbage', times: 5 });
    expect(await (await ask('/faults')).json()).to.deep.equal([{ fault: 'garbage', times: 5 }]);
    await ask('/faults', 'DELETE');
    expect(await (await ask('/faults')).json()).to.deep.equal([]);

    expect((await ask('/search-lag', 'PUT', { milliseconds: 60_000 })).status).to.equal(204);
    const sale = await client.post('/pts/v2/payments', aPayment({ capture: true }));
    expect((await client.get(`/tss/v2/transactions/${textAt(sale.body, 'id')}`)).status).to.equal(404);
    await ask('/search-lag', 'PUT', { milliseconds: 0 });

    await ask('/close-batch', 'POST');
    const voided = await client.post(`/pts/v2/payments/${textAt(sale.body, 'id')}/voids`, {});
    expect(voided.body['reason']).to.equal('NOT_VOIDABLE');
    await ask('/reset', 'POST');
    expect(await (await ask('/ledger')).json()).to.deep.equal([]);
    expect(await (await ask('/triggers')).json()).to.be.an('array').that.is.not.empty;
  });

  it('says what is wrong with an order', async () => {
    const response = await ask('/faults', 'POST', { fault: 'earthquake' });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.contain('fault');
  });

  it('is not part of the API that merchants call', async () => {
    expect((await fetch(`${sandbox.url}/control/ledger`)).status).to.equal(401);
    expect((await client.get('/control/ledger')).status).to.equal(404);
  });

  it('lets pages of this machine read, and no other', async () => {
    const own = await ask('/ledger', 'GET', undefined, { origin: 'http://localhost:8080' });
    expect(own.headers.get('access-control-allow-origin')).to.equal('http://localhost:8080');
    for (const origin of ['https://example.com', 'http://localhost.example.com', 'null']) {
      expect((await ask('/reset', 'POST', undefined, { origin })).status, origin).to.equal(403);
    }
  });

  it('does not answer to a foreign name that points at this machine', async () => {
    const status = await new Promise((resolve) => {
      http.get(`${url}/ledger`, { headers: { host: 'rebound.example.com' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(status).to.equal(403);
  });
});
