import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { findEntries } from '../../src/site/browser/find-entries.ts';
import { buildSite } from '../../src/site/build-site.ts';
import { searchEntries } from '../../src/site/search-entries.ts';
import { createSiteLinks } from '../../src/site/text/site-links.ts';
import type { SitePage } from '../../src/site/text/site-page.ts';

describe('The documentation as pages', function () {
  this.timeout(60_000);
  let folder: string;
  let pages: readonly SitePage[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'site-'));
    pages = await buildSite(folder);
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it('leads somewhere with every link, and to a place that is there', () => {
    const broken = pages.flatMap(({ address }) =>
      linksIn(read(address))
        .filter((link) => !leadsSomewhere(address, link))
        .map((link) => `${address}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('has every guide of a role in its navigation, from every page', () => {
    for (const { address } of pages)
      for (const guide of [
        'shop-developers',
        'architecture',
        'administrators',
        'operators',
        'glossary',
        'errors',
      ])
        expect(read(address), address).to.contain(`${guide}.html"`);
  });

  it('finds a code, a setting, a variable, an event, a command and a term by their names, first', () => {
    const entries = searchEntries(pages);
    const first = (query: string): string | undefined => findEntries(entries, query)[0]?.a;
    expect(first('wait-for-result')).to.equal('errors.html#wait-for-result');
    expect(first('operatorRoles')).to.equal('settings.html#operatorRoles');
    expect(first('JOURNAL_CAPACITY')).to.equal('variables.html#JOURNAL_CAPACITY');
    expect(first('authorization.expiring')).to.equal('events.html#authorization.expiring');
    expect(first('support-bundle')).to.equal('commands.html#support-bundle');
    expect(first('residual hold')).to.equal('glossary.html#term-residual-hold');
    expect(findEntries(entries, 'no such word anywhere')).to.deep.equal([]);
  });

  it('is not built with a link that leads nowhere', () => {
    const [page] = pages;
    if (page === undefined) return expect.fail('There is no page.');
    expect(() => createSiteLinks(pages).resolve('no-such-file.md', page)).to.throw(
      'docs/README.md links to no-such-file.md, which is not there.',
    );
  });

  function read(address: string): string {
    return readFileSync(path.join(folder, address), 'utf8');
  }

  function leadsSomewhere(from: string, link: string): boolean {
    const [target = '', anchor] = link.split('#');
    const address = target === '' ? from : path.posix.join(path.posix.dirname(from), target);
    if (!existsSync(path.join(folder, address))) return false;
    return anchor === undefined || !address.endsWith('.html') || read(address).includes(`id="${anchor}"`);
  }
});

/** Where links, pictures, scripts and sheets of a page lead that stay on the site. */
function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/\b(?:href|src)="([^"]+)"/g)]
    .map(([, link = '']) => decodeURIComponent(link).replaceAll('&amp;', '&'))
    .filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link));
}
