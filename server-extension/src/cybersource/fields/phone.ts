import type { CountryCode } from '../../domain/address/country.ts';
import { toPlainCharacters } from '../../domain/address/plain-characters.ts';

/** CyberSource: `phoneNumber`, characters. */
const CHARACTERS_MAX = 15;

/** Fewer digits are a service number or a slip of the keyboard. */
const DIGITS_MIN = 6;

/** ITU-T E.164. */
const DIGITS_MAX = 15;

/**
 * A telephone number as digits, with `+` where it names its country: `+44 (0)20 7946 0958` is `+442079460958`. What is
 * written as a national number stays one. An extension is no part of it; letters on the keys are digits.
 *
 * @returns undefined for what is no telephone number: half of one would be another one.
 */
export function toPhone(text: string, country: CountryCode | undefined): string | undefined {
  const plain = toPlainCharacters(text).replace(EXTENSION, '');
  return toNumber(plain, country) ?? toNumber(plain.replace(SECOND_NUMBER, ''), country);
}

/** `ext. 12`, `x12`, `#12`, `;ext=12`, a pause, and the words for it in the languages of our texts. */
const EXTENSION =
  /\s*(?:(?:;\s*ext\s*=|[,;#]+)\s*|(?:\bextension|\bextn?|\bx|\bdurchwahl|\bdw|\bposte|\binterno|\bint|\bramal|\banexo|\btoestel|内線|分机|تحويلة)[\s.:#-]*|(?<=\d)(?:ext|x)\.?\s*)\d{1,7}\s*$/iu;

const SECOND_NUMBER = /(?:\s\/|[;,|]|\bor\b).*/is;

function toNumber(text: string, country: CountryCode | undefined): string | undefined {
  const { abroad, rest } = withoutPrefix(text.replace(/^[^\d+(]+/, ''), country);
  if (!/\d\D*\d\D*\d/.test(rest)) return undefined;
  const digits = (VANITY.test(rest) ? rest.replace(/[a-z]/gi, toKey) : rest).replace(/\D/g, '');
  // A prefix whose digits stand apart: `0-0 44 …`.
  if (!abroad && withoutPrefix(digits, country).abroad) return toNumber(digits, country);
  const number = abroad ? withoutTrunkZero(digits) : digits;
  if (number.length < DIGITS_MIN || number.length > DIGITS_MAX) return undefined;
  return abroad && number.length < CHARACTERS_MAX ? `+${number}` : number;
}

/** Letters to be dialled, as in `1-800-FLOWERS`, and no remark behind a number. */
const VANITY = /[-\d)][A-Za-z]{2,}|\b[A-Z]{3,}\b/;

/** Takes off what is dialled before a country's code: `+`, `00`, and `011` in North America. */
function withoutPrefix(
  text: string,
  country: CountryCode | undefined,
): { readonly abroad: boolean; readonly rest: string } {
  const trunk = /\(\s*0\s*\)/;
  const [, international] = /^\(?\s*\+(.*)$/s.exec(text) ?? /^\(?\s*00\s*([1-9].*)$/s.exec(text) ?? [];
  const [, american] = isNorthAmerican(country) ? (/^\(?\s*011\W*([1-9].*)$/s.exec(text) ?? []) : [];
  const foreign = international ?? american;
  if (foreign !== undefined) return { abroad: true, rest: foreign.replace(trunk, '') };
  // A zero to leave out when calling from abroad stands behind a country's code only.
  return /^\d{1,3}\s*\(\s*0\s*\)/.test(text)
    ? { abroad: true, rest: text.replace(trunk, '') }
    : { abroad: false, rest: text };
}

function isNorthAmerican(country: CountryCode | undefined): boolean {
  return country === 'US' || country === 'CA' || country === 'PR';
}

/** Codes of countries whose numbers never begin with a zero behind the code; in others (Italy, Ivory Coast, Gabon) they do. */
const TRUNK_ZERO =
  /^(2[07]|3[0-3]|35[3589]|36|38\d|4[0134679]|42[013]|5[1458]|6[0-46]|8[1246]|88[06]|9[0-58]|96\d|97\d|99\d|21[2368]|23[47]|25[0-68]|26[0-8])0+/;

function withoutTrunkZero(digits: string): string {
  return digits.replace(TRUNK_ZERO, '$1');
}

/** ITU-T E.161: the letters on a telephone's keys. */
const KEYS = '22233344455566677778889999';

function toKey(letter: string): string {
  return KEYS.charAt(letter.toLowerCase().charCodeAt(0) - 97);
}
