import { expect } from 'chai';
import type { Json } from './fake-extension.ts';
import { aCardOrder, groupsOf, paymentsOf, startRig, type Rig } from './rig.ts';

describe('the payment webhook that OCC sends', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig({ now: () => new Date('2026-01-01T00:00:00.123Z') });
  });
  afterEach(() => rig.close());

  const sent = (index = 0): Json => rig.extension.received[index]!.body;

  it('carries ids, time and twelve digits in OCC’s forms', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(sent()).to.include({
      transactionId: 'o10001-pg10001-1767225600123',
      transactionType: '0100',
      transactionTimestamp: '2026-01-01T00:00:00+0000',
      orderId: 'o10001',
      paymentId: 'pg10001',
      paymentMethod: 'card',
      gatewayId: 'isv-occ-gateway',
      siteId: 'siteUS',
      siteURL: rig.occ.url,
      channel: 'storefront',
      currencyCode: 'USD',
      amount: '000000012575',
      retryPaymentCount: 0,
    });
    expect(sent()['cardDetails']).to.deep.equal({
      expirationMonth: '03',
      expirationYear: '2031',
      number: '411111xxxxxx1111',
      maskedCardNumber: '411111xxxxxx1111',
      type: 'visa',
      holderName: 'Sample Shopper',
      saveCard: false,
    });
    expect(rig.extension.received[0]?.url).to.equal('/ccstorex/custom/isv-payment/v2/payments');
  });

  it('carries a wallet’s token that the storefront sent as an object, as the JSON text of it', async () => {
    const paymentToken = {
      version: 'EC_v1',
      data: 'q83v==',
      header: { transactionId: '00ff' },
      signature: 'MII=',
    };
    const payments = [{ type: 'generic', customProperties: { paymentType: 'applepay', paymentToken } }];
    const placed = await rig.call('POST', '/ccstore/v1/orders', { ...aCardOrder(), payments });
    expect(placed.status).to.equal(200);
    const properties = sent()['customProperties'] as Json;
    expect(properties['paymentToken']).to.be.a('string');
    expect(JSON.parse(String(properties['paymentToken']))).to.deep.equal(paymentToken);
  });

  for (const [site, currency, price] of [
    ['siteUS', 'USD', 10],
    ['siteJP', 'JPY', 1000],
    ['siteKW', 'KWD', 1],
  ] as const) {
    it(`spells ${price} ${currency} with the currency’s own decimals`, async () => {
      const cart = { shoppingCart: { items: [{ productId: 'postcard-set', quantity: 1 }] } };
      const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(cart), { 'x-ccsite': site });
      expect(order.body['priceInfo']).to.include({ currencyCode: currency, total: price });
      expect(sent()).to.include({ siteId: site, currencyCode: currency, amount: '000000001000' });
    });
  }

  it('names the preview channel when the shopper is in preview', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), { 'x-ccasset-channel': 'preview' });
    expect(sent()['channel']).to.equal('preview');
  });

  it('has lost every "=" of the custom properties', async () => {
    const customProperties = { cipher: 'q83v==', spelled: 'q83v~W!C@O#n', ready: true };
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, { customProperties }));
    expect(sent()['customProperties']).to.deep.equal({
      cipher: 'q83v',
      spelled: 'q83v~W!C@O#n',
      ready: 'true',
    });
  });

  it('hands a full card number and security code on, and the order keeps neither', async () => {
    const secrets = { cardNumber: '4111 1111 1111 1111', cardCVV: '987' };
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, secrets));
    expect(sent()['cardDetails']).to.include({ number: '4111 1111 1111 1111', cvv: '987' });
    const order = await rig.call('GET', '/ccadmin/v1/orders/o10001', undefined, await rig.login('ccadmin'));
    const kept = JSON.stringify([order.body, rig.occ.tenant.orders.require('o10001')]);
    expect(kept).to.include('411111xxxxxx1111');
    expect(kept)
      .not.to.match(/4111 ?1111 ?1111/)
      .and.not.to.include('987');
  });

  it('tells who buys: a guest by an id of that order only, a shopper with details', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(sent()).not.to.have.property('profileDetails');
    expect(sent()['profile']).to.deep.equal({ id: 'guest-o10001', email: 'guest@shop.test' });

    await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), await rig.login('ccstore'));
    expect(sent(1)['profile']).to.deep.equal({ id: '110001', email: 'shopper@example.com' });
    expect(sent(1)['profileDetails']).to.include({ id: '110001', profileType: 'b2c_user', taxExempt: false });
  });

  it('carries the goods in decimals for the generic method only', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(sent()).not.to.have.property('items');

    rig.extension.reply((webhook) => ({
      orderId: webhook['orderId'],
      paymentId: webhook['paymentId'],
      amount: webhook['amount'],
      hostTransactionId: '42',
      response: { success: true, code: '1000' },
    }));
    const generic = aCardOrder({
      payments: [{ type: 'generic', customProperties: { paymentType: 'googlepay' } }],
    });
    const order = await rig.call('POST', '/ccstore/v1/orders', generic);
    expect(paymentsOf(order)[0]).to.include({ paymentState: 'AUTHORIZED', paymentMethod: 'generic' });
    expect((sent(1)['items'] as Json[])[0]).to.include({
      productId: 'desk-lamp',
      quantity: 1,
      price: 125.75,
    });
    expect(sent(1)).not.to.have.property('cardDetails');
  });

  it('includes the order where the gateway’s settings say so, and leaves it out elsewhere', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(sent()).not.to.have.property('order');
    await rig.close();

    const settings = { includeOrderInWebhookPayload: true };
    rig = await startRig({ siteSettings: { 'isv-occ-gateway': { siteUS: { storefront: settings } } } });
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const { order, paymentId } = sent();
    expect(order).to.include({ id: sent()['orderId'], state: 'INCOMPLETE', originOfOrder: 'default' });
    const { paymentGroups, commerceItems, priceInfo } = order as Record<string, Json[]>;
    expect(paymentGroups?.[0]).to.include({ id: paymentId, amount: 125.75, currencyCode: 'USD' });
    expect(commerceItems?.[0]).to.deep.include({
      productDisplayName: 'Arc desk lamp',
      priceInfo: { amount: 125.75, listPrice: 125.75 },
    });
    expect(priceInfo).to.include({ total: 125.75, currencyCode: 'USD' });
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), { 'x-ccasset-channel': 'preview' });
    expect(sent(1)).not.to.have.property('order');
  });

  it('takes a payment whose custom properties are null for one without any', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, { customProperties: null }));
    expect(sent()['customProperties']).to.deep.equal({});
  });

  it('goes out again on demand with the same bytes and signature, and changes nothing', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const admin = await rig.login('ccadmin');
    const list = await rig.call('GET', '/sandbox/v1/webhooks?orderId=o10001', undefined, admin);
    const [webhook] = list.body['items'] as Json[];
    const before = await rig.call('GET', '/ccadmin/v1/orders/o10001', undefined, admin);

    const again = await rig.call(
      'POST',
      `/sandbox/v1/webhooks/${String(webhook!['id'])}/resend`,
      undefined,
      admin,
    );
    expect(again.body).to.include({ equal: true });
    const [first, second] = rig.extension.received;
    expect(second!.bytes.equals(first!.bytes)).to.equal(true);
    const signature = 'x-oracle-cc-webhook-signature-sha512';
    expect(second!.headers[signature]).to.equal(first!.headers[signature]);
    const after = await rig.call('GET', '/ccadmin/v1/orders/o10001', undefined, admin);
    expect(groupsOf(after)).to.deep.equal(groupsOf(before));
  });

  it('shows when the second answer differs from the first', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    rig.extension.reply(() => ({ status: 200, text: '{}' }));
    const again = await rig.call(
      'POST',
      '/sandbox/v1/webhooks/wh1/resend',
      undefined,
      await rig.login('ccadmin'),
    );
    expect(again.body).to.deep.include({ equal: false, again: { status: 200, body: '{}' } });
  });

  it('is signed with the new keys after a reset', async () => {
    const admin = await rig.login('ccadmin');
    const path = '/ccadmin/v1/functionWebhooks/production-genericPayment';
    const reset = await rig.call('POST', path, { op: 'resetSecretKey' }, admin);
    const shown = await rig.call('GET', `${path}?includeSecretKeys=true`, undefined, admin);
    expect(shown.body['secretKeySHA512']).to.equal(reset.body['secretKeySHA512']);
    expect((await rig.call('GET', path, undefined, admin)).body).not.to.have.property('secretKeySHA512');

    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(paymentsOf(order)[0]).to.include({ paymentState: 'PAYMENT_REQUEST_FAILED' });
  });
});

describe('the payment webhook with the two-digit convention', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig({ amountConvention: 'two-digits' });
  });
  afterEach(() => rig.close());

  for (const [site, product, amount] of [
    ['siteUS', 'postcard-set', '000000001000'],
    ['siteJP', 'postcard-set', '000000100000'],
    ['siteKW', 'postcard-set', '000000000100'],
  ] as const) {
    it(`has two implied decimals on ${site}`, async () => {
      const cart = { shoppingCart: { items: [{ productId: product, quantity: 1 }] } };
      const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(cart), { 'x-ccsite': site });
      expect(rig.extension.received[0]?.body['amount']).to.equal(amount);
      expect(paymentsOf(order)[0]).to.include({ paymentState: 'AUTHORIZED' });
    });
  }

  it('cannot say thousandths, so such an order is refused before anything is sent', async () => {
    const cart = { shoppingCart: { items: [{ productId: 'penny-stamp', quantity: 1 }] } };
    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(cart), { 'x-ccsite': 'siteKW' });
    expect(order.status).to.equal(400);
    expect(rig.extension.received).to.be.empty;
  });
});
