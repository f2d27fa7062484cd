import { expect } from 'chai';
import { wrongPartsOf } from '../../../src/domain/address/wrong-parts.ts';

describe('Country, state and post code of an address', () => {
  for (const [country, state, postalCode, wrong] of [
    ['US', 'TX', '78704', []],
    ['us', 'Texas', '78704 - ____', []],
    ['CA', 'ON', 'k1a0b1', []],
    ['US', 'TX', 'SW1A 1AA', ['postalCode']],
    ['US', 'ON', '78704', ['state']],
    ['CA', 'TX', '78704', ['state', 'postalCode']],
    ['US', '', '', ['state', 'postalCode']],
    ['ZZ', 'TX', '78704', ['country']],
    ['', '', '', ['country']],
    // CyberSource requires neither there.
    ['DE', '', 'unknown', []],
    ['GB', '', '', []],
  ] as const)
    it(`${[country, state, postalCode].join(', ')}: ${wrong.join(' and ') || 'nothing'} is wrong`, () => {
      expect(wrongPartsOf({ country, state, postalCode })).to.deep.equal(wrong);
    });
});
