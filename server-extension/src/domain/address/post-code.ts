import type { CountryCode } from './country.ts';
import { toPlainCharacters } from './plain-characters.ts';

/**
 * How post codes are written, by country. `9` stands for a digit, `A` for a letter, `*` for either; everything else stands
 * for itself. Source: the postal services, as the Universal Postal Union lists them; of the United States and Canada also
 * CyberSource (`orderInformation.billTo.postalCode`). A country that is missing here has none, or several ways.
 */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  ...inAll('US PR GU VI AS MP FM MH PW', ['99999', '99999-9999']),
  CA: ['A9A 9A9'],
  GB: ['A9 9AA', 'A99 9AA', 'AA9 9AA', 'AA99 9AA', 'A9A 9AA', 'AA9A 9AA', 'AAA 9AA'],
  ...inAll('GG IM JE', ['AA9 9AA', 'AA99 9AA']),
  IE: ['A9* ****'],
  NL: ['9999 AA'],
  ...inAll('CZ GR SE SK', ['999 99']),
  PL: ['99-999'],
  PT: ['9999-999', '9999'],
  BR: ['99999-999'],
  JP: ['999-9999'],
  MT: ['AAA 9999'],
  AR: ['9999', 'A9999AAA'],
  TW: ['999', '99999', '999999'],
  IL: ['9999999', '99999'],
  SA: ['99999', '99999-9999'],
  LV: ['LV-9999'],
  LT: ['LT-99999'],
  AD: ['AD999'],
  ...inAll('AL AM AT AU BD BE BG CH CY DK GE GL HU LI LU MK NO NZ PH PY SI SJ TN ZA', ['9999']),
  ...inAll(
    'AX BA DE DZ EE EG ES FI FR GF GP HR ID IT KR LA MA MC ME MQ MX MY NC NP PF PK PM RE RS SM TH TR UA UY VA WF XK YT',
    ['99999'],
  ),
  ...inAll('BY CN CO EC IN KG KZ RO RU SG TJ TM UZ VN', ['999999']),
};

/** CyberSource: `postalCode`, characters. */
const CHARACTERS_MAX = 10;

/** How a country writes its post codes, as above; undefined where that is not known. */
export function postCodeFormatsOf(country: CountryCode): readonly string[] | undefined {
  return FORMATS[country];
}

/**
 * A post code as its country writes it: capitals, blank or hyphen where it belongs, without the country in front and
 * without what an input mask left behind (`29486 - ____`). Of a country whose way is not known, or without one, what looks
 * like a post code at all.
 *
 * @returns undefined when the text holds no post code of the country.
 */
export function toPostCode(text: string, country: CountryCode | undefined): string | undefined {
  const plain = toPlainCharacters(text).toUpperCase();
  const formats = country === undefined ? undefined : FORMATS[country];
  if (formats === undefined) return toAnyPostCode(plain);
  for (const candidate of candidatesIn(plain, country ?? '')) {
    for (const format of formats) {
      const written = write(candidate, format);
      if (written !== undefined) return written;
    }
  }
  return undefined;
}

/** The whole text first, then without the country (`D-10115`, `SE-123 45`), then what stands between blanks and hyphens. */
function* candidatesIn(plain: string, country: string): Generator<string> {
  const words = plain.split(/[^A-Z\d]+/).filter((word) => word !== '');
  const whole = words.join('');
  yield whole;
  const [first = '', ...others] = words;
  if (others.length > 0 && /^[A-Z]{1,3}$/.test(first)) yield others.join('');
  if (whole.startsWith(country)) yield whole.slice(country.length);
  yield* words;
}

/** The letters and digits, spelt as the format has it; undefined when they are not its. */
function write(candidate: string, format: string): string | undefined {
  let written = '';
  let at = 0;
  for (const wanted of format) {
    const character = candidate[at] ?? '';
    const kind = KINDS[wanted];
    if (kind === undefined ? wanted === character : kind.test(character)) {
      written += character;
      at += 1;
    } else if (kind === undefined) {
      written += wanted;
    } else {
      return undefined;
    }
  }
  return at === candidate.length ? written : undefined;
}

const KINDS: Readonly<Record<string, RegExp>> = { '9': /\d/, A: /[A-Z]/, '*': /[A-Z\d]/ };

function toAnyPostCode(plain: string): string | undefined {
  const code = plain
    .replace(/[^A-Z\d -]+/g, '')
    .replace(/(?:\s*-\s*)+/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[ -]|[ -]$/g, '');
  return /\d/.test(code) && code.length <= CHARACTERS_MAX ? code : undefined;
}

function inAll(countries: string, formats: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(countries.split(' ').map((country) => [country, formats]));
}
