import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createStorefront } from '../../../occ/storefront/storefront.ts';
import { sandboxPolicy } from '../../../../scripts/src/pci/sandbox-policy.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { answer, approve } from '../fake-extension.ts';
import { startRig, type Rig } from '../rig.ts';
import { violationsOn } from '../accessibility.ts';
import { aWidgetFolder, type WidgetFolder } from './a-widget.ts';

/** The policy names where CyberSource is played; these pages need none of it. */
const NO_CYBERSOURCE = 'http://127.0.0.1:1';

describe('the shop in a browser', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  let browser: Browser;
  let widgets: WidgetFolder;
  let rig: Rig;
  let page: Page;
  let problems: string[];

  before(async () => {
    widgets = aWidgetFolder();
    [browser, rig] = await Promise.all([
      sharedBrowser(),
      startRig({
        pages: [
          createStorefront({
            widgetFolder: widgets.folder,
            contentSecurityPolicy: sandboxPolicy(NO_CYBERSOURCE),
          }),
        ],
      }),
    ]);
  });
  after(async () => {
    await closePages();
    await rig.close();
    widgets.remove();
  });
  afterEach(async () => {
    rig.extension.reply(approve);
    await page.context().close();
    expect(problems).to.deep.equal([]);
  });

  async function open(path: string, colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<void> {
    page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    page.setDefaultTimeout(20_000);
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== rig.occ.url && !request.url().startsWith('data:')) {
        problems.push(`asked ${request.url()}`);
      }
    });
    await page.goto(`${rig.occ.url}${path}`);
    await page.waitForSelector('main h1');
  }

  async function goToCheckout(query = ''): Promise<void> {
    await open(`/${query}`);
    await page.click('.product:nth-child(3) button');
    await page.click('.bag');
    await page.click('text=Check out');
    await page.waitForSelector('.widget .reference');
  }

  const seen = (): Promise<string[]> => page.evaluate<string[]>('window.seen');
  const placeOrder = (): Promise<void> => page.click('#place-order');
  const notice = (): Promise<string> => page.locator('#notices .error').innerText();

  it('takes an order from the shelf to the confirmation', async () => {
    await goToCheckout();
    await page.fill('.reference', 'abc');
    await placeOrder();
    await page.waitForSelector('.receipt');
    const orderId = new URL(page.url()).pathname.replace('/confirmation/', '');
    expect(orderId).to.match(/^o\d+$/);
    expect(await page.locator('.receipt').innerText())
      .to.contain('$125.75')
      .and.to.contain('Authorized');
    expect(await page.locator('a', { hasText: 'order management' }).getAttribute('href')).to.equal(
      `/oms/${orderId}`,
    );
    expect(await page.locator('.bag .count').innerText()).to.equal('0');
    const sent = rig.extension.received[rig.extension.received.length - 1]?.body;
    expect(sent).to.include({ amount: '000000012575', currencyCode: 'USD', siteId: 'siteUS' });
    expect(sent?.['customProperties']).to.deep.equal({ reference: 'abc' });
  });

  it('runs the life of a widget in OCC’s order: load, texts, appear, ready; loaded once, appearing each time', async () => {
    await goToCheckout();
    await page.goBack();
    await page.waitForSelector('.line-item');
    await page.goForward();
    await page.waitForSelector('.widget .reference');
    // A topic that ends in .memory still has the page before for a widget that is loaded now.
    expect((await seen()).slice(0, 5)).to.deep.equal([
      'ready cart',
      'load true siteUS',
      'texts R of the payment',
      'appear checkout',
      'ready checkout',
    ]);
    expect((await seen()).filter((word) => word.startsWith('load'))).to.have.length(1);
    expect((await seen()).filter((word) => word === 'appear checkout')).to.have.length(2);
  });

  for (const [query, versions] of [
    ['?knockout=3.5&jquery=3', /^3\.5\.\d 3\./],
    ['?knockout=3.4&jquery=2', /^3\.4\.\d 2\./],
  ] as const) {
    it(`takes an order under ${query}, also after the address has lost it`, async () => {
      await goToCheckout(query);
      expect(new URL(page.url()).search).to.equal('');
      await page.reload();
      await page.waitForSelector('.versions');
      expect(await page.locator('.versions').innerText()).to.match(versions);
      await page.fill('.reference', 'abc');
      await placeOrder();
      await page.waitForSelector('.receipt');
      expect((await seen()).some((word) => word.startsWith('completed o'))).to.equal(true);
    });
  }

  it('places a widget twice without letting the two share what is typed', async () => {
    await goToCheckout('?widgets=2');
    expect(await page.locator('.reference').count()).to.equal(2);
    await page.locator('.reference').first().fill('only here');
    expect(await page.locator('.reference').last().inputValue()).to.equal('');
  });

  it('shows the widget’s refusal and sends nothing', async () => {
    await goToCheckout();
    const before = rig.extension.received.length;
    await placeOrder();
    expect(await notice()).to.equal('Enter a reference.');
    expect(await page.locator('#place-order').isEnabled()).to.equal(true);
    expect(rig.extension.received.length).to.equal(before);
  });

  it('names a missing field and takes the focus there', async () => {
    await goToCheckout();
    await page.fill('.reference', 'abc');
    await page.fill('#shipping-city', '');
    await placeOrder();
    expect(await notice()).to.equal('Check the shipping address.');
    expect(await page.evaluate('document.activeElement.id')).to.equal('shipping-city');
    expect(await page.locator('#shipping-city-error').innerText()).to.equal('Enter a city.');
  });

  it('says in the shopper’s language which field is missing, and what OCC answers about a payment', async () => {
    await goToCheckout();
    await page.goto(`${rig.occ.url}/checkout?locale=de`);
    await page.fill('.reference', 'abc');
    await page.fill('#shipping-city', '');
    await placeOrder();
    expect(await notice()).to.equal('Prüfen Sie die Lieferadresse.');
    expect(await page.locator('#shipping-city-error').innerText()).to.equal('Geben Sie einen Ort ein.');
    await page.fill('#shipping-city', 'Boston');
    rig.extension.reply(() => ({ status: 503, text: '{}' }));
    await placeOrder();
    await page.waitForSelector('#notices .error:has-text("Fragen Sie Ihre Bank")');
    expect(await notice()).to.match(/^Ihre Zahlung konnte nicht bestätigt werden\./);
    await page.fill('.coupon input', 'NONE10');
    await page.click('.coupon button');
    await page.waitForSelector('#coupon-error:has-text("Es gibt keinen Gutschein NONE10.")');
    await page.route('**/ccstore/v1/orders**', (route) => route.abort());
    await placeOrder();
    await page.waitForSelector('#notices .error:has-text("Der Shop hat nicht geantwortet.")');
  });

  it('says why a card was declined and takes the next attempt on the same order', async () => {
    await goToCheckout();
    rig.extension.reply((webhook) =>
      answer(webhook, '9000', { responseDescription: 'Use another card.', responseReason: 'DECLINED' }),
    );
    await page.fill('.reference', 'first');
    await placeOrder();
    expect(await notice()).to.match(/Use another card|DECLINED/);
    expect(new URL(page.url()).pathname).to.equal('/checkout');
    rig.extension.reply((webhook) => answer(webhook, '1000'));
    await page.fill('.reference', 'second');
    await placeOrder();
    await page.waitForSelector('.receipt');
    const [first, second] = rig.extension.received.slice(-2).map(({ body }) => body);
    expect(second?.['orderId']).to.equal(first?.['orderId']);
    expect(second?.['paymentId']).not.to.equal(first?.['paymentId']);
  });

  it('leaves it to a widget that says itself why a card was declined', async () => {
    await goToCheckout();
    rig.extension.reply((webhook) =>
      answer(webhook, '9000', { responseDescription: 'Use another card.', responseReason: 'DECLINED' }),
    );
    await page.fill('.reference', 'outspoken');
    await placeOrder();
    await page.waitForSelector('main [role=alert]:has-text("Use another card")');
    await page.waitForSelector('#notices .notice', { state: 'detached' });
  });

  for (const [site, amount, currencyCode] of [
    ['siteJP', '000000001000', 'JPY'],
    ['siteKW', '000000001000', 'KWD'],
  ] as const) {
    it(`sells on ${site} in ${currencyCode}`, async () => {
      await open('/');
      await page.selectOption('.site select', site);
      await page.waitForURL(/occsite/);
      await page.click('.product:nth-child(7) button');
      await page.click('.bag');
      await page.click('text=Check out');
      await page.fill('.reference', 'abc');
      await placeOrder();
      await page.waitForSelector('.receipt');
      const sent = rig.extension.received[rig.extension.received.length - 1]?.body;
      expect(sent).to.include({ amount, currencyCode, siteId: site });
    });
  }

  it('knows the shopper after signing in, and forgets on signing out', async () => {
    await open('/');
    await page.click('text=Sign in');
    await page.click('dialog .primary');
    await page.click('text=Your account');
    await page.waitForSelector('.card .region', { state: 'attached' });
    await page.click('text=Sign out');
    await page.waitForSelector('button:has-text("Sign in")');
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [390, 1280]) {
      it(`has no accessibility violation on any page, ${scheme} at ${width} px`, async () => {
        await open('/', scheme, width);
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.click('.product:nth-child(3) button');
        await page.click('.bag');
        await page.waitForSelector('.line-item');
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.click('text=Check out');
        await page.fill('#shipping-city', '');
        await placeOrder();
        await page.waitForSelector('#notices .error');
        expect(await violationsOn(page)).to.deep.equal([]);
        await page.fill('#shipping-city', 'Town');
        await page.fill('.reference', 'abc');
        await placeOrder();
        await page.waitForSelector('.receipt');
        expect(await violationsOn(page)).to.deep.equal([]);
      });
    }
  }
});
