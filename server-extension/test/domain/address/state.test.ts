import { expect } from 'chai';
import { toCountryCode } from '../../../src/domain/address/country.ts';
import { stateCodesOf, toState } from '../../../src/domain/address/state.ts';

const code = (text: string, country: string) => toState(text, toCountryCode(country));

describe('A state', () => {
  for (const [text, country, expected] of [
    ['TX', 'US', 'TX'],
    ['tx', 'US', 'TX'],
    ['US-TX', 'US', 'TX'],
    ['Texas', 'US', 'TX'],
    ['new  york', 'US', 'NY'],
    ['D.C.', 'US', 'DC'],
    ['Washington, DC', 'US', 'DC'],
    ['Québec', 'CA', 'QC'],
    ['PQ', 'CA', 'QC'],
    ['NF', 'CA', 'NL'],
    ['Newfoundland', 'CA', 'NL'],
    ['YK', 'CA', 'YT'],
    ['Yukon Territory', 'CA', 'YT'],
    [' TX ', 'US', 'TX'],
    ['ＴＸ', 'US', 'TX'],
    ['us-tx', 'US', 'TX'],
    ['nl-NH', 'NL', 'NH'],
    ['NL-NOORD', 'NL', 'NL-NOORD'],
    ['42', 'CO', '42'],
    ['CA-ON', 'CA', 'ON'],
    ['GB-LND', 'GB', 'LND'],
    ['Noord-Holland', 'NL', 'Noord-Holland'],
    ['東京都', 'JP', '東京都'],
  ] as const) {
    it(`of ${country}, written as ${text}, is ${expected}`, () => {
      expect(code(text, country)).to.equal(expected);
    });
  }

  for (const [text, country] of [
    ['ON', 'US'],
    ['TX', 'CA'],
    ['Bavaria', 'US'],
    ['', 'US'],
    ['--', 'DE'],
  ] as const) {
    it(`is none of ${country} where the text is ${JSON.stringify(text)}`, () => {
      expect(code(text, country)).to.equal(undefined);
    });
  }

  it('has to be one of a list in the United States and Canada only', () => {
    expect(stateCodesOf(toCountryCode('US')!))
      .to.include.members(['TX', 'PR', 'AE'])
      .and.to.have.lengthOf(62);
    expect(stateCodesOf(toCountryCode('CA')!)).to.have.lengthOf(13);
    expect(stateCodesOf(toCountryCode('DE')!)).to.equal(undefined);
  });
});
