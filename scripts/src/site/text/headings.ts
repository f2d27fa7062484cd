/** Headings of Markdown and their anchors: those that GitHub makes, so that one link works in the repository and on the site. */

/** One heading of a page. */
export interface PageHeading {
  /** 1 for the title. */
  readonly level: number;
  /** As it is read: without Markdown's marks. */
  readonly text: string;
  readonly anchor: string;
  /** The Markdown between it and the next heading. */
  readonly body: string;
}

/** `{#anchor}` behind a heading of a page that only the site has. */
const OWN_ANCHOR = / *\{#([^}\s]+)\}$/;

/** Every heading of a page in order; a `#` in a block of code is none. */
export function headingsIn(markdown: string): readonly PageHeading[] {
  const toAnchor = uniqueAnchors();
  const found: { level: number; text: string; anchor: string; body: string }[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    if (line.trimStart().startsWith('```')) isCode = !isCode;
    const [, marks, text = ''] = isCode ? [] : (/^(#{1,6}) +(.+?) *#*$/.exec(line) ?? []);
    const last = found.at(-1);
    if (marks !== undefined)
      found.push({ level: marks.length, text: plainText(text), anchor: toAnchor(text), body: '' });
    else if (last !== undefined) last.body += `${line}\n`;
  }
  return found;
}

/** Anchors for the headings of one page, each once: the second heading of a name gets `-1`. */
export function uniqueAnchors(): (heading: string) => string {
  const taken = new Set<string>();
  return (heading) => {
    const own = OWN_ANCHOR.exec(heading)?.[1];
    const name = own ?? anchorOf(heading);
    let unique = name;
    for (let nth = 1; taken.has(unique); nth += 1) unique = `${name}-${nth}`;
    taken.add(unique);
    return unique;
  };
}

/** Every anchor of a page: those of headings, and those that are written down. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  return new Set([
    ...headingsIn(markdown).map(({ anchor }) => anchor),
    ...[...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id),
  ]);
}

/** A heading without links, marks of code and of emphasis, and without an anchor of its own. */
export function plainText(heading: string): string {
  return heading
    .replace(OWN_ANCHOR, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '');
}

function anchorOf(heading: string): string {
  return plainText(heading)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
