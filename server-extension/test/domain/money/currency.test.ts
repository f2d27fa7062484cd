import { expect } from 'chai';
import { currencyCodes, decimalsOf } from '../../../src/domain/money/currency.ts';

/** ISO 4217, table A.1: the currencies whose minor unit is not a hundredth. */
const OTHERS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

describe('The decimals of a currency', () => {
  it('are those of ISO 4217, two wherever it says nothing else', () => {
    for (const [decimals, codes] of Object.entries(OTHERS))
      expect(currencyCodes.filter((code) => decimalsOf(code) === Number(decimals)).sort()).to.deep.equal(
        codes.split(' ').sort(),
      );
    const rest = currencyCodes.filter((code) => ![0, 3, 4].includes(decimalsOf(code)));
    expect(new Set(rest.map(decimalsOf))).to.deep.equal(new Set([2]));
  });

  it('are known of every currency, those that were withdrawn lately too', () => {
    expect(currencyCodes).to.have.length(169);
    for (const code of ['ANG', 'BGN', 'HRK', 'SLL', 'ZWL', 'USD', 'EUR'])
      expect(decimalsOf(code as (typeof currencyCodes)[number])).to.equal(2);
  });

  it('are not guessed of another', () => {
    expect(() => decimalsOf('XXX' as (typeof currencyCodes)[number])).to.throw(RangeError, 'XXX');
  });
});
