import { expect } from 'chai';
import { countryCodes, toCountryCode } from '../../../src/domain/address/country.ts';

describe('A country', () => {
  for (const [written, code] of [
    ['US', 'US'],
    ['us', 'US'],
    [' de ', 'DE'],
    ['USA', 'US'],
    ['gbr', 'GB'],
    ['UK', 'GB'],
    ['ＪＰ', 'JP'],
    ['United States', 'US'],
    ['united states of america', 'US'],
    ['Germany', 'DE'],
    ['Côte d’Ivoire', 'CI'],
    ['Turkey', 'TR'],
    ['Great Britain', 'GB'],
    ['CZECH REPUBLIC', 'CZ'],
    ['Trinidad & Tobago', 'TT'],
    ['Trinidad and Tobago', 'TT'],
  ] as const) {
    it(`written as ${written} is ${code}`, () => {
      expect(toCountryCode(written)).to.equal(code);
    });
  }

  for (const written of ['', ' ', 'ZZ', 'XX', 'QQQ', '--', '1', 'Nowhere', 'constructor', '__proto__'])
    it(`is none where the text is ${JSON.stringify(written)}`, () => {
      expect(toCountryCode(written)).to.equal(undefined);
    });

  it('is one of 249 and Kosovo, each with a name and found by all of its codes', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    expect(new Set(countryCodes).size).to.equal(250);
    for (const code of countryCodes) {
      expect(names.of(code), code).to.be.a('string');
      expect(toCountryCode(code.toLowerCase())).to.equal(code);
      expect(toCountryCode(names.of(code)!), code).to.equal(code);
    }
    const assigned = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    const threeLetters = assigned.flatMap((a) =>
      assigned.flatMap((b) => assigned.map((c) => toCountryCode(a + b + c))).filter((found) => found),
    );
    expect(threeLetters).to.have.members([...countryCodes]);
  });
});
