/** A Markdown table; cells may hold any text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const toRow = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [toRow(head), toRow(head.map(() => '---')), ...rows.map(toRow)].join('\n');
}

/** `code`, or a dash for nothing. */
export function code(text: string): string {
  return text === '' ? '–' : `\`${text}\``;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
