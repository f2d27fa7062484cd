import { expect } from 'chai';
import type { BillingAddress } from '../../src/payment/checkout.ts';
import { createAddressCheck } from '../../src/methods/card/address-check.ts';
import { billingAddressOf } from '../../src/occ/billing-address.ts';
import type { OccOrder } from '../../src/occ/occ-widget.ts';

const IN_TEXAS: BillingAddress = { country: 'US', state: 'TX', postalCode: '78704' };

describe('The check of the billing address before a card is sent', () => {
  let asked: BillingAddress[];
  let address: BillingAddress;
  let answer: () => Promise<readonly string[]>;
  const check = () =>
    createAddressCheck(
      {
        call: async (path, given) => {
          asked.push(given as BillingAddress);
          return { path, wrong: await answer() };
        },
      },
      { billingAddress: () => address },
    );

  beforeEach(() => {
    asked = [];
    address = IN_TEXAS;
    answer = async () => [];
  });

  it('finds nothing wrong with an address that fits', async () => {
    expect(await check()()).to.equal(undefined);
    expect(asked).to.deep.equal([IN_TEXAS]);
  });

  for (const [field, text] of [
    ['state', 'stateWrong'],
    ['postalCode', 'postalCodeWrong'],
  ] as const)
    it(`names the ${field}`, async () => {
      answer = async () => [field];
      expect(await check()()).to.equal(text);
    });

  it('asks again when the shopper has changed the address', async () => {
    const checking = check();
    answer = async () => ['postalCode'];
    await checking();
    address = { ...IN_TEXAS, postalCode: '78705' };
    answer = async () => [];
    expect(await checking()).to.equal(undefined);
    expect(asked).to.have.lengthOf(2);
  });

  it('stops no payment where it cannot be made, and is made again each time', async () => {
    const checking = check();
    answer = async () => Promise.reject(new Error('503'));
    expect(await checking()).to.equal(undefined);
    answer = async () => ['state'];
    expect(await checking()).to.equal('stateWrong');
    address = { country: '', state: '', postalCode: '' };
    expect(await checking()).to.equal(undefined);
  });

  it('stops no payment where the page throws instead of giving an address, or the answer is of another shape', async () => {
    for (const wrong of [undefined, null, 'state', {}, [7], [{}], ['country'], ['__proto__']])
      expect(
        await createAddressCheck({ call: async () => ({ wrong }) }, { billingAddress: () => IN_TEXAS })(),
      ).to.equal(undefined);
    const throws = (): never => {
      throw new TypeError('No address');
    };
    expect(await createAddressCheck({ call: async () => ({}) }, { billingAddress: throws })()).to.equal(
      undefined,
    );
  });

  it('waits no longer than three seconds for its answer', async () => {
    let waited: number | undefined;
    const call = async (_path: string, _body?: object, timeoutMs?: number): Promise<unknown> => {
      waited = timeoutMs;
      return { wrong: [] };
    };
    await createAddressCheck({ call }, { billingAddress: () => IN_TEXAS })();
    expect(waited).to.equal(3_000);
  });
});

describe('The billing address of OCC’s order', () => {
  const of = (order: object) => billingAddressOf(order as OccOrder);
  const observable = (value: unknown) => () => value;

  it('is read from the order’s view model, as an order carries it', () => {
    expect(of({ billingAddress: { toJSON: () => IN_TEXAS } })).to.deep.equal(IN_TEXAS);
    expect(
      of({ billingAddress: observable({ toJSON: () => ({ ...IN_TEXAS, firstName: 'Ada' }) }) }),
    ).to.deep.equal(IN_TEXAS);
  });

  it('is the shipping address where the shopper says so', () => {
    const shippingAddress = { toJSON: () => IN_TEXAS };
    const billingAddress = { toJSON: () => ({ ...IN_TEXAS, country: 'FR' }) };
    const order = { shippingAddress, billingAddress };
    expect(of({ ...order, billingSameAsShipping: observable(true) })).to.include({ country: 'US' });
    expect(of({ ...order, billingSameAsShipping: observable(false) })).to.include({ country: 'FR' });
  });

  it('has no country where the page has none', () => {
    for (const order of [{}, { billingAddress: null }, { billingAddress: 7 }])
      expect(of(order).country).to.equal(undefined);
  });
});
