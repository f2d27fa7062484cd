import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Eleventy from '@11ty/eleventy';
import { build } from 'esbuild';
import { inRepository, version } from '../program/repository.ts';
import { guidePages } from './guide-pages.ts';
import { apiPages } from './reference/api-pages.ts';
import { cataloguePages } from './reference/catalogue-pages.ts';
import { searchEntries } from './search-entries.ts';
import { AUDIENCES, type SiteReader, type SitePage } from './text/site-page.ts';
import { headingsIn } from './text/headings.ts';
import { explainNames } from './text/known-names.ts';
import { addRules } from './text/markdown-rules.ts';
import { createSiteLinks } from './text/site-links.ts';

const HERE = path.relative(process.cwd(), import.meta.dirname);

/** Every page of the site. */
export async function sitePages(): Promise<readonly SitePage[]> {
  return [...(await guidePages()), ...cataloguePages(), ...apiPages()];
}

/**
 * Writes the site into a folder, whose content it replaces.
 *
 * @returns the pages that it has
 * @throws Error naming page and link, when a link leads nowhere
 */
export async function buildSite(folder: string): Promise<readonly SitePage[]> {
  const pages = await sitePages();
  const byAddress = new Map(pages.map((page) => [page.address, page]));
  const links = createSiteLinks(pages);
  await rm(folder, { recursive: true, force: true });
  const eleventy = new Eleventy(path.join(HERE, 'templates'), path.relative(process.cwd(), folder), {
    quietMode: true,
    config(configuration) {
      configuration.setUseGitIgnore(false);
      configuration.addPassthroughCopy({ [path.join(HERE, 'templates/_includes/site.css')]: 'site.css' });
      configuration.amendLibrary('md', (library) => {
        addRules(library, {
          links,
          explain: explainNames(pages),
          pageOf({ address }) {
            const page = byAddress.get(address as string);
            if (page === undefined) throw new Error('Eleventy draws a page that is none of the site.');
            return page;
          },
        });
      });
      for (const page of pages)
        configuration.addTemplate(`${page.address}.md`, page.markdown, dataOf(page, pages));
    },
  });
  eleventy.disableLogger();
  await eleventy.write();
  for (const [address, file] of links.files) {
    await mkdir(path.dirname(path.join(folder, address)), { recursive: true });
    await cp(inRepository(file), path.join(folder, address));
  }
  await writeFile(
    path.join(folder, 'search-index.js'),
    // A script and not JSON: a page that is opened as a file may load the one and not the other.
    `globalThis.searchIndex(${JSON.stringify(searchEntries(pages))});\n`,
  );
  await build({
    entryPoints: [path.join(import.meta.dirname, 'browser/site.ts')],
    outfile: path.join(folder, 'site.js'),
    bundle: true,
    minify: true,
    target: 'es2020',
    logLevel: 'silent',
  });
  return pages;
}

function dataOf(page: SitePage, pages: readonly SitePage[]): object {
  const depth = page.address.split('/').length - 1;
  return {
    layout: 'page.njk',
    // Markdown alone: braces in the guides are no template's.
    templateEngineOverride: 'md',
    permalink: page.address,
    address: page.address,
    title: page.title,
    isStart: page.address === 'index.html',
    version,
    root: '../'.repeat(depth),
    navigation: navigationOf(page, pages),
    contents: headingsIn(page.markdown).filter(({ level }) => level === 2),
    path: pathTo(page, pages),
  };
}

function navigationOf(page: SitePage, pages: readonly SitePage[]): readonly object[] {
  return Object.entries(AUDIENCES).map(([audience, name]) => ({
    name,
    pages: pages
      .filter((each) => each.audience === (audience as SiteReader))
      .map(({ address, label }) => ({ address, label, isHere: address === page.address })),
  }));
}

/** The group that a page belongs to, above its title. */
function pathTo(page: SitePage, pages: readonly SitePage[]): object | undefined {
  if (page.audience !== undefined)
    return page.address === 'index.html' ? undefined : { name: AUDIENCES[page.audience] };
  const folder = path.posix.dirname(page.address);
  const above = pages.find(({ address }) => address === `${folder}/index.html`);
  return folder === '.' || above === undefined ? undefined : { name: above.label, address: above.address };
}
