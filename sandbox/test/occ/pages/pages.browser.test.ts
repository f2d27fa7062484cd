import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { close, listen } from '../../../listen.ts';
import { createPages } from '../../../occ/pages/pages.ts';
import { startOccSandbox, type OccSandbox } from '../../../occ/start.ts';
import { createStorefront } from '../../../occ/storefront/storefront.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { violationsOn } from '../accessibility.ts';
import { aCardOrder } from '../rig.ts';
import { aGatewayPackage } from './a-gateway-package.ts';
import { startOmsExtension, type OmsExtension } from './an-oms-extension.ts';

describe('the operator’s pages in a browser', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  const gateway = aGatewayPackage();
  let browser: Browser;
  let extension: OmsExtension;
  let ledger: Server;
  let occ: OccSandbox;
  let page: Page;
  let problems: string[];
  let ledgerIsEmpty = false;

  before(async () => {
    [browser, extension] = await Promise.all([sharedBrowser(), startOmsExtension()]);
    ledger = createServer((req, res) => {
      const reference = new URL(req.url ?? '', 'http://ledger').searchParams.get('reference');
      const payment = {
        id: '7000',
        kind: 'payment',
        at: '2026-01-01T00:00:00Z',
        status: 'AUTHORIZED',
        asked: 12575,
        reference,
      };
      res.end(JSON.stringify(ledgerIsEmpty ? [] : [{ transactions: [payment], voided: [] }]));
    });
    const controlUrl = `http://127.0.0.1:${await listen(ledger, 0, 'PORT')}/control`;
    occ = await startOccSandbox({
      extensionUrl: extension.url,
      gatewayPackage: gateway.folder,
      pages: [
        createStorefront({ widgetFolder: gateway.folder }),
        createPages({ cybersourceControlUrl: controlUrl }),
      ],
    });
  });
  after(async () => {
    await closePages();
    await occ.close();
    await extension.close();
    await close(ledger);
    gateway.remove();
  });
  afterEach(async () => {
    extension.refuse();
    ledgerIsEmpty = false;
    await page.context().close();
    expect(problems).to.deep.equal([]);
  });

  async function open(path: string, colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<void> {
    page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    page.setDefaultTimeout(8_000);
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${occ.url}${path}`);
  }

  async function anOrder(): Promise<string> {
    const answer = await fetch(`${occ.url}/ccstore/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aCardOrder()),
    });
    return ((await answer.json()) as { id: string }).id;
  }

  async function send(label: 'Capture' | 'Refund', amount: string): Promise<void> {
    const form = page.locator('.amount-form', { hasText: label }).first();
    await form.locator('input').fill(amount);
    await form.locator('button').click();
  }

  const notice = (): Promise<string> => page.locator('.order-detail .notice').first().innerText();
  const sumsShow = (...amounts: readonly string[]): Promise<unknown> =>
    page.waitForFunction(
      `JSON.stringify([...document.querySelectorAll('.sums dd')].map((dd) => dd.textContent)) === '${JSON.stringify(amounts)}'`,
    );

  it('captures in part and in full and refunds in part, through the extension’s routes', async () => {
    const orderId = await anOrder();
    const before = extension.calls.length;
    await open('/oms');
    await page.locator('.order-link', { hasText: orderId }).click();
    await page.waitForSelector('.amount-form');

    await send('Capture', '100');
    await sumsShow('125.75', '100.00', '0.00', '25.75');
    expect(await notice()).to.equal('Captured 100.00 USD. CyberSource settles it later.');
    await send('Capture', '25.75');
    await sumsShow('125.75', '125.75', '0.00', '0.00');
    expect(await page.locator('.amount-form', { hasText: 'Capture' }).count()).to.equal(0);
    await send('Refund', '0.5');
    await sumsShow('125.75', '125.75', '0.50', '0.00');
    expect(await notice()).to.equal('Refunded 0.50 USD. It reaches the card in a few days.');

    const [first, second, refund] = extension.calls.slice(before);
    expect(first?.body).to.deep.equal({
      merchantReferenceNumber: orderId,
      transactionId: '7000000000000001',
      currency: 'USD',
      amount: '000000010000',
    });
    expect(first?.headers).to.include({ 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'storefront' });
    expect(first?.headers.authorization).to.match(/^Bearer ./);
    expect(second?.headers['idempotency-key'])
      .to.be.a('string')
      .and.not.equal(first?.headers['idempotency-key']);
    expect(refund).to.have.nested.property('body.amount', '000000000050');
    expect(refund?.body['transactionId']).to.match(/^8/);
  });

  it('shows why the extension refused and changes nothing', async () => {
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.amount-form');
    extension.refuse({ status: 409, message: 'More than is left.' });
    await send('Capture', '10');
    await page.waitForSelector('.field-error:has-text("More than is left.")');
    await sumsShow('125.75', '0.00', '0.00', '125.75');
  });

  it('shows CyberSource’s no, which comes with HTTP 400, and writes nothing back to OCC', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.waitForSelector('.amount-form');
    extension.refuse({ status: 400, message: 'CyberSource refused the capture.' });
    await send('Capture', '10');
    await page.waitForSelector('.notice:has-text("Nothing was captured: DECLINED (12000).")');
    await sumsShow('125.75', '0.00', '0.00', '125.75');
  });

  it('takes an old success away when the next step fails', async () => {
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.amount-form');
    await send('Capture', '10');
    await page.waitForSelector('.notice.success');
    extension.refuse({ status: 503, message: 'The outcome is unknown.' });
    await send('Capture', '5');
    await page.waitForSelector('.field-error:has-text("The outcome is unknown.")');
    expect(await page.locator('.order-detail .notice').count()).to.equal(0);
  });

  it('shows that a capture is under way, follows the journal meanwhile and sends it once', async () => {
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.amount-form');
    const before = extension.calls.length;
    const release = extension.hold();
    await send('Capture', '100');
    await page.waitForSelector('.notice.progress:has-text("Capturing 100.00 USD: waiting for CyberSource.")');
    const live = page.locator('.order-detail > [role=status][aria-live=polite]');
    expect(await live.innerText()).to.contain('Capturing 100.00 USD');
    await page.waitForFunction(`document.querySelector('.progress .seconds').textContent === '2 s'`);
    await page.waitForSelector('.step-row:has-text("Capture"):has-text("pending")');
    const button = page.locator('.amount-form button').first();
    expect(await button.getAttribute('aria-disabled')).to.equal('true');
    await button.click({ force: true });
    expect(await violationsOn(page)).to.deep.equal([]);
    release();
    await sumsShow('125.75', '100.00', '0.00', '25.75');
    await page.waitForSelector('.notice.success:has-text("Captured 100.00 USD.")');
    expect(await page.locator('.notice.progress').count()).to.equal(0);
    expect(extension.calls.length).to.equal(before + 1);
  });

  it('shows the true state after a capture whose answer is an error, and keeps what was typed', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.waitForSelector('.amount-form');
    extension.refuse({ status: 503, message: 'The outcome is not known yet.' });
    const release = extension.hold();
    await send('Capture', '100');
    await page.waitForSelector('.notice.progress');
    // Meanwhile the order management elsewhere has written this capture back to OCC.
    const order = occ.tenant.orders.require(orderId);
    order.paymentGroups[0]?.debitStatus.push({
      amount: 10_000,
      at: new Date(),
      transactionId: '8000000000000099',
      transactionSuccess: true,
      statusProps: { hostTransactionId: '8000000000000099', responseCode: '11000' },
    });
    release();
    await page.waitForSelector('.field-error:has-text("The outcome is not known yet.")');
    await sumsShow('125.75', '100.00', '0.00', '25.75');
    await page.waitForSelector('.step-row:has-text("Capture")');
    expect(await page.locator('.amount-form input').first().inputValue()).to.equal('100');
    expect(await page.locator('.notice.progress').count()).to.equal(0);
  });

  it('goes on following the journal of an order while nothing is done', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.waitForSelector('.timelines:has-text("No entry for this order.")');
    extension.calls.push({
      operation: 'capture',
      headers: {},
      body: { merchantReferenceNumber: orderId, amount: '1', currency: 'USD' },
    });
    await page.waitForSelector('.step-row:has-text("Capture")');
  });

  it('says what a cancellation would do, and offers none where it would do nothing', async () => {
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.amount-form');
    await send('Capture', '125.75');
    await page.waitForSelector('button:has-text("Cancel and refund 125.75 USD")');
    await send('Refund', '125.75');
    await page.waitForSelector('.order-head:has-text("Everything was refunded.")');
    expect(await page.locator('.order-head button').count()).to.equal(0);
  });

  it('sends no amount that is none', async () => {
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.amount-form');
    const before = extension.calls.length;
    await send('Capture', '1.234');
    await page.waitForSelector('.field-error:has-text("up to 2 decimals")');
    expect(extension.calls.length).to.equal(before);
  });

  it('cancels an order, whereupon OCC voids its payment', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.click('text=Cancel the order');
    await page.waitForSelector(`.notice.success:has-text("Order ${orderId} is cancelled.")`);
    await page.waitForSelector('.delivery:has-text("Void (0110)")');
    expect(await page.locator('.order-head').innerText()).to.contain('This order is cancelled.');
  });

  it('sends a webhook again and compares the two answers byte for byte, beside the order or the journal', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.click('text=Send again');
    expect(await page.locator('.deliveries .notice.success').innerText()).to.contain('byte for byte');
    await page.goto(`${occ.url}/journal`);
    const inJournal = page.locator('.chronicle .card', { hasText: `Order ${orderId}` });
    await inJournal.locator('text=Send again').first().click();
    expect(await inJournal.locator('.notice.success').innerText()).to.contain('byte for byte');
  });

  it('shows the journal beside CyberSource’s ledger, with the order and for all orders', async () => {
    const orderId = await anOrder();
    await open(`/oms/${orderId}`);
    await page.waitForSelector('.amount-form');
    await send('Capture', '1');
    await page.waitForSelector(
      '.step-row:has-text("by the order management"):has-text("sent as v1OurOwnId")',
    );
    await page.waitForSelector('.step-row:has-text("125.75 USD"):has-text("authorized")');
    await page.goto(`${occ.url}/journal`);
    await page.waitForSelector(`.card:has-text("Order ${orderId}") .step-row:has-text("Capture")`);
  });

  it('says that CyberSource has no transaction of an order that never reached it', async () => {
    ledgerIsEmpty = true;
    await open(`/oms/${await anOrder()}`);
    await page.waitForSelector('.timelines:has-text("CyberSource has nothing for this order.")');
  });

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
      it(`has no accessibility violation on any page, ${scheme} at ${width} px`, async () => {
        const orderId = await anOrder();
        await open('/oms', scheme, width);
        await page.waitForSelector('.order-link');
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.locator('.order-link', { hasText: orderId }).click();
        await page.waitForSelector('.amount-form');
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.goto(`${occ.url}/journal`);
        await page.waitForSelector('.step-row');
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.goto(`${occ.url}/admin`);
        await page.waitForSelector('.setting');
        expect(await violationsOn(page)).to.deep.equal([]);
      });
    }
  }
});
