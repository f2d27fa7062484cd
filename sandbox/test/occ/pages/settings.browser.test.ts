import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createPages } from '../../../occ/pages/pages.ts';
import { startOccSandbox, type OccSandbox } from '../../../occ/start.ts';
import { createStorefront } from '../../../occ/storefront/storefront.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { violationsOn } from '../accessibility.ts';
import { aGatewayPackage } from './a-gateway-package.ts';

describe('the page of settings in a browser', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  const gateway = aGatewayPackage();
  let browser: Browser;
  let occ: OccSandbox;
  let page: Page;
  let problems: string[];

  before(async () => {
    browser = await sharedBrowser();
    occ = await startOccSandbox({
      gatewayPackage: gateway.folder,
      pages: [createStorefront({ widgetFolder: gateway.folder }), createPages()],
    });
  });
  after(async () => {
    await closePages();
    await occ.close();
    gateway.remove();
  });
  afterEach(async () => {
    await page.context().close();
    expect(problems).to.deep.equal([]);
  });

  async function open(path: string, colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<void> {
    page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    page.setDefaultTimeout(20_000);
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${occ.url}${path}`);
  }

  it('edits settings for one site and channel, and keeps the secret out of sight until asked', async () => {
    await open('/admin');
    await page.waitForSelector('.setting');
    await page.click('[role=tab]:has-text("Agent")');
    await page.fill('#setting-merchantID', 'agents');
    await page.fill('#setting-secret', 'sesame');
    expect(await page.getAttribute('#setting-secret', 'type')).to.equal('password');
    await page.click('text=Show');
    expect(await page.getAttribute('#setting-secret', 'type')).to.equal('text');
    await page.check('#setting-payerAuthEnabled');
    await page.selectOption('#setting-authenticationType', 'P12');
    await page.check('text=googlepay');
    await page.uncheck('text=applepay');
    await page.click('text=Save for Agent');
    await page.waitForSelector('.notice.success');

    await page.reload();
    await page.waitForSelector('.setting');
    expect(await page.inputValue('#setting-merchantID')).to.equal('testrest');
    await page.click('[role=tab]:has-text("Agent")');
    await page.waitForFunction(`document.querySelector('#setting-merchantID').value === 'agents'`);
    expect(await page.inputValue('#setting-secret')).to.equal('sesame');
    expect(await page.isChecked('#setting-payerAuthEnabled')).to.equal(true);
    expect(await page.inputValue('#setting-authenticationType')).to.equal('P12');
    expect(await page.isChecked('text=applepay')).to.equal(false);
    await page.selectOption('.scope select', 'siteJP');
    await page.waitForFunction(`document.querySelector('#setting-merchantID').value === 'testrest'`);
  });

  it('takes nothing for a channel whose settings have not come yet', async () => {
    await open('/admin');
    await page.waitForSelector('.setting');
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/ccadmin/v1/sitesettings/*', async (route) => {
      await held;
      await route.continue();
    });
    await page.click('[role=tab]:has-text("Agent")');
    expect(await page.isDisabled('#setting-merchantID')).to.equal(true);
    expect(await page.isDisabled('text=Save for Agent')).to.equal(true);
    answer();
    await page.fill('#setting-merchantID', 'typed');
    expect(await page.inputValue('#setting-merchantID')).to.equal('typed');
  });

  it('shows what OCC finds wrong beside the setting and saves nothing', async () => {
    await open('/admin');
    await page.waitForSelector('.setting');
    await page.fill('#setting-merchantID', 'NOT OK');
    await page.click('text=Save for Storefront');
    await page.waitForSelector('.save-bar .notice.error');
    expect(await page.locator('#error-merchantID').innerText()).to.contain('expected form');
    expect(await page.locator('.save-bar .notice').innerText()).to.equal(
      'Nothing was saved: one setting is wrong.',
    );
    expect(await page.evaluate('document.activeElement.id')).to.equal('setting-merchantID');
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [390, 1280]) {
      it(`has no accessibility violation, ${scheme} at ${width} px`, async () => {
        await open('/admin', scheme, width);
        await page.waitForSelector('.setting');
        expect(await violationsOn(page)).to.deep.equal([]);
      });
    }
  }
});
