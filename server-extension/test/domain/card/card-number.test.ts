import { expect } from 'chai';
import fc from 'fast-check';
import { holdsCardNumber, maskCardNumbers } from '../../../src/domain/card/card-number.ts';

/** Digits whose last one makes the Luhn sum a multiple of ten; ISO/IEC 7812-1, annex B. */
function withCheckDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((all, digit, place) => {
      const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
      return all + Math.floor(doubled / 10) + (doubled % 10);
    }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));

describe('A card number in a text', () => {
  for (const length of [13, 14, 15, 16, 17, 18, 19])
    it(`is found with ${length} digits and a check digit that is right, and with no other`, () => {
      fc.assert(
        fc.property(digits(length - 1), fc.constantFrom('', 'card ', 'a'), (most, before) => {
          const number = withCheckDigit(most);
          expect(holdsCardNumber(`${before}${number} ok`)).to.equal(true);
          const wrong = `${most}${(Number(number.at(-1)) + 1) % 10}`;
          expect(holdsCardNumber(`${before}${wrong} ok`)).to.equal(false);
        }),
        { numRuns: 50 },
      );
    });

  for (const length of [12, 20, 22])
    it(`is none with ${length} digits`, () => {
      fc.assert(
        fc.property(digits(length - 1), (most) => {
          expect(holdsCardNumber(`id ${withCheckDigit(most)}`)).to.equal(false);
        }),
        { numRuns: 50 },
      );
    });

  for (const text of [
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '(4111111111111111)',
    'ordered 2 with 4111111111111111',
    '1234567890123, 378282246310005',
    '5 378282246310005',
    '378282246310005 5',
    '12 4111 1111 1111 1111 34',
  ])
    it(`is found in ${text}`, () => {
      expect(holdsCardNumber(text)).to.equal(true);
    });

  for (const text of [
    '',
    '4111  1111  1111  1111',
    '4111.1111.1111.1111',
    '411111xxxxxx1111',
    '04111111111111111000',
    '94111111111111111119999',
  ])
    it(`is not found in ${JSON.stringify(text)}`, () => {
      expect(holdsCardNumber(text)).to.equal(false);
    });
});

describe('A text whose card numbers are masked', () => {
  for (const [text, masked] of [
    ['nothing to mask', 'nothing to mask'],
    ['4111111111111111', '#'],
    ['card 4111 1111 1111 1111, please', 'card #, please'],
    ['4111111111111111 and 378282246310005.', '# and #.'],
    ['5 378282246310005 5', '5 # 5'],
    ['378282246310005 4111111111111111 7', '# # 7'],
    // With and without the first group it is one: it is masked once.
    ['0 4111 1111 1111 1111', '#'],
    ['0 4111 1111 1111 1111 and 0-4111111111111111', '# and #'],
    ['id 6750124114786780104953', 'id 6750124114786780104953'],
  ] as const)
    it(`is ${masked} for ${text}`, () => {
      expect(maskCardNumbers(text, '#')).to.equal(masked);
    });
});
