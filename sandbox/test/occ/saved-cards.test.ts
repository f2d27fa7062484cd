import { expect } from 'chai';
import { answer, approve, type Json } from './fake-extension.ts';
import { aCardOrder, paymentsOf, startRig, type Answer, type Rig } from './rig.ts';

const CARDS = '/ccstore/v1/profiles/current/creditCards';
const TOKEN = { token: 'PI-1', additionalSavedCardProperties: { instrumentId: 'II-1', customerId: 'C-1' } };

describe('stored cards', () => {
  let rig: Rig;
  let shopper: { authorization: string };

  beforeEach(async () => {
    rig = await startRig();
    rig.extension.reply((webhook) =>
      webhook['transactionType'] === '0100' ? answer(webhook, '1000', TOKEN) : approve(webhook),
    );
    shopper = await rig.login('ccstore');
  });
  afterEach(() => rig.close());

  const save = (): Promise<Answer> =>
    rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, { saveCard: true }), shopper);
  const cards = async (): Promise<Json[]> =>
    (await rig.call('GET', CARDS, undefined, shopper)).body['items'] as Json[];

  it('come from a payment with saveCard, without their token', async () => {
    await save();
    const [card] = await cards();
    expect(card).to.include({
      nameOnCard: 'Sample Shopper',
      cardType: 'visa',
      cardNumber: '411111xxxxxx1111',
      expiryMonth: '03',
      expiryYear: '2031',
      iin: '411111',
      isDefault: true,
      hasExpired: false,
    });
    expect(JSON.stringify(card)).not.to.match(/PI-1|II-1|C-1/);
  });

  it('are not kept without saveCard, for a guest, or when the payment is declined', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), shopper);
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder({}, { saveCard: true }));
    rig.extension.reply((webhook) => answer(webhook, '9000', TOKEN));
    await save();
    expect(await cards()).to.be.empty;
  });

  it('pay with the token and the properties that the gateway gave', async () => {
    await save();
    const [card] = await cards();
    const payment = { type: 'card', savedCardId: card!['savedCardId'] };
    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder({ payments: [payment] }), shopper);
    expect(paymentsOf(order)[0]).to.include({ paymentState: 'AUTHORIZED' });
    expect(rig.extension.received[1]?.body['cardDetails']).to.deep.include({
      token: 'PI-1',
      additionalSavedCardProperties: { instrumentId: 'II-1', customerId: 'C-1' },
      maskedCardNumber: '411111xxxxxx1111',
    });
    expect(await cards()).to.have.length(1);
  });

  it('pay for their own shopper only', async () => {
    await save();
    const [card] = await cards();
    const payment = { type: 'card', savedCardId: card!['savedCardId'] };
    const second = await rig.login('ccstore', 'second@example.com');
    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder({ payments: [payment] }), second);
    expect(order.status).to.equal(400);
    const path = `${CARDS}/${String(card!['savedCardId'])}`;
    for (const method of ['GET', 'DELETE']) {
      expect(await rig.call(method, path, undefined, second)).to.have.property('status', 404);
    }
    expect(await rig.call('GET', CARDS)).to.have.property('status', 401);
  });

  it('can be added after the gateway agreed to an amount of zero', async () => {
    const card = {
      cardType: 'visa',
      nameOnCard: 'S',
      cardNumber: '400000xxxxxx0002',
      expiryMonth: '01',
      expiryYear: '2030',
    };
    const added = await rig.call('POST', CARDS, { ...card, nickname: 'Blue' }, shopper);
    expect(added.body).to.include({ nickname: 'Blue', cardNumber: '400000xxxxxx0002' });
    expect(rig.extension.received[0]?.body).to.include({ transactionType: '0100', amount: '000000000000' });
    rig.extension.reply((webhook) => answer(webhook, '9000'));
    expect((await rig.call('POST', CARDS, card, shopper)).body).to.include({
      status: '400',
      errorCode: '28386',
    });
    expect(await cards()).to.have.length(1);
  });

  it('change their name and the default, and nothing else', async () => {
    await save();
    const path = `${CARDS}/${String((await cards())[0]!['savedCardId'])}`;
    const changed = await rig.call('PUT', path, { nickname: 'Red', setAsDefault: true }, shopper);
    expect(changed.body).to.include({ nickname: 'Red', isDefault: true });
    expect(await rig.call('PUT', path, { expiryYear: '2099' }, shopper)).to.have.property('status', 400);
    expect(await rig.call('DELETE', path, undefined, shopper)).to.have.property('status', 200);
    expect(await cards()).to.be.empty;
  });

  it('are found by their token and rewritten through the application API', async () => {
    await save();
    const app = await rig.login('ccapp');
    const query = `useAdvancedQParser=true&q=${encodeURIComponent('creditCards.token eq "PI-1"')}`;
    const found = await rig.call('GET', `/ccapp/v1/profiles?${query}`, undefined, app);
    const [profile] = found.body['items'] as { id: string; creditCards: Json[] }[];
    expect(profile).to.include({ id: '110001' });
    const renewed = profile!.creditCards.map((card) => ({
      ...card,
      expiryYear: '2035',
      cardProps: { instrumentId: 'II-2' },
    }));
    await rig.call('PUT', '/ccapp/v1/profiles/110001', { creditCards: renewed }, app);
    const after = await rig.call('GET', '/ccapp/v1/profiles/110001', undefined, app);
    expect((after.body['creditCards'] as Json[])[0]).to.deep.include({
      expiryYear: '2035',
      token: 'PI-1',
      cardProps: { instrumentId: 'II-2' },
    });
    await rig.call('PUT', '/ccapp/v1/profiles/110001', { creditCards: [] }, app);
    expect(await cards()).to.be.empty;
  });
});
