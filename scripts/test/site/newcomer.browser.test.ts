import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../sandbox/test/browser/launch.ts';
import { APPROVED, aShopper } from '../../../sandbox/test/browser/shopper.ts';
import { type WholeMachine, startWholeMachine } from '../../../sandbox/test/browser/whole-machine.ts';
import { violationsOn } from '../../../sandbox/test/occ/accessibility.ts';
import { buildSite } from '../../src/site/build-site.ts';
import type { SitePage } from '../../src/site/text/site-page.ts';
import { figuresOf, headingFaults, PAGE_BYTES_MAX } from './page-figures.ts';

describe('The documentation site, opened as files without a network', function () {
  this.timeout(180_000);
  let folder: string;
  let pages: readonly SitePage[];
  let browser: Browser;
  let page: Page;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'site-'));
    [pages, browser] = await Promise.all([buildSite(folder), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  });
  afterEach(async () => {
    await page.close();
  });

  const title = (): Promise<string> => page.locator('main h1').innerText();

  it('answers what `wait-for-result` means with a search and one click', async () => {
    const start = Date.now();
    await page.getByRole('searchbox').fill('wait-for-result');
    await page.locator('#found a').first().click();
    await page.waitForURL(/errors\.html#wait-for-result$/);
    expect(await page.locator('[id="wait-for-result"]').isVisible()).to.equal(true);
    report('what wait-for-result means', 1, start);
  });

  it('answers which data is stored with one click', async () => {
    const start = Date.now();
    await page.getByRole('link', { name: 'Which data is stored?' }).click();
    await page.waitForURL(/architecture\.html#which-data-is-stored$/);
    expect(await page.getByRole('heading', { name: 'Which data is stored' }).isVisible()).to.equal(true);
    report('which data is stored', 1, start);
  });

  it('leads to a paid order: one click to the commands, then the shop', async () => {
    const start = Date.now();
    await page.getByRole('link', { name: 'pay a first order' }).click();
    expect(await page.locator('main').innerText())
      .to.contain('npm start')
      .and.to.contain('4111 1111 1111 1111');
    const machine: WholeMachine = await startWholeMachine();
    try {
      const shopper = await aShopper(browser, machine);
      await shopper.goToCheckout();
      await shopper.fillIn(APPROVED);
      await shopper.placeOrder();
      expect(await shopper.confirmation()).to.match(/^o\d+/);
      await shopper.close();
    } finally {
      await machine.close();
    }
    // Into the bag, the bag, the checkout, the button that places the order.
    report('a paid order, the start of the shop included', 5, start);
    expect(Date.now() - start).to.be.lessThan(15 * 60_000);
  });

  it('is found through a wrong way, too: every name of the text that has an explanation leads to it', async () => {
    await page.goto(pathToFileURL(path.join(folder, 'architecture.html')).href);
    await page.locator('main a', { hasText: 'wait-for-result' }).first().click();
    expect(await title()).to.equal('Errors');
    expect(page.url()).to.match(/errors\.html#wait-for-result$/);
  });

  it('has no page above its size, one title on each, and no level of headings left out', () => {
    const wrong = pages.flatMap(({ address }) => {
      const { bytes, headings } = figuresOf(folder, address);
      return [...headings, ...(bytes > PAGE_BYTES_MAX ? [`${bytes} bytes`] : [])].map(
        (fault) => `${address}: ${fault}`,
      );
    });
    expect(wrong).to.deep.equal([]);
    expect(headingFaults('<main><h2></h2><h4></h4></main>')).to.deep.equal(['0 titles', 'level 4 follows 2']);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`can be read by everyone, on a phone too: ${colorScheme}`, async () => {
      for (const address of ['index.html', 'architecture.html', 'errors.html']) {
        const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme });
        await phone.goto(pathToFileURL(path.join(folder, address)).href);
        expect(await violationsOn(phone), address).to.deep.equal([]);
        expect(await phone.evaluate<number>('document.documentElement.scrollWidth'), address).to.equal(390);
        await phone.close();
      }
    });
});

function report(question: string, clicks: number, start: number): void {
  const seconds = ((Date.now() - start) / 1_000).toFixed(1);
  console.log(`      from the start page to ${question}: ${clicks} clicks, ${seconds} s`);
}
