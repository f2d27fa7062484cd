/** Writes a card number in groups and keeps the caret where the shopper left it. Pure. */

/** Digits with a gap before each position in `spaces`. No gap at the end: it would swallow a backspace. */
export function group(digits: string, spaces: readonly number[]): string {
  return Array.from(digits, (digit, position) => (spaces.includes(position) ? ` ${digit}` : digit)).join('');
}

/** Digits only. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Where the caret goes so that as many digits stand before it as before. */
export function caretAfter(digitsBefore: number, grouped: string): number {
  let seen = 0;
  for (let position = 0; position < grouped.length; position += 1) {
    if (seen === digitsBefore) return position;
    if (grouped.charAt(position) !== ' ') seen += 1;
  }
  return grouped.length;
}

/** The grouping that all candidate brands agree on; none while they do not. */
export function agreedSpaces(
  candidates: readonly { readonly spaces: readonly number[] }[],
): readonly number[] {
  const [first, ...others] = candidates.map(({ spaces }) => spaces);
  return first && others.every((spaces) => spaces.join() === first.join()) ? first : [];
}
