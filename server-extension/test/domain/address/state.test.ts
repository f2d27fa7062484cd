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
    ['CO-42', 'CO', '42'],
    ['NL-NH!', 'NL', 'NL-NH!'],
    ['xNL-NH', 'NL', 'xNL-NH'],
    ['DE-NH', 'NL', 'DE-NH'],
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

  it('is found by its name where it has to be a code: every state of both countries', () => {
    const byName = {
      US:
        'AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, ' +
        'DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, ' +
        'KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, ' +
        'MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, ' +
        'NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, ' +
        'PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, ' +
        'VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, PR Puerto Rico, GU Guam',
      CA:
        'AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia, ' +
        'NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon',
    };
    for (const [country, states] of Object.entries(byName))
      for (const state of states.split(', '))
        expect(code(state.slice(3), country), state).to.equal(state.slice(0, 2));
  });

  it('has to be one of a list in the United States and Canada only', () => {
    expect(stateCodesOf(toCountryCode('US')!))
      .to.include.members(['TX', 'PR', 'AE'])
      .and.to.have.lengthOf(62);
    expect(stateCodesOf(toCountryCode('CA')!)).to.have.lengthOf(13);
    expect(stateCodesOf(toCountryCode('DE')!)).to.equal(undefined);
  });
});
