import { expect } from 'chai';
import { answer, approve, type Json, type Reply } from './fake-extension.ts';
import { aCardOrder, groupsOf, paymentsOf, startRig, type Rig } from './rig.ts';

describe('an order', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig({ webhookTimeoutMs: 300 });
  });
  afterEach(() => rig.close());

  const place = (body: Json = aCardOrder(), headers = {}) =>
    rig.call('POST', '/ccstore/v1/orders', body, headers);

  const outcomes: readonly [string, (webhook: Json) => Reply, string, string][] = [
    ['1000 authorizes', (webhook) => answer(webhook, '1000'), 'AUTHORIZED', 'SUBMITTED'],
    ['4000 settles', (webhook) => answer(webhook, '4000'), 'SETTLED', 'SUBMITTED'],
    ['9000 declines', (webhook) => answer(webhook, '9000'), 'AUTHORIZE_FAILED', 'INCOMPLETE'],
    ['10000 leaves the group as it is', (webhook) => answer(webhook, '10000'), 'INITIAL', 'INCOMPLETE'],
    [
      'a code that OCC does not know declines',
      (webhook) => answer(webhook, '1234'),
      'AUTHORIZE_FAILED',
      'INCOMPLETE',
    ],
    ['a void’s code declines', (webhook) => answer(webhook, '2000'), 'AUTHORIZE_FAILED', 'INCOMPLETE'],
    ['HTTP 500', () => ({ status: 500, text: '{}' }), 'PAYMENT_REQUEST_FAILED', 'INCOMPLETE'],
    [
      'HTTP 201',
      (webhook) => ({ status: 201, text: JSON.stringify(approve(webhook)) }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    ['garbage', () => ({ status: 200, text: '<html>' }), 'PAYMENT_REQUEST_FAILED', 'INCOMPLETE'],
    ['an empty object', () => ({}), 'PAYMENT_REQUEST_FAILED', 'INCOMPLETE'],
    [
      'another amount',
      (webhook) => answer(webhook, '1000', { amount: '000000000001' }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'an amount with a point',
      (webhook) => answer(webhook, '1000', { amount: '125.75' }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'another payment',
      (webhook) => answer(webhook, '1000', { paymentId: 'pg1' }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'another delivery',
      (webhook) => answer(webhook, '1000', { transactionId: 'x' }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'another order',
      (webhook) => ({ ...answer(webhook, '1000'), orderId: 'o1' }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'a property that is no text',
      (webhook) => answer(webhook, '1000', { additionalProperties: { n: 1 } }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    [
      'a generic answer to a card',
      () => ({ response: { success: true, code: '1000' } }),
      'PAYMENT_REQUEST_FAILED',
      'INCOMPLETE',
    ],
    ['no answer in time', () => 'silence', 'PAYMENT_REQUEST_FAILED', 'INCOMPLETE'],
    ['a broken connection', () => 'reset', 'PAYMENT_REQUEST_FAILED', 'INCOMPLETE'],
  ];

  for (const [name, reply, paymentState, state] of outcomes) {
    it(`${name}: payment ${paymentState}, order ${state}`, async () => {
      rig.extension.reply(reply);
      const order = await place();
      expect(order.status).to.equal(200);
      expect(order.body['state']).to.equal(state);
      expect(paymentsOf(order)[0]).to.include({ paymentState, amount: 125.75 });
    });
  }

  it('tells the shopper of a payment without an answer neither charged nor not charged', async () => {
    rig.extension.reply(() => 'reset');
    const [payment] = paymentsOf(await place());
    expect(payment?.['message']).to.match(/could not be confirmed.*may have gone through/);
  });

  it('shows the storefront the sentence for the shopper and only the properties that the gateway named', async () => {
    rig.extension.reply((webhook) =>
      answer(webhook, '10000', {
        responseReason: 'PENDING_AUTHENTICATION',
        responseDescription: 'Please confirm the payment.',
        additionalProperties: { stepUpUrl: 'https://acs.test', inner: 'secret' },
        customPaymentProperties: ['stepUpUrl'],
      }),
    );
    const order = await place();
    expect(paymentsOf(order)[0]).to.deep.include({
      uiIntervention: 'payerAuthRequired',
      message: 'Please confirm the payment.',
      customPaymentProperties: { stepUpUrl: 'https://acs.test' },
    });
    expect(JSON.stringify(order.body)).not.to.include('secret');
  });

  it('that was declined can be tried again under its id with a new payment group', async () => {
    rig.extension.reply((webhook) => answer(webhook, '9000'));
    expect((await place()).body['id']).to.equal('o10001');
    rig.extension.reply(approve);
    const again = await place(aCardOrder({ id: 'o10001', shoppingCart: undefined }));
    expect(again.body).to.include({ id: 'o10001', state: 'SUBMITTED' });
    expect(paymentsOf(again)).to.have.length(1);
    expect(paymentsOf(again)[0]).to.include({ paymentGroupId: 'pg10002', paymentState: 'AUTHORIZED' });
    const [first, second] = rig.extension.received;
    expect(second?.body).to.include({ orderId: 'o10001', paymentId: 'pg10002', retryPaymentCount: 1 });
    expect(second?.body['transactionId']).not.to.equal(first?.body['transactionId']);
  });

  it('that was challenged can be completed with the same payment group', async () => {
    rig.extension.reply((webhook) => answer(webhook, '10000'));
    await place();
    rig.extension.reply(approve);
    const order = await rig.call(
      'PUT',
      '/ccstore/v1/orders/o10001',
      aCardOrder({}, { paymentGroupId: 'pg10001' }),
    );
    expect(paymentsOf(order)[0]).to.include({ paymentGroupId: 'pg10001', paymentState: 'AUTHORIZED' });
    const admin = await rig.call('GET', '/ccadmin/v1/orders/o10001', undefined, await rig.login('ccadmin'));
    expect(groupsOf(admin)).to.have.length(1);
  });

  it('that is submitted takes no second payment', async () => {
    await place();
    expect(await place(aCardOrder({ id: 'o10001' }))).to.have.property('status', 400);
    expect(rig.extension.received).to.have.length(1);
  });

  it('pays once when two submissions of it arrive at the same time', async () => {
    rig.extension.reply((webhook) => answer(webhook, '9000'));
    await place();
    rig.extension.reply(async (webhook) => {
      expect(await place(aCardOrder({ id: 'o10001' }))).to.have.property('status', 409);
      return approve(webhook);
    });
    expect((await place(aCardOrder({ id: 'o10001' }))).body).to.include({ state: 'SUBMITTED' });
    expect(rig.extension.received).to.have.length(2);
  });

  it('belongs to its shopper', async () => {
    rig.extension.reply((webhook) => answer(webhook, '9000'));
    await place(aCardOrder(), await rig.login('ccstore'));
    const second = await rig.login('ccstore', 'second@example.com');
    for (const headers of [{}, second]) {
      expect(await rig.call('GET', '/ccstore/v1/orders/o10001', undefined, headers)).to.have.property(
        'status',
        404,
      );
      expect(await place(aCardOrder({ id: 'o10001' }), headers)).to.have.property('status', 404);
    }
    const own = await rig.login('ccstore');
    expect(await rig.call('GET', '/ccstore/v1/orders/o10001', undefined, own)).to.have.property(
      'status',
      200,
    );
  });

  it('takes its prices from the catalogue, whatever the browser says', async () => {
    const items = [{ productId: 'desk-lamp', quantity: 2, price: 0.01, unitPrice: 0.01 }];
    const order = await place(aCardOrder({ shoppingCart: { items } }));
    expect(order.body['priceInfo']).to.include({ total: 251.5 });
  });

  const refused: readonly [string, Json][] = [
    ['an empty cart', aCardOrder({ shoppingCart: { items: [] } })],
    ['no cart', aCardOrder({ shoppingCart: undefined })],
    [
      'a quantity of zero',
      aCardOrder({ shoppingCart: { items: [{ productId: 'desk-lamp', quantity: 0 }] } }),
    ],
    ['no payment', aCardOrder({ payments: [] })],
    ['too small a payment', aCardOrder({}, { amount: 1 })],
    ['too large a payment', aCardOrder({}, { amount: 125.76 })],
    ['more decimals than the currency has', aCardOrder({}, { amount: 125.751 })],
    [
      'a custom property that is an object beyond measure',
      aCardOrder({}, { customProperties: { a: { data: 'x'.repeat(20_001) } } }),
    ],
    ['a stored card without a shopper', aCardOrder({}, { savedCardId: 'usercc1' })],
    ['an unknown payment group', aCardOrder({}, { paymentGroupId: 'pg9' })],
  ];
  for (const [name, body] of refused) {
    it(`with ${name} is refused before the gateway is called`, async () => {
      const refusal = await place(body);
      expect(refusal.status).to.equal(400);
      expect(refusal.body).to.include.keys('status', 'message', 'errorCode');
      expect(rig.extension.received).to.be.empty;
    });
  }

  it('with two payments gives the first back when the second is declined', async () => {
    rig.extension.reply((webhook) =>
      webhook['amount'] === '000000010000' || webhook['transactionType'] === '0110'
        ? approve(webhook)
        : answer(webhook, '9000'),
    );
    const [payment] = aCardOrder()['payments'] as Json[];
    const order = await place(aCardOrder({ payments: [{ ...payment, amount: 100 }, payment] }));
    expect(order.body['state']).to.equal('INCOMPLETE');
    expect(paymentsOf(order).map((each) => each['paymentState'])).to.deep.equal([
      'REMOVED',
      'AUTHORIZE_FAILED',
    ]);
    expect(rig.extension.received.map(({ body }) => [body['transactionType'], body['amount']])).to.deep.equal(
      [
        ['0100', '000000010000'],
        ['0100', '000000002575'],
        ['0110', '000000010000'],
      ],
    );
  });

  it('that is only initiated asks nothing for a card and 0800 for the generic method', async () => {
    const card = await place(aCardOrder({ op: 'initiate' }));
    expect(card.body['state']).to.equal('INCOMPLETE');
    expect(rig.extension.received).to.be.empty;

    rig.extension.reply(() => ({ response: { success: true } }));
    const generic = { type: 'generic', customProperties: {} };
    const initiated = await place(aCardOrder({ op: 'initiate', payments: [generic] }));
    expect(rig.extension.received[0]?.body['transactionType']).to.equal('0800');
    const { paymentGroupId } = paymentsOf(initiated)[0]!;
    const { id } = initiated.body;
    const done = await place(aCardOrder({ id, payments: [{ ...generic, paymentGroupId }] }));
    expect(paymentsOf(done)[0]).to.include({ paymentGroupId, paymentState: 'AUTHORIZED' });
    expect(rig.extension.received[1]?.body['transactionType']).to.equal('0100');
  });

  it('that is initiated without a usable answer tells the shopper nothing of HTTP', async () => {
    rig.extension.reply(() => ({ status: 503, text: '{}' }));
    const initiated = await place(
      aCardOrder({ op: 'initiate', payments: [{ type: 'generic', customProperties: {} }] }),
    );
    expect(paymentsOf(initiated)[0]).to.include({ paymentState: 'PAYMENT_REQUEST_FAILED' });
    expect(paymentsOf(initiated)[0]!['message']).to.match(/^Your payment could not be confirmed/);
  });
});
