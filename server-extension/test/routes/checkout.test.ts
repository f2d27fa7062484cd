import { expect } from 'chai';
import { API, cardProperties, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, startOcc } from '../builders/occ.ts';
import { aRef, approved, declined } from '../builders/reported-results.ts';
import { aWebhook } from '../builders/webhook.ts';

const CHECKOUT = '0123456789abcdef0123456789abcdef-1x2y3z';
const headers = { 'x-ccsite': 'siteUS', channel: 'storefront' };

describe('The orders of one checkout', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const place = (orderId: string, changes: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
    app.deliver(
      aWebhook({
        orderId,
        paymentId: `pg-${orderId}`,
        transactionId: `${orderId}-1`,
        customProperties: cardProperties(app, { checkoutId: CHECKOUT }),
        ...changes,
      }),
    );

  const ask = (checkoutId: unknown = CHECKOUT, more: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    app.call('POST', `${API}/checkout/state`, { headers: { ...headers, ...more }, body: { checkoutId } });

  const answered = ({ json }: Reply): Record<string, unknown> =>
    (json as unknown as { authorizationResponse: Record<string, unknown> }).authorizationResponse;

  it('declines the second one, names the first to the shopper, and echoes no checkout id', async () => {
    const first = await place('o1');
    const second = await place('o2');
    expect(app.sent).to.have.length(1);
    expect(second.status).to.equal(200);
    expect(answered(second)).to.deep.include({
      responseCode: '9000',
      authCode: 'ALREADY_ORDERED',
      responseReason: 'You have already placed this order as o1. Nothing more was charged.',
      responseDescription: 'You have already placed this order as o1. Nothing more was charged.',
    });
    expect(first.text + second.text + app.lines.join()).not.to.include(CHECKOUT.slice(0, 32));
    expect(app.lines.join()).to.match(/"event":"checkout.second-order".*"orderId":"o2".*"otherOrderId":"o1"/);
  });

  it('speaks the language of the order', async () => {
    await place('o1');
    const second = await place('o2', { locale: 'ja' });
    expect(answered(second)['responseDescription']).to.match(/注文番号 o1/);
  });

  it('is paid as before where the storefront names no checkout, or one that could be guessed', async () => {
    for (const [orderId, properties] of [
      ['o1', {}],
      ['o2', {}],
      ['o3', { checkoutId: 'cart1' }],
      ['o4', { checkoutId: 'cart1' }],
      ['o5', { checkoutId: '' }],
    ] as const) {
      const reply = await place(orderId, { customProperties: cardProperties(app, properties) });
      expect(answered(reply)['responseCode'], orderId).to.equal('1000');
    }
  });

  it('lets a second card pay after a decline, whether OCC makes a new order or not', async () => {
    await app.close();
    app = await startApp({
      answer: (_command, nth) => (nth < 3 ? declined('INSUFFICIENT_FUND') : approved()),
    });
    const codes = [];
    codes.push(answered(await place('o1'))['responseCode']);
    codes.push(answered(await place('o1', { paymentId: 'pg-2', transactionId: 'o1-2' }))['responseCode']);
    codes.push(answered(await place('o2'))['responseCode']);
    expect(codes).to.deep.equal(['9000', '9000', '1000']);
  });

  it('tells the page that asks what became of it', async () => {
    expect((await ask()).json).to.deep.equal({ state: 'none' });
    await place('o1');
    expect((await ask()).json).to.deep.equal({ state: 'checking', orderId: 'o1' });
    occ.order({ id: 'o1', state: 'SUBMITTED', paymentGroups: [{ id: 'pg-o1', state: 'AUTHORIZED' }] });
    expect((await ask()).json).to.deep.equal({ state: 'paid', orderId: 'o1' });
  });

  it('is being checked while nobody can tell, and the log says why', async () => {
    await app.close();
    const unreadable = (): Promise<never> => Promise.reject(new TypeError('no records'));
    app = await startApp({
      authorizationSearch: { authorizations: unreadable, followOns: unreadable, statusOf: unreadable },
    });
    expect((await ask()).json).to.deep.equal({ state: 'checking' });
    const [line] = app.lines.filter((each) => each.includes('"checkout.not-read"'));
    expect(line).to.match(/"level":"warning".*"site":"siteUS".*"error":"TypeError"/);
  });

  it('is refused for another site, or from another page', async () => {
    await place('o1');
    const elsewhere = await ask(CHECKOUT, { 'x-ccsite': 'siteDE' });
    expect(elsewhere.json).to.deep.equal({ state: 'none' });
    expect((await ask(CHECKOUT, { origin: 'https://evil.test' })).status).to.equal(403);
  });

  it('refuses what is no id of a checkout, by name', async () => {
    for (const wrong of [null, '', 'short', 7, 'x'.repeat(200), '0123456789abcdef012345 7']) {
      const reply = await ask(wrong);
      expect(reply.status).to.equal(400);
      expect(reply.text).to.include('body:checkoutId');
    }
  });

  it('limits attempts to guess ids', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const statuses: number[] = [];
    for (let nth = 0; nth < 130; nth += 1) statuses.push((await ask(CHECKOUT, from)).status);
    expect(statuses.filter((status) => status === 429).length).to.be.greaterThan(0);
    expect(statuses.slice(0, 30)).not.to.include(429);
  });

  it('is a 503 while the journal cannot be read', async () => {
    await app.close();
    const unreadable = await startApp();
    app = unreadable;
    unreadable.journal.ofCheckout = () => Promise.reject(new Error('unreadable'));
    expect((await ask()).status).to.be.at.least(500);
  });

  it('accepts the repeats of one order after a challenge', async () => {
    await app.close();
    const challenge = {
      authenticationTransactionId: 'authTxn1',
      stepUpUrl: 'https://acs.test/',
      accessToken: 'jwt',
      details: {},
    };
    app = await startApp({
      answer: (_command, nth) =>
        nth === 1
          ? { outcome: 'challenge', ref: aRef('1'), gateway: { httpStatus: 201 }, challenge }
          : approved(),
    });
    expect(answered(await place('o1'))['responseCode']).to.equal('10000');
    expect((await ask()).json).to.deep.equal({ state: 'not-paid', orderId: 'o1' });
    const again = await place('o1', { paymentId: 'pg-2', transactionId: 'o1-2' });
    expect(answered(again)['responseCode']).to.equal('1000');
  });
});
