/** The row of a word that came from outside; undefined when the table has none. Never what every object inherits. */
export function lookUp<Row>(
  table: Readonly<Record<string | number, Row>>,
  word: string | number | undefined,
): Row | undefined {
  return word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
}
