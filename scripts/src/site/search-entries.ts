import type { FoundEntry } from './browser/find-entries.ts';
import type { SitePage } from './text/site-page.ts';
import { headingsIn } from './text/headings.ts';
import { termAnchor, termsIn } from './text/terms.ts';

/** So much of a section is searched: what it is about stands at its beginning. */
const TEXT_MAX = 320;

/** Sections that each operation of the API has. */
const PARTS: ReadonlySet<string> = new Set(['Parameters', 'Request body', 'Answer']);

/** Every section of every page, and every term of the glossary. */
export function searchEntries(pages: readonly SitePage[]): readonly FoundEntry[] {
  return pages.flatMap((page) => [
    ...(page.address === 'glossary.html' ? termEntries(page) : []),
    ...headingsIn(page.markdown)
      .filter(({ text }) => !PARTS.has(text))
      .map(({ level, text, anchor, body }) => ({
        t: text,
        p: page.title,
        a: level === 1 ? page.address : `${page.address}#${anchor}`,
        x: wordsOf(body),
      })),
  ]);
}

function termEntries({ title, address, markdown }: SitePage): readonly FoundEntry[] {
  return termsIn(markdown).map(([term, meaning]) => ({
    t: term,
    p: title,
    a: `${address}#${termAnchor(term)}`,
    x: wordsOf(meaning),
  }));
}

/** Text without Markdown's marks, rules of tables and tags. */
function wordsOf(markdown: string): string {
  return markdown
    .replaceAll(/<!--[\s\S]*?-->|<[^>]+>/g, ' ')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\|? *:?-{3,}:? *\|?/g, ' ')
    .replaceAll(/[`*|#>]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, TEXT_MAX);
}
