import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CurrencyCode,
  currencyCodes,
  decimalsOf,
  isCurrencyCode,
} from '../../../src/domain/money/currency.ts';
import {
  describeMoney,
  isSameMoney,
  minus,
  money,
  parseDecimal,
  plus,
  toDecimalString,
} from '../../../src/domain/money/money.ts';

const currency = fc.constantFrom(...currencyCodes);
const amount = fc.record({ minor: fc.nat({ max: Number.MAX_SAFE_INTEGER }), currency });

describe('money', () => {
  it('moves the digits by the decimals of its currency', () => {
    const written = (['USD', 'JPY', 'KWD', 'CLF'] as CurrencyCode[]).map((code) =>
      toDecimalString(money(1000, code)),
    );
    expect(written).to.deep.equal(['10.00', '1000', '1.000', '0.1000']);
  });

  it('has the decimals of ISO 4217 where the runtime has others', () => {
    const decimals = (['HUF', 'IDR', 'COP', 'IQD', 'ISK', 'CLP', 'UGX'] as CurrencyCode[]).map(decimalsOf);
    expect(decimals).to.deep.equal([2, 2, 2, 3, 0, 0, 0]);
  });

  it('is the same after writing and reading, in every currency', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(parseDecimal(toDecimalString(value), value.currency)).to.deep.equal(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads what a gateway writes with fewer or more zeros', () => {
    const usd = 'USD' as CurrencyCode;
    for (const text of ['10.5', '10.50', '10.500'])
      expect(parseDecimal(text, usd)?.minor, text).to.equal(1050);
    expect(parseDecimal('10', usd)?.minor).to.equal(1000);
  });

  for (const text of ['', '-1', '1e3', '10.505', '1,000', '.5', '5.', ' 5', '٥', '999999999999999.99']) {
    it(`reads no amount of dollars in ${JSON.stringify(text)}`, () => {
      expect(parseDecimal(text, 'USD' as CurrencyCode)).to.equal(undefined);
    });
  }

  for (const minor of [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN]) {
    it(`refuses ${minor} as minor units`, () => {
      expect(() => money(minor, 'USD' as CurrencyCode)).to.throw(RangeError);
    });
  }

  it('does not reckon two currencies together', () => {
    const [usd, jpy] = [money(1, 'USD' as CurrencyCode), money(1, 'JPY' as CurrencyCode)];
    expect(() => plus(usd, jpy)).to.throw(RangeError, 'USD and JPY');
    expect(() => minus(usd, jpy)).to.throw(RangeError);
  });

  it('is added and subtracted in minor units, and stays in its currency', () => {
    const usd = (minor: number) => money(minor, 'USD' as CurrencyCode);
    expect(plus(usd(1250), usd(50))).to.deep.equal(usd(1300));
    expect(minus(usd(1250), usd(50))).to.deep.equal(usd(1200));
    expect(minus(usd(50), usd(50))).to.deep.equal(usd(0));
    expect(() => plus(usd(Number.MAX_SAFE_INTEGER), usd(1))).to.throw(RangeError);
    expect(usd(0).minor).to.equal(0);
  });

  it('is the same in amount and currency', () => {
    const [usd, more, yen] = [
      money(1, 'USD' as CurrencyCode),
      money(2, 'USD' as CurrencyCode),
      money(1, 'JPY' as CurrencyCode),
    ];
    expect([usd, more, yen].map((each) => isSameMoney(usd, each))).to.deep.equal([true, false, false]);
  });

  it('is told to people with its currency', () => {
    expect(describeMoney(money(1250, 'USD' as CurrencyCode))).to.equal('12.50 USD');
  });

  it('is read from 16 digits before the point and 15 after it, and no more', () => {
    const yen = 'JPY' as CurrencyCode;
    expect(parseDecimal('0000000000000012', yen)?.minor).to.equal(12);
    expect(parseDecimal('00000000000000012', yen)).to.equal(undefined);
    expect(parseDecimal(`12.${'0'.repeat(15)}`, yen)?.minor).to.equal(12);
    expect(parseDecimal(`12.${'0'.repeat(16)}`, yen)).to.equal(undefined);
    for (const text of ['x12', '12x', '12 ', '12.', '12.0x'])
      expect(parseDecimal(text, yen), text).to.equal(undefined);
  });

  it('never goes below zero', () => {
    expect(minus(money(1, 'USD' as CurrencyCode), money(2, 'USD' as CurrencyCode)).minor).to.equal(0);
  });

  it('knows currencies by their exact code', () => {
    expect(['USD', 'usd', 'US', 'XXX', 'toString', '__proto__'].filter(isCurrencyCode)).to.deep.equal([
      'USD',
    ]);
  });
});
