import { expect } from 'chai';
import fc from 'fast-check';
import {
  BRAND_RULES,
  matchCards,
  MOST_DIGITS,
  passesLuhn,
} from '../../../cybersource/microform/cards/card-brands.ts';

const EVERY_NETWORK = BRAND_RULES.map(({ network }) => network);

function brandsOf(digits: string): string[] {
  return matchCards(digits, EVERY_NETWORK).map(({ name }) => name);
}

describe('card brands', () => {
  for (const [number, ...brands] of [
    ['4111111111111111', 'visa'],
    ['4000000000002503', 'visa'],
    ['5555555555554444', 'mastercard'],
    ['2223000048400011', 'mastercard'],
    ['378282246310005', 'amex'],
    ['6011111111111117', 'discover', 'maestro'],
    ['30569309025904', 'dinersclub'],
    ['3566111111111113', 'jcb'],
    ['3338000000000361', 'jcb'],
    ['6759649826438453', 'maestro'],
    ['6200000000000005', 'maestro', 'cup'],
  ] as const) {
    it(`tells that ${number.slice(0, 6)}… is ${brands.join(' or ')}`, () => {
      const matches = matchCards(number, EVERY_NETWORK);
      expect(brands).to.include.members(matches.map(({ name }) => name));
      expect(matches.every(({ valid }) => valid)).to.equal(true);
      expect(matches).to.not.be.empty;
    });
  }

  it('narrows the candidates down while one types', () => {
    expect(brandsOf('3')).to.have.members(['amex', 'dinersclub', 'jcb']);
    expect(brandsOf('35')).to.deep.equal(['jcb']);
    expect(brandsOf('222')).to.deep.equal(['mastercard']);
    expect(brandsOf('2220')).to.deep.equal([]);
    expect(brandsOf('2721')).to.deep.equal([]);
    expect(brandsOf('')).to.deep.equal([]);
  });

  it('offers only brands that the merchant takes', () => {
    expect(matchCards('4111111111111111', ['MASTERCARD'])).to.deep.equal([]);
  });

  it('calls a number that is still short possible, and a finished wrong one impossible', () => {
    expect(matchCards('37828224631000', EVERY_NETWORK)[0]).to.include({ valid: false, couldBeValid: true });
    expect(matchCards('378282246310006', EVERY_NETWORK)[0]).to.include({ valid: false, couldBeValid: false });
  });

  it('notices every single wrong digit', () => {
    const digits = fc.stringMatching(/^\d{12,19}$/);
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (start, at, change) => {
        const position = at % start.length;
        const wrong = (Number(start.charAt(position)) + change) % 10;
        const altered = `${start.slice(0, position)}${wrong}${start.slice(position + 1)}`;
        expect(passesLuhn(start) && passesLuhn(altered)).to.equal(false);
      }),
    );
  });

  it('never calls a brand valid whose beginning it did not offer', () => {
    const digits = fc.stringMatching(/^\d{12,19}$/);
    fc.assert(
      fc.property(digits, (number) => {
        for (const { name, valid } of matchCards(number, EVERY_NETWORK)) {
          if (!valid) continue;
          for (let length = 1; length < number.length; length += 1) {
            expect(brandsOf(number.slice(0, length))).to.include(name);
          }
        }
      }),
    );
  });

  it('writes ranges with ends of one length, and no number longer than there is', () => {
    for (const { brand, prefixes } of BRAND_RULES) {
      expect(prefixes.every(([from, to]) => from.length === to.length && from <= to)).to.equal(true);
      expect(Math.max(...brand.lengths)).to.be.at.most(MOST_DIGITS);
    }
  });
});
