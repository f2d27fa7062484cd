import { expect } from 'chai';
import { toCancellation } from '../../../occ/pages/browser/order/cancellation.ts';
import type { AdminOrder } from '../../../occ/pages/browser/model/order.ts';

const USD = { currencyCode: 'USD', fractionalDigits: 2, symbol: '$' };

describe('cancelling an order', () => {
  const order = (state: string, ...groups: readonly object[]): AdminOrder =>
    ({ state, paymentGroups: groups }) as unknown as AdminOrder;
  const step = (amount: number): object => ({ amount, transactionSuccess: true, statusProps: {} });
  const settled = (taken: number, refunded: number): object => ({
    state: 'SETTLED',
    authorizationStatus: [step(taken)],
    debitStatus: [step(taken)],
    creditStatus: refunded === 0 ? [] : [step(refunded)],
  });

  it('names the money that goes back', () => {
    expect(toCancellation(order('SUBMITTED', settled(48, 5.5)), USD).label).to.equal(
      'Cancel and refund 42.50 USD',
    );
  });

  it('is just that while the money is only held', () => {
    expect(toCancellation(order('SUBMITTED', { state: 'AUTHORIZED' }), USD).label).to.equal(
      'Cancel the order',
    );
  });

  it('can be tried again when the gateway did not confirm it', () => {
    expect(toCancellation(order('PENDING_REMOVE', { state: 'AUTHORIZED' }), USD).label).not.to.equal('');
  });

  const nothingToDo: readonly [string, AdminOrder][] = [
    ['This order is cancelled.', order('REMOVED', settled(48, 48))],
    ['Everything was refunded.', order('SUBMITTED', settled(48, 48))],
    ['Nothing was paid, so there is nothing to cancel.', order('INCOMPLETE', { state: 'AUTHORIZE_FAILED' })],
  ];
  for (const [whyNot, each] of nothingToDo) {
    it(`is not offered: ${whyNot}`, () => {
      expect(toCancellation(each, USD)).to.deep.equal({ label: '', whyNot });
    });
  }
});
