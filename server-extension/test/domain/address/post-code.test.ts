import { expect } from 'chai';
import fc from 'fast-check';
import { countryCodes, toCountryCode } from '../../../src/domain/address/country.ts';
import { postCodeFormatsOf, toPostCode } from '../../../src/domain/address/post-code.ts';

const written = (text: string, country: string) => toPostCode(text, toCountryCode(country));

describe('A post code', () => {
  for (const [text, country, expected] of [
    ['29486 - ____', 'US', '29486'],
    ['29486-____', 'US', '29486'],
    ['29486-', 'US', '29486'],
    ['29486-XXXX', 'US', '29486'],
    ['29486-12__', 'US', '29486'],
    ['294861234', 'US', '29486-1234'],
    ['29486 1234', 'US', '29486-1234'],
    [' 29486–1234 ', 'US', '29486-1234'],
    ['２９４８６', 'US', '29486'],
    ['00901', 'PR', '00901'],
    ['k1a0b1', 'CA', 'K1A 0B1'],
    ['K1A-0B1', 'CA', 'K1A 0B1'],
    ['sw1a1aa', 'GB', 'SW1A 1AA'],
    ['M11AE', 'GB', 'M1 1AE'],
    ['ec1a  1bb', 'GB', 'EC1A 1BB'],
    ['GIR0AA', 'GB', 'GIR 0AA'],
    ['1017lm', 'NL', '1017 LM'],
    ['NL-1017 LM', 'NL', '1017 LM'],
    ['D-10115', 'DE', '10115'],
    ['DE 10115', 'DE', '10115'],
    ['DE10115', 'DE', '10115'],
    ['10115 Berlin', 'DE', '10115'],
    ['SE-11455', 'SE', '114 55'],
    ['11000', 'CZ', '110 00'],
    ['00950', 'PL', '00-950'],
    ['1000-___', 'PT', '1000'],
    ['1000001', 'PT', '1000-001'],
    ['01310100', 'BR', '01310-100'],
    ['〒１００－０００１', 'JP', '100-0001'],
    ['d02x285', 'IE', 'D02 X285'],
    ['D6WXY00', 'IE', 'D6W XY00'],
    ['LV1010', 'LV', 'LV-1010'],
    ['1010', 'LV', 'LV-1010'],
    ['AD-500', 'AD', 'AD500'],
    ['١١٥٦٤', 'SA', '11564'],
    ['ky1-1001', 'KY', 'KY1-1001'],
    [' -- ky1 -  1001 - ', 'KY', 'KY1-1001'],
    ['  12   34  ', 'HK', '12 34'],
  ] as const) {
    it(`of ${country}, typed as ${JSON.stringify(text)}, is ${expected}`, () => {
      expect(written(text, country)).to.equal(expected);
    });
  }

  /** A post code of each country, without its blank or hyphen; after the postal services' own directories. */
  const EXAMPLES: Readonly<Record<string, string>> = {
    'US PR GU VI AS MP FM MH PW': '00901 00901-1234',
    CA: 'K1A_0B1',
    GB: 'M1_1AE B33_8TH CR2_6XH DN55_1PT W1A_0AX EC1A_1BB GIR_0AA',
    'GG IM JE': 'GY1_1AA GY10_1AA',
    IE: 'D02_X285 A65_F4E2',
    NL: '1017_LM',
    'CZ GR SE SK': '114_55',
    PL: '00-950',
    PT: '1000-001 1000',
    BR: '01310-100',
    JP: '100-0001',
    MT: 'VLT_1117',
    AR: '1425 C1425CLA',
    TW: '110 11058 110204',
    IL: '9414219 94142',
    SA: '11564 11564-1234',
    LV: 'LV-1010',
    LT: 'LT-01100',
    AD: 'AD500',
    'AL AM AT AU BD BE BG CH CY DK GE GL HU LI LU MK NO NZ PH PY SI SJ TN ZA': '1010',
    'AX BA DE DZ EE EG ES FI FR GF GP HR ID IT KR LA MA MC ME MQ MX MY NC NP PF PK PM RE RS SM TH TR UA UY VA WF XK YT':
      '10115',
    'BY CN CO EC IN KG KZ RO RU SG TJ TM UZ VN': '110001',
  };
  for (const [countries, codes] of Object.entries(EXAMPLES))
    it(`of ${countries} is written as ${codes.replaceAll('_', ' ')}, and needs nothing between its parts`, () => {
      for (const country of countries.split(' '))
        for (const code of codes.split(' ').map((each) => each.replace('_', ' '))) {
          expect(written(code, country), country).to.equal(code);
          expect(written(code.toLowerCase().replace(/[ -]/, ''), country), country).to.equal(code);
          expect(written(`${code}0000`, country), country).not.to.equal(`${code}0000`);
        }
    });

  it('has a known form in these countries and no others', () => {
    const listed = Object.keys(EXAMPLES).join(' ').split(' ').sort();
    expect(countryCodes.filter((code) => postCodeFormatsOf(code) !== undefined)).to.have.members(listed);
  });

  for (const [text, country] of [
    ['_____ - ____', 'US'],
    ['', 'US'],
    ['2948', 'US'],
    ['SW1A 1AA', 'US'],
    ['K1A 0B_', 'CA'],
    ['29486', 'CA'],
    ['SW1A', 'GB'],
    ['n/a', 'DE'],
    ['A1 101 15', 'DE'],
    ['1A 101 15', 'DE'],
    ['ABCD 101 15', 'DE'],
    ['1234567', 'DE'],
    ['none', 'HK'],
    ['- -', 'AE'],
    ['123456789012', 'HK'],
  ] as const) {
    it(`is none of ${country} where the text is ${JSON.stringify(text)}`, () => {
      expect(written(text, country)).to.equal(undefined);
    });
  }

  it('is written the same way when it is read again, and never longer than CyberSource takes', () => {
    const anyCode = fc.string({ unit: fc.constantFrom(...Array.from('0123456789ABCXZ -_')), maxLength: 14 });
    fc.assert(
      fc.property(anyCode, fc.constantFrom(...countryCodes), (text, country) => {
        const once = toPostCode(text, country);
        if (once === undefined) return;
        expect(toPostCode(once, country)).to.equal(once);
        expect(once).to.match(/^[A-Z\d][A-Z\d -]{0,9}$/);
      }),
    );
  });

  it('has formats of known countries only, none longer than ten characters', () => {
    const known = countryCodes.filter((code) => postCodeFormatsOf(code) !== undefined);
    expect(known.length).to.be.greaterThan(80);
    for (const code of known)
      for (const format of postCodeFormatsOf(code) ?? []) expect(format).to.match(/^[A-Z\d* -]{3,10}$/);
  });
});
