import { expect } from 'chai';
import { toCheckout } from '../../src/occ/occ-checkout.ts';
import type { OccWidget } from '../../src/occ/occ-widget.ts';
import { fakeOrder } from '../fakes/order.ts';

describe("OCC's checkout", () => {
  const widget = (more: Partial<OccWidget> = {}, order: object = {}): OccWidget => ({
    order: () => Object.assign(fakeOrder(), order),
    site: () => ({
      siteInfo: { id: 'siteJP' },
      selectedPriceListGroup: () => ({ currency: { currencyCode: 'JPY', fractionalDigits: 0 } }),
    }),
    user: () => ({ loggedIn: () => true, id: () => 'p1' }),
    cart: () => ({ total: () => 1250 }),
    isPreview: () => false,
    translate: () => '',
    ...more,
  });
  const checkout = (...args: Parameters<typeof widget>): ReturnType<typeof toCheckout> =>
    toCheckout(widget(...args), () => undefined);

  it('has a total in the decimals of its currency', () => {
    expect(checkout().total()).to.deep.equal({ amount: '1250', currency: 'JPY' });
    const dollars = {
      siteInfo: {},
      selectedPriceListGroup: () => ({ currency: { currencyCode: 'USD', fractionalDigits: 2 } }),
    };
    expect(checkout({ site: () => dollars, cart: () => ({ total: () => 12.5 }) }).total().amount).to.equal(
      '12.50',
    );
  });

  it('knows what is in the cart, however OCC keeps it', () => {
    const items = [{ productId: 'pot', catRefId: 'pot-blue', quantity: () => 2 }, { productId: 'cup' }];
    const full = checkout({ cart: () => ({ total: () => 1250, items: () => items }) });
    expect(JSON.stringify(full.goods())).to.equal('[["pot","pot-blue",2],["cup",null,null]]');
    expect(checkout().goods()).to.equal(undefined);
  });

  it('knows the shopper who is logged in, and no guest, even one with an id', () => {
    expect(checkout().profileId()).to.equal('p1');
    expect(checkout({ user: () => ({ loggedIn: () => false, id: () => 'p1' }) }).profileId()).to.equal('');
  });

  it('knows whether the order is to be repeated', () => {
    expect(checkout().isScheduled()).to.equal(false);
    expect(checkout({}, { showSchedule: () => false }).isScheduled()).to.equal(false);
    expect(checkout({}, { showSchedule: () => true }).isScheduled()).to.equal(true);
  });

  it('knows the order once OCC has one, and what costs nothing', () => {
    expect(checkout().orderId()).to.equal('');
    expect(checkout({}, { orderId: 'o1', id: () => 'o1' }).orderId()).to.equal('o1');
    expect(checkout({}, { id: () => null }).orderId()).to.equal('');
    expect(checkout().isFree()).to.equal(false);
    expect(checkout({}, { isPaymentDisabled: () => true }).isFree()).to.equal(true);
    expect(checkout({ user: () => ({ loggedIn: () => true, id: () => null }) }).profileId()).to.equal('');
  });
});
