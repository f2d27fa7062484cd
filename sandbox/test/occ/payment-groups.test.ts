import { expect } from 'chai';
import { answer } from './fake-extension.ts';
import { aCardOrder, paymentsOf, startRig, type Rig } from './rig.ts';

describe('one payment, for a storefront that waits', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig();
    rig.extension.reply((webhook) =>
      answer(webhook, '10000', {
        additionalProperties: { stepUpUrl: 'https://acs.example/', secret: 'not exposed' },
        customPaymentProperties: ['stepUpUrl'],
      }),
    );
  });
  afterEach(() => rig.close());

  it('shows the challenge that OCC was answered with, and what the gateway exposed', async () => {
    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const id = String(paymentsOf(order)[0]?.['paymentGroupId']);
    const { body } = await rig.call('GET', `/ccstore/v1/paymentGroups/${id}`);
    expect(body).to.deep.include({
      orderId: order.body['id'],
      paymentState: 'INITIAL',
      uiIntervention: 'payerAuthRequired',
      customPaymentProperties: { stepUpUrl: 'https://acs.example/' },
    });
  });

  it('of a shopper is not shown to another one', async () => {
    const shopper = await rig.login('ccstore');
    const order = await rig.call('POST', '/ccstore/v1/orders', aCardOrder(), shopper);
    const path = `/ccstore/v1/paymentGroups/${String(paymentsOf(order)[0]?.['paymentGroupId'])}`;
    expect(await rig.call('GET', path, undefined, shopper)).to.have.property('status', 200);
    const other = await rig.login('ccstore', 'second@example.com');
    for (const headers of [{}, other]) {
      expect(await rig.call('GET', path, undefined, headers)).to.have.property('status', 404);
    }
  });
});
