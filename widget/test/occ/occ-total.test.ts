import { expect } from 'chai';
import fc from 'fast-check';
import { toDecimalAmount } from '../../src/occ/decimal-amount.ts';
import { leftToPay } from '../../src/occ/left-to-pay.ts';
import type { OccWidget } from '../../src/occ/occ-widget.ts';

describe('The total that a payment is asked for', () => {
  for (const [number, decimals, amount] of [
    [10.235, 2, '10.24'],
    [1.005, 2, '1.01'],
    [8.345, 2, '8.35'],
    [0.1 + 0.2, 2, '0.30'],
    [30.299999999999997, 2, '30.30'],
    [14.7505, 3, '14.751'],
    [14.75, 3, '14.750'],
    [1250, 0, '1250'],
    [1250.5, 0, '1251'],
    [12345678901.235, 2, '12345678901.24'],
    [0, 2, '0.00'],
    [1e-9, 2, '0.00'],
  ] as const)
    it(`is ${amount} for ${String(number)} with ${decimals} decimals`, () => {
      expect(toDecimalAmount(number, decimals)).to.equal(amount);
    });

  it('is every amount of minor units exactly', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), fc.integer({ min: 0, max: 4 }), (minor, decimals) => {
        const digits = String(minor).padStart(decimals + 1, '0');
        const exact = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        expect(toDecimalAmount(Number(exact), decimals)).to.equal(exact);
      }),
    );
  });
});

describe('What gift cards leave to pay', () => {
  const left = (order: object, cart: object = {}): number =>
    leftToPay({
      order: () => order,
      cart: () => ({ total: () => 100, ...cart }),
    } as unknown as OccWidget);

  it('is the total where there are none', () => {
    expect(left({})).to.equal(100);
    expect(left({ giftCards: () => [] }, { amountRemaining: () => undefined })).to.equal(100);
  });

  it('is OCC’s own number where it has one', () => {
    expect(left({ amountRemaining: () => 80 })).to.equal(80);
    expect(left({}, { amountRemaining: 70.5 })).to.equal(70.5);
    expect(left({ amountRemaining: () => '12.5' })).to.equal(12.5);
    expect(left({ amountRemaining: () => 0 })).to.equal(0);
  });

  it('is the total less what each card is charged', () => {
    const cards = [
      { amountToCharge: () => 20 },
      { amountCharged: '5.50' },
      { amount: 4 },
      { giftCardNumber: '1' },
    ];
    expect(left({}, { giftCards: () => cards })).to.equal(70.5);
    expect(left({ giftCards: cards })).to.equal(70.5);
  });

  it('is never more than the total, and never less than nothing', () => {
    expect(left({ amountRemaining: () => 120 })).to.equal(100);
    expect(left({ giftCards: [{ amount: 130 }] })).to.equal(0);
    for (const nonsense of [NaN, Infinity, -1, 'x', '', ' ', '1,000', true, null, {}])
      expect(left({ amountRemaining: () => nonsense })).to.equal(100);
  });
});
