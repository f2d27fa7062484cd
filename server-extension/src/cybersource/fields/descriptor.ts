import { toFreeText } from './free-text.ts';
import { toPlainCharacters } from '../../domain/address/plain-characters.ts';

/** CyberSource: `merchantDescriptor.name`, characters; card statements know English letters only. */
const NAME_CHARACTERS_MAX = 22;

/** CyberSource: `merchantDescriptor.contact`, characters. */
const CONTACT_CHARACTERS_MAX = 13;

/** The name on the card's statement: letters with marks lose them, characters of other scripts are left out. */
export function toDescriptorName(text: string): string | undefined {
  const english = toPlainCharacters(text)
    .replace(/[ÄÖÜäöüßÆæØøŁłĐđ]/g, (letter) => SPELT[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/\s+/g, ' ');
  return /[A-Za-z\d]/.test(english) ? toFreeText(english, NAME_CHARACTERS_MAX) : undefined;
}

const SPELT: Readonly<Record<string, string>> = {
  ...{ Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' },
  ...{ Æ: 'Ae', æ: 'ae', Ø: 'Oe', ø: 'oe', Ł: 'L', ł: 'l', Đ: 'D', đ: 'd' },
};

/**
 * The telephone number or address beside it. A number that is too long loses what stands between its digits, an address
 * its scheme and `www.`.
 *
 * @returns undefined when it is too long all the same: half a number would belong to another person.
 */
export function toDescriptorContact(text: string): string | undefined {
  const plain = toPlainCharacters(text).trim();
  if (plain === '' || /[^\x20-\x7e]/.test(plain)) return undefined;
  const isNumber = /^\+?[\d\s().\-/]+$/.test(plain);
  const shorter = isNumber
    ? plain.replace(/\(\s*0\s*\)/, '').replace(/[^\d+]/g, '')
    : plain.replace(/^(?:https?:\/\/|mailto:)?(?:www\.)?/i, '').replace(/\/+$/, '');
  return [plain, shorter].find((each) => each !== '' && each.length <= CONTACT_CHARACTERS_MAX);
}
