/** ISO/IEC 7812-1: card numbers have up to 19 digits; the shortest in use have 13. */
const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
/** Groups of digits with single spaces or hyphens between them, as card numbers are written. */
const GROUPS = /\d+(?:[ -]\d+)*/g;

/**
 * True when the text holds what is almost certainly a full card number: 13 to 19 digits, passing the Luhn check, not
 * part of a longer run of digits. CyberSource's own ids have 22 digits and are none.
 */
export function holdsCardNumber(text: string): boolean {
  return cardNumbersIn(text).next().done === false;
}

/** The text with the mask in the place of each card number, as {@link holdsCardNumber} recognises them. */
export function maskCardNumbers(text: string, mask: string): string {
  let masked = '';
  let end = 0;
  for (const { index, length } of cardNumbersIn(text)) {
    masked += text.slice(end, index) + mask;
    end = index + length;
  }
  return end === 0 ? text : masked + text.slice(end);
}

interface Place {
  readonly index: number;
  readonly length: number;
}

function* cardNumbersIn(text: string): Generator<Place> {
  if (text.length < DIGITS_MIN) return;
  for (const { 0: run, index } of text.matchAll(GROUPS)) {
    if (run.length < DIGITS_MIN) continue;
    let end = 0;
    for (const group of run.matchAll(/\d+/g)) {
      if (group.index < end) continue;
      const length = cardNumberAt(run.slice(group.index));
      if (length === undefined) continue;
      yield { index: index + group.index, length };
      end = group.index + length;
    }
  }
}

/** Length of the longest card number that begins here and ends with a group: what stands before or after it may be any number. */
function cardNumberAt(groups: string): number | undefined {
  let digits = '';
  let longest: number | undefined;
  for (const { 0: group, index } of groups.matchAll(/\d+/g)) {
    digits += group;
    if (digits.length > DIGITS_MAX) break;
    if (digits.length >= DIGITS_MIN && passesLuhn(digits)) longest = index + group.length;
  }
  return longest;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    if (place % 2 === 0) sum += digit;
    else sum += digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}
