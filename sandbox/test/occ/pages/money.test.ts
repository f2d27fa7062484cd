import { expect } from 'chai';
import fc from 'fast-check';
import { formatAmount, requireTwelveDigits, toDecimal } from '../../../occ/pages/browser/values/amount.ts';

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

describe('an amount of the extension', () => {
  const currencies = new Map([USD, JPY, KWD].map((currency) => [currency.currencyCode, currency]));

  it('has the digits of its currency', () => {
    expect(formatAmount({ minor: 1250, currency: 'USD' }, currencies)).to.equal('12.50 USD');
    expect(formatAmount({ minor: 1250, currency: 'JPY' }, currencies)).to.equal('1250 JPY');
    expect(formatAmount({ minor: 1250, currency: 'KWD' }, currencies)).to.equal('1.250 KWD');
  });

  it('is in minor units where no site has its currency', () => {
    expect(formatAmount({ minor: 1250, currency: 'CHF' }, currencies)).to.equal('1250 minor units of CHF');
  });
});
