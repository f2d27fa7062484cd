import { expect } from 'chai';
import { toPlainCharacters } from '../../../src/domain/address/plain-characters.ts';

describe('Characters of all keyboards', () => {
  it('have ordinary digits, whatever script they were typed in', () => {
    for (const system of Intl.supportedValuesOf('numberingSystem')) {
      const written = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false });
      const digits = Array.from({ length: 10 }, (_, digit) => written.format(digit)).join('');
      // Systems without digits of their own, such as Roman numerals, are nothing that is typed into a field.
      if (!/^\p{Nd}{10}$/u.test(digits)) continue;
      expect(toPlainCharacters(digits), system).to.equal('0123456789');
    }
  });

  it('stay as they are where they are plain', () => {
    expect(toPlainCharacters('+44 (0)20')).to.equal('+44 (0)20');
    expect(toPlainCharacters('Ｋ１Ａ')).to.equal('K1A');
  });
});
