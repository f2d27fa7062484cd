/**
 * Text as keyboards of all scripts write it, with one spelling for each letter and digit: full-width letters become ordinary
 * ones, and the digits of other scripts (Arabic, Devanagari …) become 0 to 9.
 */
export function toPlainCharacters(text: string): string {
  if (ASCII.test(text)) return text;
  return text.normalize('NFKC').replace(/\p{Nd}/gu, toDigit);
}

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Unicode: decimal digits stand in runs of ten, zero first. Some runs follow one another without a gap. */
function toDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (IS_DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

const IS_DIGIT = /^\p{Nd}$/u;
