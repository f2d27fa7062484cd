import type { SitePage } from './site-page.ts';
import { headingsIn } from './headings.ts';

/** Finds the place that explains a name which a page writes as code, from the site's root. */
export type NameLookup = (name: string) => string | undefined;

/** Pages whose headings are names: of settings, variables, events, metrics, codes and operations. */
const REFERENCES = /^(?:settings|variables|events|metrics|errors|api\/.+)\.html$/;

/** A word of plain English is no name: a name has a mark or a capital inside, or is one of an operation. */
const IS_NAME = /^(?:[a-z]+(?:[A-Z-]|\.[a-z])[\w.-]*|[A-Z]+_[A-Z_\d]+|[a-z]+_[a-z_\d]+|[A-Z]+ \/\S+)$/;

const PROGRAM = 'occ-cybersource ';

/** Every name that a reference page explains. The first page that explains a name is the one that counts. */
export function explainNames(pages: readonly SitePage[]): NameLookup {
  const places = new Map<string, string>();
  for (const { address, markdown } of pages.filter((page) => REFERENCES.test(page.address)))
    for (const { text, anchor } of headingsIn(markdown))
      if (IS_NAME.test(text) && !places.has(text)) places.set(text, `${address}#${anchor}`);
  const commands = pages
    .filter(({ address }) => address === 'commands.html')
    .flatMap(({ address, markdown }) => headingsIn(markdown).map((each) => ({ ...each, address })))
    .filter(({ level }) => level === 2)
    .toSorted((a, b) => b.text.length - a.text.length);
  return (name) => {
    if (!name.startsWith(PROGRAM)) return places.get(name);
    const command = commands.find(({ text }) => `${name.slice(PROGRAM.length)} `.startsWith(`${text} `));
    return command && `${command.address}#${command.anchor}`;
  };
}
