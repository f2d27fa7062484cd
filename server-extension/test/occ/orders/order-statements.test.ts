import { expect } from 'chai';
import type { PaymentGroupId } from '../../../src/domain/ids.ts';
import { originIn, statedAmountIn } from '../../../src/occ/orders/order-statements.ts';

const group = 'pg1' as PaymentGroupId;

describe('What an order states', () => {
  it('of where it comes from, is OCC’s word without blanks', () => {
    expect(originIn({ originOfOrder: ' scheduledOrder ' })).to.equal('scheduledOrder');
    for (const order of [undefined, 'o1', {}, { originOfOrder: ' ' }, { originOfOrder: 7 }])
      expect(originIn(order)).to.equal(undefined);
  });

  for (const [amount, decimal] of [
    [42.5, '42.5'],
    [0.1 + 0.2, '0.3'],
    ['6900.0', '6900.0'],
    [' 125.75 ', '125.75'],
    ['1234567890123456', '1234567890123456'],
    ['12345678901234567', undefined],
    [`0.${'1'.repeat(15)}`, `0.${'1'.repeat(15)}`],
    [`0.${'1'.repeat(16)}`, undefined],
    [-1, undefined],
    ['x1', undefined],
    ['1x', undefined],
    ['', undefined],
    [null, undefined],
    [1e21, undefined],
  ] as const)
    it(`of an amount of ${JSON.stringify(amount)} is ${decimal ?? 'nothing'}`, () => {
      expect(statedAmountIn({ paymentGroups: [{ id: group, amount }] }, group)?.decimal).to.equal(decimal);
    });

  it('of the amount of a group is found by either of its ids', () => {
    const groups = [null, { id: 'pg2', amount: 1 }, { paymentGroupId: group, amount: 2 }];
    expect(statedAmountIn({ paymentGroups: groups }, group)).to.deep.equal({
      decimal: '2',
      currency: undefined,
    });
    for (const order of [undefined, {}, { paymentGroups: {} }, { paymentGroups: [{ id: 'pg2', amount: 1 }] }])
      expect(statedAmountIn(order, group)).to.equal(undefined);
  });

  it('of the currency is the group’s, else that of the order’s prices, else the order’s', () => {
    const order = (currencies: readonly unknown[]) => ({
      paymentGroups: [{ id: group, amount: 1, currencyCode: currencies[0] }],
      priceInfo: { currencyCode: currencies[1] },
      currencyCode: currencies[2],
    });
    const currency = (...currencies: readonly unknown[]) =>
      statedAmountIn(order(currencies), group)?.currency;
    expect(currency('USD', 'EUR', 'JPY')).to.equal('USD');
    expect(currency('', 'EUR', 'JPY')).to.equal('EUR');
    expect(currency(undefined, 7, 'JPY')).to.equal('JPY');
    expect(currency()).to.equal(undefined);
  });
});
