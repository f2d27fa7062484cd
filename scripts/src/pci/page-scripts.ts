/** The scripts that the HTML of a page runs. */
import { createHash } from 'node:crypto';

/** A script in a page, as the page's HTML has it. */
export interface PageScript {
  /** Absolute address; of a script inside the page `inline:` and its hash. */
  readonly script: string;
  /** The `integrity` that the page asks the browser to check. */
  readonly integrity?: string;
  /** Of a script inside the page. */
  readonly text?: string;
}

/** Types that browsers do not run: data for other scripts. */
const NO_SCRIPT = /^(?!module$|text\/javascript$|application\/javascript$|text\/ecmascript$|$)/i;

/** Every script of the page, in its order. Comments hold none. */
export function scriptsIn(html: string, pageUrl: string): readonly PageScript[] {
  const withoutComments = html.replaceAll(/<!--[\s\S]*?-->/g, '');
  return [...withoutComments.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)].flatMap(
    ([, attributes = '', text = '']): readonly PageScript[] => {
      if (NO_SCRIPT.test(attributeOf(attributes, 'type') ?? '')) return [];
      const src = attributeOf(attributes, 'src');
      if (src === undefined) return [{ script: `inline:${hashOf(text)}`, text }];
      const integrity = attributeOf(attributes, 'integrity');
      return [{ script: new URL(src, pageUrl).href, ...(integrity !== undefined && { integrity }) }];
    },
  );
}

/** As in an `integrity` attribute (W3C: Subresource Integrity). */
export function hashOf(content: string | Uint8Array): string {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s/"'])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(
    attributes,
  );
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value?.replaceAll('&amp;', '&').trim();
}
