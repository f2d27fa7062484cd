import { expect } from 'chai';
import { createOmsClient, OmsError, type OmsClient } from '../../../docs/clients/oms-client.ts';
import { type RunningApp, cardProperties, startApp } from '../../../server-extension/test/builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../../server-extension/test/builders/occ.ts';
import { approved } from '../../../server-extension/test/builders/reported-results.ts';
import { aWebhook } from '../../../server-extension/test/builders/webhook.ts';

const AUTHORIZATION = '7000000000000000000001';
const capture = {
  merchantReferenceNumber: 'o10001',
  transactionId: AUTHORIZATION,
  currency: 'USD',
  amount: '000000001000',
};

describe('The client for an order management', () => {
  let occ: Occ;
  let app: RunningApp;
  let oms: OmsClient;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp({ answer: (_command, nth) => approved(`700000000000000000000${nth}`) });
    await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
    oms = createOmsClient({ baseUrl: app.url, token: async () => adminToken, site: 'siteUS' });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const failure = (call: Promise<unknown>): Promise<OmsError> =>
    call.then(
      () => expect.fail('It succeeded.'),
      (error: unknown) => error as OmsError,
    );

  it('captures, refunds, and reads what was done', async () => {
    const captured = await oms.capture(capture);
    expect(captured).to.include({ responseCode: '11000', amount: '000000001000' });
    if (!('hostTransactionId' in captured)) expect.fail('A plan, and no capture.');
    const refund = { ...capture, transactionId: captured.hostTransactionId ?? '', amount: '000000000400' };
    expect(await oms.refund(refund)).to.include({ responseCode: '3000', amount: '000000000400' });
    const attempts = await oms.journal({ orderId: 'o10001' });
    expect(attempts.map(({ type, amount }) => `${type} ${amount}`)).to.deep.equal([
      'authorize 42.50',
      'capture 10.00',
      'refund 4.00',
    ]);
    expect(await oms.attention()).to.deep.equal([]);
    expect(await oms.sweep()).to.include({ complete: true });
  });

  it('gets the same answer for the same idempotency key, and moves money once', async () => {
    const key = { 'idempotency-key': 'shipment-1' };
    expect(await oms.capture(capture, key)).to.deep.equal(await oms.capture(capture, key));
    expect(app.sent.filter(({ type }) => type === 'capture')).to.have.length(1);
  });

  it('rejects with status, code and body of an answer that is no success', async () => {
    const refused = await failure(oms.capture({ ...capture, currency: 'nonsense' }));
    expect(refused).to.be.instanceOf(OmsError);
    expect(refused).to.include({ status: 400, code: 'malformed-request' });
    expect(refused.body).to.have.property('errors');
    const unknown = createOmsClient({ baseUrl: app.url, token: () => 'unknown', site: 'siteUS' });
    expect(await failure(unknown.capture(capture))).to.include({ status: 401, code: 'not-authenticated' });
  });

  it('rejects without a status where no answer comes, since the outcome is unknown', async () => {
    const nobody = createOmsClient({
      baseUrl: 'http://127.0.0.1:9',
      token: () => adminToken,
      site: 'siteUS',
    });
    const error = await failure(nobody.capture(capture));
    expect(error).to.be.instanceOf(OmsError);
    expect(error.status).to.equal(undefined);
    const slow = createOmsClient({
      baseUrl: app.url,
      token: () => adminToken,
      site: 'siteUS',
      timeoutMs: 20,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => {
            reject(init.signal?.reason as Error);
          }),
        ),
    });
    expect((await failure(slow.capture(capture))).message).to.match(/no answer/);
  });

  it('says after how many seconds to ask again', async () => {
    const busy = createOmsClient({
      baseUrl: app.url,
      token: () => adminToken,
      site: 'siteUS',
      fetch: async () =>
        Response.json({ code: 'in-progress' }, { status: 503, headers: { 'retry-after': '7' } }),
    });
    expect(await failure(busy.capture(capture))).to.include({
      status: 503,
      code: 'in-progress',
      retryAfterSeconds: 7,
    });
  });
});
