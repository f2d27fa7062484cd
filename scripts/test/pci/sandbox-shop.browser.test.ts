import path from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../sandbox/test/browser/launch.ts';
import { type WholeMachine, startWholeMachine } from '../../../sandbox/test/browser/whole-machine.ts';
import { APPROVED, aShopper } from '../../../sandbox/test/browser/shopper.ts';
import { copyWidget } from '../../src/package/kept-builds.ts';
import { findPageChanges } from '../../src/pci/page-monitor.ts';
import { type FetchPage, fetchPage, observePage } from '../../src/pci/page-observation.ts';
import { playedBy } from '../../src/pci/sandbox-policy.ts';
import { type ScriptInventory, makeInventory } from '../../src/pci/script-inventory.ts';
import { version } from '../../src/program/repository.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

describe('The sandbox’s shop under the policy of its inventory', function () {
  this.timeout(120_000);
  let machine: WholeMachine;
  let browser: Browser;
  let widgetFolder: string;

  before(async () => {
    widgetFolder = await mkdtemp(path.join(tmpdir(), 'pci-widget-'));
    await copyWidget(widgetFolder);
    [machine, browser] = await Promise.all([startWholeMachine(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await machine.close();
    await rm(widgetFolder, { recursive: true });
  });

  async function inventoryOf(): Promise<ScriptInventory> {
    const made = await makeInventory({
      version,
      widgetFolder,
      widgetAddress: `${machine.shop}/file/widget/`,
      isTest: true,
      instead: playedBy(machine.cybersource.url),
      pages: [{ ...(await observePage(`${machine.shop}/checkout`)), kind: 'checkout' }],
    });
    return {
      ...made,
      scripts: made.scripts.map((each) => ({
        ...each,
        reason: each.reason === '' ? 'The shop itself' : each.reason,
      })),
    };
  }

  it('has no finding, until one byte of one script is another', async () => {
    const inventory = await inventoryOf();
    expect(inventory.scripts.map(({ script }) => script)).to.include.members([
      `${machine.shop}/storefront.js`,
      `${machine.shop}/file/widget/cybersourcePayment/js/cybersource-payment.js`,
    ]);
    expect(await findPageChanges(inventory)).to.deep.equal([]);
    const changed: FetchPage = async (url) => {
      const response = await fetchPage(url);
      if (!url.endsWith('cybersource-marks.js')) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      return new Response(bytes);
    };
    const findings = await findPageChanges(inventory, changed);
    expect(findings.length).to.be.greaterThan(0);
    for (const { kind, where } of findings) {
      expect(kind).to.equal('script-changed');
      expect(where).to.contain('cybersource-marks.js');
    }
  });

  it('is paid in by card without a violation of the policy', async () => {
    const shopper = await aShopper(browser, machine);
    const violations: string[] = [];
    await shopper.page.exposeFunction('noteViolation', (text: string) => violations.push(text));
    await shopper.page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => {
      noteViolation(event.violatedDirective + ' ' + event.blockedURI);
    })`);
    const profiled = shopper.page.waitForResponse((response) => response.url().includes('/fp/profile'));
    await shopper.goToCheckout();
    await shopper.fillIn(APPROVED);
    await profiled;
    await shopper.page.locator('#place-order').click();
    await shopper.page.waitForURL(/\/confirmation\//);
    expect(violations).to.deep.equal([]);

    // The session that ThreatMetrix looked at the browser under is the one that the payment names.
    const { control } = machine.cybersource;
    const [profile, ...others] = control.deviceProfiles();
    expect(others).to.deep.equal([]);
    expect(profile).to.include({
      organizationId: 'sandbox',
      userAgent: await shopper.page.evaluate('navigator.userAgent'),
    });
    const payment = control.calls().findLast(({ path: sentTo }) => sentTo === '/pts/v2/payments');
    const { deviceInformation } = payment!.body as { deviceInformation: { fingerprintSessionId: string } };
    expect(profile?.sessionId).to.equal(`testrest${deviceInformation.fingerprintSessionId}`);
    await shopper.close();
  });

  it('runs no script of another origin, and none that is written into the page', async () => {
    const shopper = await aShopper(browser, machine);
    await shopper.goToCheckout();
    const ran = await shopper.page.evaluate(`(async () => {
      const put = (properties) => new Promise((resolve) => {
        const script = Object.assign(document.createElement('script'), properties);
        script.addEventListener('load', resolve);
        script.addEventListener('error', resolve);
        document.head.append(script);
        setTimeout(resolve, 500);
      });
      await put({ textContent: 'globalThis.stolen = "inline"' });
      await put({ src: 'data:text/javascript,globalThis.stolen = "other"' });
      return globalThis.stolen;
    })()`);
    expect(ran).to.equal(undefined);
    await shopper.close();
  });

  it('serves it with every page', async () => {
    for (const page of ['/', '/checkout', '/profile']) {
      const { headers } = await fetch(`${machine.shop}${page}`);
      expect(headers.get('content-security-policy'), page).to.contain("object-src 'none'");
    }
  });
});
