import { expect } from 'chai';
import { zipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { createPages } from '../../../occ/pages/pages.ts';
import { startOccSandbox, type OccSandbox } from '../../../occ/start.ts';
import { createStorefront } from '../../../occ/storefront/storefront.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { violationsOn } from '../accessibility.ts';
import { aGatewayPackage } from './a-gateway-package.ts';

describe('the page of what is installed, in a browser', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  const gateway = aGatewayPackage();
  let browser: Browser;
  let occ: OccSandbox;
  let page: Page;

  before(async () => {
    browser = await sharedBrowser();
    occ = await startOccSandbox({
      gatewayPackage: gateway.folder,
      environment: { SHOP_COLOUR: 'green', SHOP_SECRET_KEY: 'sesame-of-the-shop' },
      pages: [createStorefront({ widgetFolder: gateway.folder }), createPages()],
    });
  });
  after(async () => {
    await closePages();
    await occ.close();
    gateway.remove();
  });
  afterEach(() => page.context().close());

  async function open(colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<void> {
    page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`${occ.url}/install`);
    await page.waitForSelector('#variables');
  }
  const rows = (table: string): Promise<readonly string[]> =>
    page.locator(`#${table} tbody tr`).allInnerTexts();

  it('shows extensions, widgets on layouts, settings of each site and channel, webhooks and variables', async () => {
    await open();
    expect(await rows('extensions')).to.satisfy((found: readonly string[]) =>
      found.some((row) => /CyberSource payment gateway\s+1\s+active\s+isv-occ-gateway/.test(row)),
    );
    expect((await rows('layouts')).join()).to.match(/Checkout Layout\s+Body\s+.*cybersourcePayment \(1\)/);
    const settings = await rows('settings');
    expect(settings).to.have.length(occ.tenant.sites.length * 3);
    expect(settings[0]).to.contain('testrest').and.to.contain('JWT').and.to.contain('card, applepay');
    expect((await rows('webhooks')).join())
      .to.contain('preview')
      .and.to.contain('/payments');
    expect((await rows('variables')).join()).to.contain('SHOP_COLOUR\tgreen');
    expect(await page.locator('section', { hasText: 'Server extensions' }).innerText()).to.contain(
      'None was uploaded',
    );
  });

  it('shows what the preview’s extension servers have beside the live ones, and what is not published', async () => {
    const { serverExtensions, publishing } = occ.tenant;
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
    serverExtensions.enablePreview();
    serverExtensions.upload(
      'hello.zip',
      zipSync({
        'package.json': bytes('{"name":"hello","version":"1.0.0","main":"index.js"}'),
        'index.js': bytes('module.exports = () => undefined;'),
      }),
    );
    publishing.record({ assetId: 'checkoutLayout', assetType: 'layout', displayName: 'Checkout Layout' });
    await open();
    expect((await rows('server-extensions')).join()).to.match(/hello\.zip\s+preview\s+1 KB/);
    expect((await rows('unpublished')).join()).to.contain('Checkout Layout\tlayout');
  });

  it('shows no secret', async () => {
    await open();
    expect((await rows('variables')).join()).to.contain('SHOP_SECRET_KEY\tset, not shown');
    const text = await page.locator('body').innerText();
    expect(text).not.to.contain('sesame-of-the-shop');
    expect(text).not.to.contain(occ.tenant.webhooks.secrets().secretKeySHA512);
  });

  for (const scheme of ['light', 'dark'] as const)
    for (const width of [390, 1280])
      it(`has no accessibility violation, and nothing beside the page, ${scheme} at ${width} px`, async () => {
        await open(scheme, width);
        if (process.env['PICTURES'] !== undefined)
          await page.screenshot({
            path: `${process.env['PICTURES']}/install-${scheme}-${width}.png`,
            fullPage: true,
          });
        expect(await violationsOn(page)).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
      });
});
