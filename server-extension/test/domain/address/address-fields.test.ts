import { expect } from 'chai';
import { addressFieldsOf } from '../../../src/domain/address/address-fields.ts';
import { cityOf } from '../../../src/domain/address/city.ts';
import { countryCodes } from '../../../src/domain/address/country.ts';
import { postCodeFormatsOf } from '../../../src/domain/address/post-code.ts';
import { stateCodesOf } from '../../../src/domain/address/state.ts';
import { wrongPartsOf } from '../../../src/domain/address/wrong-parts.ts';

describe('The fields of an address, by country', () => {
  for (const [country, city, state, postalCode] of [
    ['US', 'required', 'required', 'required'],
    ['CA', 'required', 'required', 'required'],
    ['DE', 'required', 'absent', 'optional'],
    ['GB', 'required', 'absent', 'optional'],
    ['JP', 'required', 'optional', 'optional'],
    ['BR', 'required', 'optional', 'optional'],
    ['AE', 'required', 'optional', 'absent'],
    ['HK', 'absent', 'optional', 'absent'],
    ['SG', 'absent', 'absent', 'optional'],
    ['QA', 'required', 'absent', 'absent'],
  ] as const)
    it(`${country}: city ${city}, state ${state}, post code ${postalCode}`, () => {
      expect(addressFieldsOf(country)).to.deep.equal({ city, state, postalCode });
    });

  it('have no city where the country is one, which goes by its own name', () => {
    expect(countryCodes.flatMap((country) => cityOf(country) ?? [])).to.have.members([
      'Gibraltar',
      'Hong Kong',
      'Macao',
      'Monaco',
      'Singapore',
      'Vatican City',
    ]);
    for (const [country, city] of [
      ['GI', 'Gibraltar'],
      ['HK', 'Hong Kong'],
      ['MC', 'Monaco'],
      ['MO', 'Macao'],
      ['SG', 'Singapore'],
      ['VA', 'Vatican City'],
    ] as const)
      expect(cityOf(country)).to.equal(city);
  });

  it('require a state where CyberSource takes it by its code only', () => {
    for (const country of countryCodes)
      expect(addressFieldsOf(country).state === 'required', country).to.equal(
        stateCodesOf(country) !== undefined,
      );
  });

  it('require in every country what the check of an address misses, and a city where the country is none', () => {
    for (const country of countryCodes) {
      const rules = addressFieldsOf(country);
      const required = (['state', 'postalCode'] as const).filter((part) => rules[part] === 'required');
      expect(wrongPartsOf({ country, state: '', postalCode: '' }), country).to.deep.equal(required);
      expect(rules.city, country).to.equal(cityOf(country) === undefined ? 'required' : 'absent');
    }
  });

  it('have a post code in every country of which the check knows how it is written', () => {
    for (const country of countryCodes)
      if (addressFieldsOf(country).postalCode === 'absent')
        expect(postCodeFormatsOf(country), country).to.equal(undefined);
  });

  it('are said of countries that exist, so that no entry is a slip of the pen', () => {
    const absent = countryCodes.filter((country) => addressFieldsOf(country).postalCode === 'absent');
    const named = countryCodes.filter((country) => addressFieldsOf(country).state !== 'absent');
    expect([absent.length, named.length]).to.deep.equal([52, 60]);
  });
});
