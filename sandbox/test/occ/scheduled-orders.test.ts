import { expect } from 'chai';
import { answer } from './fake-extension.ts';
import { aCardOrder, groupsOf, startRig, type Answer, type Rig } from './rig.ts';

const TOKEN = { token: 'PI-1', additionalSavedCardProperties: { instrumentId: 'II-1' } };

describe('a scheduled order', () => {
  let rig: Rig;
  let shopper: { authorization: string };
  let admin: { authorization: string };

  beforeEach(async () => {
    rig = await startRig();
    rig.extension.reply((webhook) => answer(webhook, '1000', TOKEN));
    [shopper, admin] = await Promise.all([rig.login('ccstore'), rig.login('ccadmin')]);
  });
  afterEach(() => rig.close());

  const place = (payment: object, headers: Record<string, string>): Promise<Answer> =>
    rig.call(
      'POST',
      '/ccstore/v1/orders',
      aCardOrder({ scheduledOrder: [{ name: 'Every month' }] }, { ...payment }),
      headers,
    );
  const run = (id: unknown): Promise<Answer> =>
    rig.call('POST', `/sandbox/v1/scheduledOrders/${String(id)}/run`, {}, admin);

  it('becomes a template', async () => {
    const { body } = await place({ saveCard: true }, shopper);
    expect(body).to.include({ state: 'TEMPLATE' });
  });

  it('tells the gateway that it starts a schedule, and no other order does', async () => {
    const { body: template } = await place({ saveCard: true }, shopper);
    expect(template['scheduledOrder']).to.deep.equal([{ name: 'Every month' }]);
    const seen = await rig.call('GET', `/ccadmin/v1/orders/${String(template['id'])}`, undefined, admin);
    expect(seen.body['scheduledOrder']).to.deep.equal([{ name: 'Every month' }]);
    expect((await run(template['id'])).body).not.to.have.property('scheduledOrder');
    const plain = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), shopper);
    expect(plain.body).not.to.have.property('scheduledOrder');
  });

  it('needs a card that is kept, and a shopper to keep it for', async () => {
    expect(await place({}, shopper)).to.have.property('status', 400);
    expect(await place({ saveCard: true }, {})).to.have.property('status', 400);
    expect(rig.extension.received).to.have.lengthOf(0);
  });

  it('pays for each run with the stored card and nothing of a browser', async () => {
    const { body: template } = await place({ saveCard: true }, shopper);
    const again = await run(template['id']);
    expect(again.body).to.include({ state: 'SUBMITTED' });
    expect(again.body['id']).not.to.equal(template['id']);
    expect(groupsOf(again)[0]).to.include({ state: 'AUTHORIZED', amount: 125.75 });
    expect(rig.extension.received[1]?.body).to.deep.include({ customProperties: {} });
    expect(rig.extension.received[1]?.body['cardDetails']).to.deep.include(TOKEN);
  });

  it('says of each run, and of no other order, that a schedule placed it', async () => {
    const { body: template } = await place({ saveCard: true }, shopper);
    expect(template).to.include({ originOfOrder: 'default' });
    const again = await run(template['id']);
    expect(again.body).to.include({ originOfOrder: 'scheduledOrder' });
    const asked = await rig.call('GET', `/ccadmin/v1/orders/${String(again.body['id'])}`, undefined, admin);
    expect(asked.body).to.include({ originOfOrder: 'scheduledOrder' });
    const claimed = await rig.call(
      'POST',
      '/ccstore/v1/orders',
      aCardOrder({ originOfOrder: 'scheduledOrder' }),
      shopper,
    );
    expect(claimed.body).to.include({ originOfOrder: 'default' });
  });

  it('may be placed by the schedule with any payments', async () => {
    await place({ saveCard: true }, shopper);
    const CARDS = '/ccstore/v1/profiles/current/creditCards';
    const [card] = (await rig.call('GET', CARDS, undefined, shopper)).body['items'] as {
      savedCardId: string;
    }[];
    const { savedCardId } = card ?? {};
    const order = aCardOrder({
      payments: [
        { type: 'card', savedCardId, amount: 100 },
        { type: 'card', savedCardId },
      ],
    });
    const placed = await rig.call(
      'POST',
      '/sandbox/v1/scheduledOrders',
      { profileId: '110001', order },
      admin,
    );
    expect(placed.body).to.include({ state: 'SUBMITTED', originOfOrder: 'scheduledOrder' });
    expect(placed.body['payments']).to.have.lengthOf(2);
  });

  it('cannot be run when it is no template, or its card is gone', async () => {
    const { body: order } = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), shopper);
    expect(await run(order['id'])).to.have.property('status', 400);

    const { body: template } = await place({ saveCard: true }, shopper);
    const CARDS = '/ccstore/v1/profiles/current/creditCards';
    const [card] = (await rig.call('GET', CARDS, undefined, shopper)).body['items'] as {
      savedCardId: string;
    }[];
    await rig.call('DELETE', `${CARDS}/${card?.savedCardId ?? ''}`, undefined, shopper);
    expect(await run(template['id'])).to.have.property('status', 400);
  });
});
