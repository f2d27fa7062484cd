import type { MarkdownLibrary, MarkdownState, MarkdownToken } from '@11ty/eleventy';
import type { SitePage } from './site-page.ts';
import { plainText, uniqueAnchors } from './headings.ts';
import type { NameLookup } from './known-names.ts';
import type { SiteLinks } from './site-links.ts';
import { termAnchor } from './terms.ts';

/** What the pages of the site have beside Markdown's own: anchors, links of the site, names that lead to their explanation, tables for small screens. */
export interface PageRules {
  readonly links: SiteLinks;
  readonly explain: NameLookup;
  /** The page that is drawn, by what Eleventy hands to the renderer. */
  pageOf(environment: Record<string, unknown>): SitePage;
}

/** Adds them to Eleventy's renderer. */
export function addRules(library: MarkdownLibrary, rules: PageRules): void {
  library.core.ruler.push('site', (state) => {
    const page = rules.pageOf(state.env);
    addAnchors(state);
    reachDrawings(state.tokens);
    labelCells(state.tokens);
    for (const token of state.tokens) if (token.type === 'inline') rewriteInline(token, page, state, rules);
  });
  const { rules: drawn } = library.renderer;
  // Wide tables and long lines scroll by themselves, which a keyboard has to reach.
  drawn['table_open'] = () => '<div class="table" tabindex="0"><table>\n';
  drawn['table_close'] = () => '</table></div>\n';
  const fence = drawn['fence'];
  drawn['fence'] = (...given) => (fence?.(...given) ?? '').replace('<pre>', '<pre tabindex="0">');
}

function addAnchors({ tokens }: MarkdownState): void {
  const toAnchor = uniqueAnchors();
  tokens.forEach((token, index) => {
    const heading = tokens[index + 1];
    if (token.type !== 'heading_open' || heading === undefined) return;
    token.attrSet('id', toAnchor(heading.content));
    const last = heading.children?.at(-1);
    if (last?.type === 'text') last.content = last.content.replace(/ *\{#[^}\s]+\}$/, '');
  });
}

/** A drawing scrolls on a small screen, which a keyboard has to reach. */
function reachDrawings(tokens: readonly MarkdownToken[]): void {
  tokens.forEach((token, index) => {
    const [only, ...more] = tokens[index + 1]?.children ?? [];
    if (token.type !== 'paragraph_open' || only?.type !== 'image' || more.length > 0) return;
    if (only.attrGet('src')?.endsWith('.svg') === true) token.attrSet('tabindex', '0');
  });
}

/** On a small screen a row of a table stands below its neighbour: each cell then says what it is. */
function labelCells(tokens: readonly MarkdownToken[]): void {
  let heads: string[] = [];
  let column = 0;
  tokens.forEach((token, index) => {
    const text = plainText(tokens[index + 1]?.content ?? '');
    if (token.type === 'table_open') heads = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') heads.push(text);
    if (token.type !== 'td_open') return;
    const head = heads[column];
    if (column === 0 && head === 'Term') token.attrSet('id', termAnchor(text));
    if (head !== undefined && head !== '') token.attrSet('data-label', head);
    column += 1;
  });
}

function rewriteInline(
  { children }: MarkdownToken,
  page: SitePage,
  { Token }: MarkdownState,
  { links, explain }: PageRules,
): void {
  let depth = 0;
  for (const token of children?.slice() ?? []) {
    const place = token.type === 'image' ? 'src' : 'href';
    const link = token.attrGet(place);
    if (link !== null) token.attrSet(place, links.resolve(link, page));
    if (token.type === 'image') token.attrSet('loading', 'lazy');
    if (token.type === 'link_open') depth += 1;
    if (token.type === 'link_close') depth -= 1;
    if (token.type !== 'code_inline' || depth > 0) continue;
    const explained = explain(token.content);
    if (explained === undefined || explained.startsWith(`${page.address}#`)) continue;
    const [open, close] = [new Token('link_open', 'a', 1), new Token('link_close', 'a', -1)];
    open.attrSet('href', links.resolve(`site:${explained}`, page));
    children?.splice(children.indexOf(token), 1, open, token, close);
  }
}
