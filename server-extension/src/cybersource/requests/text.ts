/**
 * Makes a shopper's text fit a field of CyberSource's: line breaks and tabs become blanks, other control characters and
 * halves of characters go, what is too long is cut between two characters.
 *
 * @returns undefined when nothing is left.
 */
export function fit(text: string | undefined, maxLength: number): string | undefined {
  if (text === undefined) return undefined;
  const clean = UNWANTED.test(text) ? tidy(text) : text;
  const cut = clean.length > maxLength ? clean.slice(0, maxLength).replace(HALF_AT_THE_END, '') : clean;
  return cut.trim() || undefined;
}

const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const HALF_AT_THE_END = /[\uD800-\uDBFF]$/;

function tidy(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\p{Cs}]/gu, '');
}
