/** Finds 13 to 19 digits in a row, single spaces or hyphens between them allowed, that could be a card number. */
const LEAST_DIGITS = 13;
const CANDIDATE = /\d(?:[ -]?\d){12,18}/g;

/**
 * True when the text holds what is almost certainly a full card number: 13 to 19 digits, passing the Luhn check, not
 * part of a longer run of digits. CyberSource's own ids have 22 digits and are none.
 */
export function holdsCardNumber(text: string): boolean {
  if (text.length < LEAST_DIGITS) return false;
  for (const match of text.matchAll(CANDIDATE)) {
    const before = text.charAt(match.index - 1);
    const after = text.charAt(match.index + match[0].length);
    if (isDigit(before) || isDigit(after)) continue;
    if (passesLuhn(match[0].replace(/[ -]/g, ''))) return true;
  }
  return false;
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

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
