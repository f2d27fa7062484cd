import { expect } from 'chai';
import fc from 'fast-check';
import { requireTwelveDigits, toDecimal } from '../../../occ/pages/browser/amount.ts';
import { REFUND_OF, toMoneyFlow } from '../../../occ/pages/browser/money-flow.ts';
import type { AdminPaymentGroup, AdminPaymentStatus } from '../../../occ/pages/browser/order.ts';

const USD = { currencyCode: 'USD', fractionalDigits: 2, symbol: '$' };
const JPY = { currencyCode: 'JPY', fractionalDigits: 0, symbol: '¥' };
const KWD = { currencyCode: 'KWD', fractionalDigits: 3, symbol: 'KD' };

describe('an amount that an operator types', () => {
  it('becomes twelve digits of the currency', () => {
    expect(requireTwelveDigits('10', USD, 'iso')).to.equal('000000001000');
    expect(requireTwelveDigits('1000', JPY, 'iso')).to.equal('000000001000');
    expect(requireTwelveDigits('1.000', KWD, 'iso')).to.equal('000000001000');
    expect(requireTwelveDigits(' 0,5 ', USD, 'iso')).to.equal('000000000050');
  });

  it('follows the older convention of two decimals where the site has it', () => {
    expect(requireTwelveDigits('1000', JPY, 'two-digits')).to.equal('000000100000');
    expect(requireTwelveDigits('1.250', KWD, 'two-digits')).to.equal('000000000125');
    expect(() => requireTwelveDigits('1.255', KWD, 'two-digits')).to.throw('Two decimals');
  });

  it('is refused when it is nothing, too precise, negative or no number', () => {
    for (const text of ['', '0', '0.00', '-1', '1.234', '1e3', 'ten', '1,000.00', '1234567890']) {
      expect(() => requireTwelveDigits(text, USD, 'iso'), text).to.throw('Enter an amount');
    }
    expect(() => requireTwelveDigits('10.5', JPY, 'iso')).to.throw('without decimals');
  });

  it('comes back as it was, for every amount and currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.constantFrom(USD, JPY, KWD),
        (minor, currency) => {
          expect(Number(requireTwelveDigits(toDecimal(minor, currency), currency, 'iso'))).to.equal(minor);
        },
      ),
    );
  });
});

describe('where a payment’s money is', () => {
  const step = (amount: number, id: string, more: Partial<AdminPaymentStatus> = {}): AdminPaymentStatus => ({
    amount,
    transactionId: id,
    transactionSuccess: true,
    statusProps: { hostTransactionId: id },
    ...more,
  });
  const group = (more: Partial<AdminPaymentGroup>): AdminPaymentGroup => ({
    id: 'pg1',
    paymentMethod: 'card',
    state: 'AUTHORIZED',
    amount: 100,
    authorizationStatus: [step(100, 'auth')],
    debitStatus: [],
    creditStatus: [],
    ...more,
  });

  it('leaves to capture what was not captured', () => {
    const flow = toMoneyFlow(
      group({ debitStatus: [step(33.33, 'c1'), step(10, 'c2', { transactionSuccess: false })] }),
      USD,
    );
    expect(flow).to.include({ authorized: 10_000, captured: 3_333, capturable: 6_667 });
  });

  it('leaves to refund of each capture what did not go back of it', () => {
    const refund = step(20, 'r1', { statusProps: { [REFUND_OF]: 'c2' } });
    const { captures, refunded } = toMoneyFlow(
      group({ debitStatus: [step(50, 'c1'), step(50, 'c2')], creditStatus: [refund] }),
      USD,
    );
    expect(captures.map(({ refundable }) => refundable)).to.deep.equal([5_000, 3_000]);
    expect(refunded).to.equal(2_000);
  });

  it('offers nothing to capture of a payment that is not authorized', () => {
    expect(toMoneyFlow(group({ state: 'REMOVED' }), USD).capturable).to.equal(0);
    const declined = group({
      state: 'AUTHORIZE_FAILED',
      authorizationStatus: [step(100, 'a', { transactionSuccess: false })],
    });
    expect(toMoneyFlow(declined, USD)).to.include({ authorized: 0, capturable: 0 });
  });
});
