import { expect } from 'chai';
import { walletCountry } from '../src/methods/wallet/wallet-country.ts';

describe('The country that a wallet is told', () => {
  for (const [named, currency, language, country] of [
    ['CA', 'USD', 'en', 'CA'],
    [undefined, 'USD', 'en', 'US'],
    [undefined, 'JPY', 'en', 'JP'],
    ['california', 'USD', 'en', 'US'],
    [undefined, 'EUR', 'de', 'DE'],
    [undefined, 'EUR', 'fr-BE', 'BE'],
    [undefined, 'EUR', 'en', 'IE'],
    [undefined, 'EUR', '', 'DE'],
  ] as const) {
    it(`is ${country} for ${String(named)}, ${currency} and “${language}”`, () => {
      expect(walletCountry(named, currency, language)).to.equal(country);
    });
  }
});
