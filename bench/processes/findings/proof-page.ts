/** Replaces what stands under a heading of a page, or adds both at its end. */
export function withSection(page: string, title: string, text: string): string {
  const [head = '', ...sections] = page.trimEnd().split(/^(?=## )/m);
  const section = `## ${title}\n\n${text}\n`;
  const isThis = (other: string): boolean => other.startsWith(`## ${title}\n`);
  const kept = sections.some(isThis)
    ? sections.map((other) => (isThis(other) ? section : other))
    : [...sections, section];
  return `${[head, ...kept].map((part) => part.trim()).join('\n\n')}\n`;
}
