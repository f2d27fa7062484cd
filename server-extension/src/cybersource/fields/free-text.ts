/**
 * Makes a shopper's text fit a field of CyberSource's: line breaks and tabs become blanks, other control characters and
 * halves of characters go, what is too long is cut between two characters as a reader counts them.
 *
 * @param maxLength UTF-16 units.
 * @returns undefined when nothing is left.
 */
export function toFreeText(text: string, maxLength: number): string | undefined {
  const clean = UNWANTED.test(text) ? tidy(text) : text;
  const trimmed = clean.trim();
  return (trimmed.length > maxLength ? cut(trimmed, maxLength).trim() : trimmed) || undefined;
}

// Bidirectional controls among them: they turn around what stands behind them in reports.
const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

function tidy(text: string): string {
  return text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/gu, '');
}

let characters: Intl.Segmenter | undefined;

function cut(text: string, maxLength: number): string {
  // What comes after the first characters that are too many decides nothing.
  const head = text.slice(0, maxLength + CHARACTER_UNITS_MAX);
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let end = 0;
  for (const { index, segment } of characters.segment(head)) {
    if (index + segment.length > maxLength) break;
    end = index + segment.length;
  }
  // One character longer than the field: what of it can stand on its own.
  return end > 0 ? head.slice(0, end) : head.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}

/** UTF-16 units that any real character takes at most, a family of emoji included. */
const CHARACTER_UNITS_MAX = 32;
