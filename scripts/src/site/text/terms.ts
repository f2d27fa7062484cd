/** The anchor of a row of the glossary: that of its first form. */
export function termAnchor(cell: string): string {
  const [first = ''] = cell.split(/[,;]/);
  return `term-${first
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`;
}

/** The rows of a glossary's tables: term and meaning. */
export function termsIn(markdown: string): readonly (readonly [term: string, meaning: string])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, term = '', meaning = '']) => [term, meaning] as const)
    .filter(([term]) => term !== 'Term' && !/^-+$/.test(term));
}
