import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../program/repository.ts';
import type { SitePage } from './site-page.ts';

/** Where links of the repository lead on the site, and which of its files the site has to have. */
export interface SiteLinks {
  /**
   * The address of a link as the page writes it, from the page's own folder on the site.
   *
   * @throws Error when it leads nowhere
   */
  resolve(link: string, page: SitePage): string;
  /** Files of the repository that pages lead to or show, by their address on the site; complete once every page is drawn. */
  readonly files: ReadonlyMap<string, string>;
}

/** A link of a page that only the site has, from the site's root. */
const FROM_ROOT = 'site:';

/** What is documented on pages of its own. */
const PAGES_OF_FILES: Readonly<Record<string, string>> = {
  'docs/openapi.yaml': 'api/index.html',
};

export function createSiteLinks(pages: readonly SitePage[]): SiteLinks {
  const addresses = new Map(
    pages.flatMap(({ source, address }) => (source === undefined ? [] : [[source, address] as const])),
  );
  const files = new Map<string, string>();

  function addressFor(target: string): string | undefined {
    const page =
      addresses.get(target) ?? addresses.get(path.posix.join(target, 'README.md')) ?? PAGES_OF_FILES[target];
    if (page !== undefined) return page;
    const file = inRepository(target);
    if (!existsSync(file) || !statSync(file).isFile()) return undefined;
    const address = `files/${target}`;
    files.set(address, target);
    return address;
  }

  return {
    files,
    resolve(link, page) {
      if (/^(?:[a-z]+:\/\/|mailto:|#)/i.test(link)) return link;
      const [target = '', anchor] = link.replace(FROM_ROOT, '').split('#');
      const below = path.posix.dirname(page.source ?? page.address);
      const isOfSite = link.startsWith(FROM_ROOT) || page.source === undefined;
      const address = isOfSite
        ? siteAddress(link.startsWith(FROM_ROOT) ? target : path.posix.join(below, target), files)
        : addressFor(path.posix.normalize(path.posix.join(below, decodeURIComponent(target))));
      if (address === undefined)
        throw new Error(`${page.source ?? page.address} links to ${link}, which is not there.`);
      const relative = path.posix.relative(path.posix.dirname(page.address), address);
      return `${relative === '' ? path.posix.basename(address) : relative}${anchor === undefined ? '' : `#${anchor}`}`;
    },
  };
}

function siteAddress(address: string, files: Map<string, string>): string {
  if (address.startsWith('files/')) files.set(address, address.replace('files/', ''));
  return address;
}
