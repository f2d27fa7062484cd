import { globSync, readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseDiagram } from '../generated/diagrams/diagram-text.ts';
import { inRepository } from '../program/repository.ts';
import type { SiteReader, SitePage } from './text/site-page.ts';
import { headingsIn } from './text/headings.ts';

/** Pages of the navigation that are files of the repository, in its order. */
const GUIDES: readonly (readonly [source: string, audience: SiteReader, label: string])[] = [
  ['docs/README.md', 'start', 'Overview'],
  ['README.md', 'start', 'A shop in two commands'],
  ['docs/sandbox.md', 'start', 'The sandbox'],
  ['docs/shop-developers.md', 'shop', 'Guide'],
  ['docs/widget.md', 'shop', 'The widgets'],
  ['docs/architecture.md', 'architect', 'Architecture'],
  ['docs/decisions/README.md', 'architect', 'Decisions'],
  ['docs/proofs/README.md', 'architect', 'Proofs'],
  ['docs/administrators.md', 'administrator', 'Guide'],
  ['docs/switching.md', 'administrator', 'Switching from the plugin'],
  ['docs/operators.md', 'operator', 'Guide'],
  ['docs/runbooks/README.md', 'operator', 'Runbooks'],
  ['docs/debug-one-order.md', 'operator', 'What happened to an order'],
  ['docs/errors.md', 'reference', 'Errors'],
  ['docs/commands.md', 'reference', 'Commands'],
  ['docs/glossary.md', 'reference', 'Glossary'],
  ['docs/compatibility.md', 'reference', 'What stays the same'],
  ['docs/developers.md', 'project', 'How it works'],
  ['CONTRIBUTING.md', 'project', 'Contributing'],
  ['CHANGELOG.md', 'project', 'Changelog'],
  ['SECURITY.md', 'project', 'Security'],
];

/** Pages that other pages lead to. */
const LINKED = [
  'docs/{decisions,proofs,runbooks,releases}/*.md',
  'sandbox/{cybersource,occ}/README.md',
  'server-extension/README.md',
];

/** Every page that is a file of the repository; folders of pages without a list of their own get one. */
export async function guidePages(): Promise<readonly SitePage[]> {
  const linked = globSync(LINKED, { cwd: inRepository() })
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  const listed = new Map(GUIDES.map(([source, audience, label]) => [source, { audience, label }]));
  const files = await Promise.all(
    [
      ...new Set([
        ...GUIDES.map(([source]) => source),
        ...linked,
        ...Object.keys(FOLDERS).map((folder) => `${folder}/README.md`),
      ]),
    ].map(async (source) => ({
      source,
      markdown: await textOf(source),
    })),
  );
  return files.map(({ source, markdown }) => {
    const title = headingsIn(markdown)[0]?.text ?? source;
    return {
      address: addressOf(source),
      title,
      label: title,
      ...listed.get(source),
      markdown: withoutTables(withSteps(markdown, source)),
      source,
    };
  });
}

/** `docs/operators.md` is `operators.html`; the documentation's own README is the start page. */
export function addressOf(source: string): string {
  const below = source.replace(/^docs\//, '');
  if (source === 'README.md') return 'shop-in-two-commands.html';
  return below
    .replace(/(^|\/)README\.md$/, '$1index.html')
    .replace(/\.md$/, '.html')
    .toLowerCase();
}

/** Folders without a README that pages lead to, with the title of their list. */
const FOLDERS: Readonly<Record<string, string>> = {
  'docs/decisions': 'Decisions',
  'docs/proofs': 'Proofs',
  'docs/releases': 'Releases: what each breaks of the one before',
  'docs/pictures': 'Pictures of every state of the widgets',
};

async function textOf(source: string): Promise<string> {
  const folder = path.posix.dirname(source);
  const title = FOLDERS[folder];
  return title === undefined || !source.endsWith('/README.md')
    ? readFile(inRepository(source), 'utf8')
    : listOf(folder, title);
}

async function listOf(folder: string, title: string): Promise<string> {
  const lines = await Promise.all(
    (await readdir(inRepository(folder))).sort().map(async (name) => {
      const text = name.endsWith('.md') ? await readFile(inRepository(folder, name), 'utf8') : '';
      return `- [${headingsIn(text)[0]?.text ?? name}](${name})`;
    }),
  );
  return `# ${title}\n\n${lines.join('\n')}\n`;
}

/** Where the tables of a guide are on the site, which has a page with an anchor for each of their rows. */
const TABLE_PAGES: Readonly<Record<string, string>> = {
  settings: 'Every setting with its id, default and meaning: [Settings](site:settings.html).',
  environment: 'Every variable with its default and meaning: [Environment variables](site:variables.html).',
  events: 'Every event with its level, meaning, remedy and fields: [Events of the log](site:events.html).',
  metrics: 'Every metric with its type, labels and meaning: [Metrics](site:metrics.html).',
};

/** A guide with links in the place of the tables that have a page of their own. */
function withoutTables(markdown: string): string {
  return markdown.replaceAll(
    /<!-- table: ([\w ]+) -->\n[\s\S]*?<!-- end of table -->/g,
    (whole, name: string) => TABLE_PAGES[name] ?? whole,
  );
}

/** Below the picture of a sequence its steps as a list: for screen readers, for small screens and for the search. */
function withSteps(markdown: string, source: string): string {
  return markdown.replaceAll(
    /^!\[[^\]]*\]\((diagrams\/[\w-]+)\.svg\)$/gm,
    (picture, name: string) =>
      `${picture}\n\n<details class="steps"><summary>The same in words</summary>\n\n${stepsOf(path.posix.join(path.posix.dirname(source), name))}\n\n</details>`,
  );
}

function stepsOf(diagram: string): string {
  const { parts, steps } = parseDiagram(readFileSync(inRepository(`${diagram}.txt`), 'utf8'));
  const nameOf = (id: string): string => parts.find((part) => part.id === id)?.name ?? id;
  return steps
    .map(({ from, to, text, trust }) => {
      const why = trust === undefined ? '' : ` Trusted because: ${trust}.`;
      return from === to
        ? `1. **${nameOf(from)}**: ${text}.${why}`
        : `1. **${nameOf(from)}** to **${nameOf(to)}**: ${text}.${why}`;
    })
    .join('\n');
}
