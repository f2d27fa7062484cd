import { expect } from 'chai';
import { aCardOrder, startRig, type Answer, type Rig } from './rig.ts';

const LAMP = [{ productId: 'desk-lamp', quantity: 1 }];

describe('a coupon', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const price = (code: string): Promise<Answer> =>
    rig.call('POST', '/ccstore/v1/orders/price', { shoppingCart: { items: LAMP, coupons: [{ code }] } });
  const place = (code: string, payments?: readonly object[]): Promise<Answer> =>
    rig.call(
      'POST',
      '/ccstore/v1/orders',
      aCardOrder({
        shoppingCart: { items: LAMP, coupons: [{ code }] },
        ...(payments === undefined ? {} : { payments }),
      }),
    );

  it('takes its part off, to the cent', async () => {
    expect((await price('alder10')).body['priceInfo']).to.deep.equal({
      currencyCode: 'USD',
      subTotal: 125.75,
      discountAmount: 12.58,
      shipping: 0,
      tax: 0,
      amount: 113.17,
      total: 113.17,
    });
  });

  it('is refused when it is unknown', async () => {
    expect(await price('FREEBEER')).to.have.property('status', 400);
  });

  it('makes the amount of the payment smaller', async () => {
    await place('ALDER10');
    expect(rig.extension.received[0]?.body).to.have.property('amount', '000000011317');
  });

  it('over everything makes an order without a payment', async () => {
    const { body } = await place('GIFT100', []);
    expect(body).to.include({ state: 'SUBMITTED' });
    expect(rig.extension.received).to.have.lengthOf(0);
  });
});
