import { expect } from 'chai';
import {
  type AppOptions,
  API,
  cardProperties,
  type Reply,
  type RunningApp,
  startApp,
} from '../../../builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../../builders/occ.ts';
import { aFollowOn, aWebhook } from '../../../builders/webhook.ts';
import { yes } from '../../../builders/gateway.ts';
import { declined, unknown } from '../../../builders/result.ts';

const operator = { authorization: `Bearer ${adminToken}` };
const usd = (minor: number): object => ({ minor, currency: 'USD' });

describe('GET /operations/payments', () => {
  let occ: Occ;
  let app: RunningApp;

  const open = async (answer: NonNullable<AppOptions['answer']> = yes): Promise<void> => {
    app = await startApp({ answer });
  };
  beforeEach(async () => {
    occ = startOcc();
    await open();
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const look = (query: string, headers = {}): Promise<Reply> =>
    app.call('GET', `${API}/operations/payments${query}`, { headers: { ...operator, ...headers } });
  const pay = async (nth: number, overrides: object = {}): Promise<string> => {
    const { json } = await app.deliver(
      aWebhook({
        customProperties: cardProperties(app),
        orderId: `o${nth}`,
        paymentId: `pg${nth}`,
        transactionId: `o${nth}-pg${nth}-1`,
        ...overrides,
      }),
    );
    const answer = json as unknown as {
      readonly authorizationResponse: { readonly hostTransactionId: string };
    };
    return answer.authorizationResponse.hostTransactionId;
  };
  interface Shown {
    readonly orderId: string;
    readonly attempts: readonly Readonly<Record<string, unknown>>[];
  }
  const shown = ({ json }: Reply): readonly (Shown & Readonly<Record<string, unknown>>)[] =>
    (json as unknown as { readonly payments: readonly (Shown & Readonly<Record<string, unknown>>)[] })
      .payments;
  const ordersIn = (reply: Reply): readonly string[] => shown(reply).map(({ orderId }) => orderId);

  it('shows sums, what can be done now and every attempt of an order’s payment', async () => {
    const ref = await pay(1);
    await app.deliver(aFollowOn('0110', ref, { orderId: 'o1', paymentId: 'pg1', amount: '000000001000' }));
    const reply = await look('?orderId=o1');
    expect(reply.status).to.equal(200);
    expect(reply.json).to.include({ orderId: 'o1', complete: false });
    const [payment] = shown(reply);
    expect(payment).to.deep.include({
      paymentGroupId: 'pg1',
      site: 'siteUS',
      state: 'Authorized',
      isPending: false,
      lastDigits: '1111',
      authorized: usd(4250),
      reversed: usd(1000),
      available: usd(3250),
      captured: usd(0),
      refunded: usd(0),
      pending: usd(0),
      allowed: [
        { operation: 'capture', upTo: usd(3250) },
        { operation: 'void', upTo: usd(3250) },
        { operation: 'reverse', upTo: usd(3250) },
        { operation: 'reduce', upTo: usd(3250) },
        { operation: 'increment' },
      ],
    });
    expect(
      payment?.attempts.map(({ operation, caller, outcome, requestId }) => [
        operation,
        caller,
        outcome,
        requestId === ref,
      ]),
    ).to.deep.equal([
      ['authorize', { kind: 'webhook' }, 'approved', true],
      ['void', { kind: 'webhook' }, 'approved', false],
    ]);
    expect(payment?.['next']).to.include({ task: 'confirm-order' });
  });

  it('answers 404 for an order that is not known, and shows no other site’s', async () => {
    await pay(1);
    expect((await look('?orderId=o2')).status).to.equal(404);
    expect((await look('?orderId=o1', { 'x-ccsite': 'siteJP' })).status).to.equal(404);
    expect((await look('?orderId=o1', { 'x-ccsite': 'siteUS' })).status).to.equal(200);
  });

  it('shows a decline with its reason and CyberSource’s status, also of a try that the shopper gave up', async () => {
    await app.close();
    await open(() => declined());
    await pay(1);
    const [payment] = shown(await look('?orderId=o1'));
    expect(payment).to.include({ state: 'Created' });
    expect(payment?.attempts[0]).to.include({
      outcome: 'declined',
      declineReason: 'insufficient-funds',
      status: 'DECLINED',
    });
    expect(payment?.attempts[0]?.['requestId']).to.match(/^7\d{21}$/);
  });

  it('counts an attempt of unknown outcome as pending', async () => {
    await app.close();
    await open((command) => (command.type === 'void' ? unknown : yes(command)));
    const ref = await pay(1);
    await app.deliver(aFollowOn('0110', ref, { orderId: 'o1', paymentId: 'pg1', amount: '000000004250' }));
    expect(shown(await look('?orderId=o1'))[0]).to.deep.include({
      isPending: true,
      pending: usd(4250),
      available: usd(0),
      allowed: [],
    });
  });

  it('finds a payment by each thing that is known of it', async () => {
    const ref = await pay(1);
    await pay(2, {
      amount: '000000009900',
      cardDetails: { ...(aWebhook()['cardDetails'] as object), number: '400000xxxxxx0002' },
    });
    const first = shown(await look('?orderId=o1'))[0]?.attempts[0];
    for (const query of [
      `requestId=${ref}`,
      `merchantTransactionId=${String(first?.['merchantTransactionId'])}`,
      'amount=4250&currencyCode=USD',
      'amount=42.50&currencyCode=USD',
      'lastDigits=1111',
      'lastDigits=1111&state=Authorized&amount=4250&currencyCode=USD',
    ])
      expect(ordersIn(await look(`?${query}`)), query).to.deep.equal(['o1']);
    expect(ordersIn(await look('?state=Authorized'))).to.deep.equal(['o2', 'o1']);
    expect(ordersIn(await look('?state=Refunded'))).to.deep.equal([]);
    expect(ordersIn(await look('?amount=4250&currencyCode=EUR'))).to.deep.equal([]);
    expect(ordersIn(await look(`?from=${new Date(Date.now() - 60_000).toISOString()}`))).to.deep.equal([
      'o2',
      'o1',
    ]);
    expect(ordersIn(await look(`?to=${new Date(Date.now() - 60_000).toISOString()}`))).to.deep.equal([]);
    expect(ordersIn(await look('?requestId=7999999999999999999999'))).to.deep.equal([]);
  });

  it('gives page after page, each payment once', async () => {
    for (let nth = 1; nth <= 7; nth += 1) await pay(nth);
    const orders: string[] = [];
    let query = '?limit=3';
    for (let pages = 0; pages < 5; pages += 1) {
      const reply = await look(query);
      expect(shown(reply).length).to.be.at.most(3);
      orders.push(...ordersIn(reply));
      const { next } = reply.json as unknown as { readonly next?: string };
      if (next === undefined) break;
      query = `?limit=3&after=${encodeURIComponent(next)}`;
    }
    expect(orders).to.deep.equal(['o7', 'o6', 'o5', 'o4', 'o3', 'o2', 'o1']);
  });

  for (const [query, path] of Object.entries({
    'amount=4250': 'query:currencyCode',
    'currencyCode=USD': 'query:amount',
    'amount=42.505&currencyCode=USD': 'query:amount',
    'amount=1e3&currencyCode=USD': 'query:amount',
    'currencyCode=usd&amount=1': 'query:currencyCode',
    'from=yesterday': 'query:from',
    'to=2026-13-45': 'query:to',
    'state=Paid': 'query:state',
    'lastDigits=4111111111111111': 'query:lastDigits',
    'limit=0': 'query:limit',
    'limit=1000': 'query:limit',
    'orderId=%27%20or%201=1': 'query:orderId',
    'after=nowhere': 'query:after',
    'from=2026-02-30': 'query:from',
    'to=2026-06-31T00:00:00Z': 'query:to',
    'from=2026-02-02&to=2026-02-01': 'query:to',
    'orderID=o1': 'query:orderID',
    'orderId=o1&lastdigits=1111': 'query:lastdigits',
    'orderId=o1&orderId=o2': 'query:orderId',
  })) {
    it(`names what is wrong with ${query}`, async () => {
      await pay(1);
      const { status, json } = await look(`?${query}`);
      expect(status).to.equal(400);
      const { errors } = json as unknown as { readonly errors: readonly Readonly<Record<string, string>>[] };
      expect(errors.map((each) => each['o:errorPath'])).to.include(path);
    });
  }
});
