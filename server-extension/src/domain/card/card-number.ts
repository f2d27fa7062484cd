/** Finds 13 to 19 digits in a row, single spaces or hyphens between them allowed, that could be a card number. */
const LEAST_DIGITS = 13;
const CANDIDATE = /\d(?:[ -]?\d){12,18}/g;

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

function* cardNumbersIn(text: string): Generator<{ readonly index: number; readonly length: number }> {
  if (text.length < LEAST_DIGITS) return;
  for (const { 0: found, index } of text.matchAll(CANDIDATE)) {
    if (isDigit(text.charAt(index - 1)) || isDigit(text.charAt(index + found.length))) continue;
    if (passesLuhn(found.replace(/[ -]/g, ''))) yield { index, length: found.length };
  }
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
