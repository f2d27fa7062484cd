import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../../sandbox/test/browser/launch.ts';
import { closePages, sharedBrowser } from '../../../sandbox/test/browser/shared-browser.ts';
import {
  startMicroform,
  type RunningMicroform,
} from '../../../sandbox/test/cybersource/microform/a-microform.ts';
import { codeIn, fillIn, numberIn, placeOrder, ready, thanks, violations } from './checkout-page.ts';
import { CARD_ONLY, startShop, type Shop } from './shop.ts';

const WITH_ISSUER = [{ type: 'card', config: { payerAuthEnabled: true } }];

describe('The accessibility of the form', function () {
  this.timeout(60_000);
  let browser: Browser;
  let microform: RunningMicroform;
  let shop: Shop;
  let page: Page;

  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    [browser, microform] = await Promise.all([sharedBrowser(), startMicroform()]);
    shop = await startShop(microform);
  });
  after(async () => {
    await closePages();
    await shop.close();
    microform.close();
  });
  beforeEach(() => {
    shop.orders.length = 0;
    shop.challenges.length = 0;
    shop.declines.length = 0;
    shop.methods = CARD_ONLY;
    shop.collectionToken = 'ddc';
  });
  afterEach(() => page.close());

  async function open(options: BrowserContextOptions = {}): Promise<Locator> {
    page = await browser.newPage(options);
    page.setDefaultTimeout(20_000);
    await page.clock.install();
    await page.goto(`${shop.origin}/checkout`);
    const form = page.locator('.cyb-payment');
    await ready(form);
    return form;
  }

  const challenge = (challengeWindowSize: string): object => ({
    stepUpUrl: `${shop.issuer}/step-up`,
    accessToken: 'Transaction-1',
    pareq: Buffer.from(JSON.stringify({ challengeWindowSize })).toString('base64'),
  });
  const dialog = (): Locator => page.getByRole('dialog');

  async function payUntilChallenge(size: string, options?: BrowserContextOptions): Promise<Locator> {
    shop.methods = WITH_ISSUER;
    shop.challenges.push(challenge(size));
    const form = await open(options);
    await fillIn(form);
    await placeOrder(page);
    await dialog().waitFor();
    return form;
  }

  /** How much wider the page is than the screen. */
  const sideways = (): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  describe('while a payment runs', () => {
    /** A wheel in the shop's own button, made of nothing that stands in the page. */
    const wheel = `getComputedStyle(document.getElementById('place-order'), ':before').animationName`;

    it('turns a wheel in the shop’s own button, keeps the button’s words, and announces that the payment runs', async () => {
      const form = await open();
      await fillIn(form);
      expect(await page.evaluate(wheel)).to.equal('none');
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/orders', async (route) => {
        await answered;
        await route.continue();
      });
      await placeOrder(page);
      const said = form.locator('.cyb-progress');
      await said.getByText('Paying… Please stay on this page.').waitFor();
      expect(await said.getAttribute('role')).to.equal('status');
      // What is busy is not read out: the announcement must not stand in it.
      expect(await page.locator('[aria-busy=true] .cyb-progress').count()).to.equal(0);
      expect(await page.evaluate(wheel)).to.equal('cyb-turn');
      expect(await violations(page)).to.deep.equal([]);
      answer();
      await thanks(page);
      expect(await page.evaluate(wheel)).to.equal('none');
    });
  });

  describe('when Enter is pressed', () => {
    for (const [where, press] of [
      ['the card number', (form: Locator) => numberIn(form).press('Enter')],
      ['the expiry date', (form: Locator) => form.getByLabel('Expiry date').press('Enter')],
      ['the security code', (form: Locator) => codeIn(form).press('Enter')],
      ['the name', (form: Locator) => form.getByLabel('Name on card').press('Enter')],
    ] as const) {
      it(`places the order from ${where}`, async () => {
        const form = await open();
        await fillIn(form);
        await press(form);
        await thanks(page);
        expect(shop.orders).to.have.length(1);
      });
    }

    it('announces what is missing, and focuses the first of it', async () => {
      const form = await open();
      await form.getByLabel('Name on card').press('Enter');
      await form.getByText('Enter the number on the card.').waitFor();
      await page.clock.runFor(100);
      await page.waitForFunction(`document.activeElement.tagName === 'IFRAME'`);
      expect(shop.orders).to.have.length(0);
    });
  });

  it('leaves the focus in a wrong field above the form', async () => {
    const form = await open();
    await page.evaluate(`(() => {
      const field = document.createElement('input');
      field.id = 'city';
      field.setAttribute('aria-label', 'City');
      field.setAttribute('aria-invalid', 'true');
      document.querySelector('h1').after(field);
      field.focus();
    })()`);
    await form.getByLabel('Name on card').press('Enter');
    await page.locator('#city').focus();
    await form.getByText('Enter the number on the card.').waitFor();
    await page.clock.runFor(500);
    expect(await page.evaluate('document.activeElement.id')).to.equal('city');
  });

  describe('pressed several times', () => {
    it('places one order for two clicks, another button and Enter', async () => {
      await fillIn(await open());
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/orders', async (route) => {
        await answered;
        await route.continue();
      });
      await page.evaluate(`(() => {
        const button = document.getElementById('place-order');
        const other = button.cloneNode(true);
        other.onclick = button.onclick;
        button.after(other);
        button.click(); button.click(); other.click();
      })()`);
      await page.locator('#place-order').first().press('Enter');
      await page.locator('#place-order').last().press('Enter');
      answer();
      await thanks(page);
      expect(shop.orders).to.have.length(1);
    });
  });

  describe('magnified', () => {
    for (const [what, viewport] of [
      ['200 % on a desktop', { width: 640, height: 450 }],
      ['400 % on a desktop', { width: 320, height: 256 }],
    ] as const) {
      it(`loses nothing at ${what}`, async () => {
        const form = await open({ viewport });
        await placeOrder(page);
        await form.getByText('Enter the security code.').waitFor();
        expect(await sideways()).to.equal(0);
        for (const label of ['Card number', 'Security code']) {
          const box = await form.getByRole('group', { name: label }).boundingBox();
          expect(box!.x).to.be.at.least(0);
          expect(box!.x + box!.width).to.be.at.most(viewport.width);
        }
        expect(await violations(page)).to.deep.equal([]);
      });

      it(`shows the whole page of the bank at ${what}`, async () => {
        await payUntilChallenge('03', { viewport });
        const box = await dialog().boundingBox();
        expect(box!.width).to.be.at.most(viewport.width);
        expect(box!.height).to.be.at.most(viewport.height);
        await dialog().frameLocator('iframe').getByRole('button', { name: 'Yes, it is me' }).click();
        await thanks(page);
      });
    }
  });

  for (const [size, width, height] of [
    ['01', 250, 400],
    ['02', 390, 400],
    ['03', 500, 600],
    ['04', 600, 400],
    ['05', 1280, 800],
  ] as const) {
    it(`shows the bank’s page in its size ${size}`, async () => {
      await payUntilChallenge(size, { viewport: { width: 1280, height: 800 } });
      const frame = await dialog().locator('iframe').boundingBox();
      const whole = await dialog().boundingBox();
      if (size === '05') expect([whole!.width, whole!.height]).to.deep.equal([width, height]);
      else
        expect([Math.round(frame!.width), Math.round(frame!.height)]).to.deep.equal([width + 2, height + 2]);
      expect(await dialog().locator('iframe').getAttribute('title')).to.equal('Confirmation by your bank');
    });
  }

  it('keeps still where the browser asks for reduced motion', async () => {
    const animation = `getComputedStyle(document.querySelector('.cyb-progress'), ':before').animationName`;
    await payUntilChallenge('03', { reducedMotion: 'no-preference' });
    expect(await page.evaluate(animation)).to.equal('cyb-turn');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate(animation)).to.equal('none');
  });

  it('has the places of its announcements in the page before it says anything', async () => {
    const form = await open();
    for (const place of ['.cyb-alert', '.cyb-success', '.cyb-progress', '.cyb-notice', '.cyb-opening'])
      expect(await form.locator(place).first().evaluate(DISPLAY), place).not.to.equal('none');
  });

  describe('when an earlier order was placed, with another cart', () => {
    const news = (form: Locator): Locator => form.locator('.cyb-success').getByText(/\bo1\b/);
    /** Computed styles of the notice, or of what stands before it. */
    const looks = (form: Locator, ...of: string[]): Promise<string[]> =>
      form.locator('.cyb-success').evaluate(STYLES, of);

    /** The page, loaded again while that order is checked; `placed` says that it was. */
    async function reload(
      options?: BrowserContextOptions,
      language = 'en',
    ): Promise<{ readonly form: Locator; readonly placed: () => void }> {
      let state = 'checking';
      const form = await open(options);
      await page.route('**/checkout/state', (route) => route.fulfill({ json: { state, orderId: 'o1' } }));
      await page.evaluate(KEEP_SENT);
      await page.goto(`${shop.origin}/checkout?language=${language}`);
      await form.locator('.cyb-progress').getByText(/./).waitFor();
      return { form, placed: () => (state = 'paid') };
    }

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`says so as news on a ${colorScheme} page: in the page’s colour, politely, and not as an alert`, async () => {
        const { form, placed } = await reload({ colorScheme });
        placed();
        await news(form).waitFor();
        expect(await form.locator('.cyb-success').getAttribute('role')).to.equal('status');
        expect(await form.locator('.cyb-alert').textContent()).to.equal('');
        const [colour, ...frame] = await looks(form, 'color', 'borderLeftColor', 'borderLeftWidth');
        expect(colour).to.equal(await page.evaluate('getComputedStyle(document.body).color'));
        expect(frame).to.deep.equal(['rgb(46, 139, 87)', '1px']);
        await page.waitForFunction(`document.activeElement.matches('.cyb-success')`);
        expect(await violations(page)).to.deep.equal([]);
      });
    }

    it('has its tick where the line begins, from right to left, too', async () => {
      const { form, placed } = await reload({}, 'ar');
      placed();
      await news(form).waitFor();
      expect(await looks(form, 'paddingRight', ':before right', ':before width')).to.deep.equal([
        '46px',
        '14px',
        '20px',
      ]);
      expect(await violations(page)).to.deep.equal([]);
    });

    it('takes the focus from a field of the form, in which Enter was pressed', async () => {
      const form = await open();
      await fillIn(form);
      await page.route('**/checkout/state', (route) =>
        route.fulfill({ json: { state: 'paid', orderId: 'o1' } }),
      );
      await page.evaluate(KEEP_SENT);
      await form.getByLabel('Name on card').press('Enter');
      await news(form).waitFor();
      await page.waitForFunction(`document.activeElement.matches('.cyb-success')`);
      expect(shop.orders).to.have.length(0);
    });

    it('leaves the focus in a field of the shop', async () => {
      const { form, placed } = await reload();
      await page.evaluate(`(() => {
        const field = document.createElement('input');
        field.id = 'city';
        field.setAttribute('aria-label', 'City');
        document.querySelector('h1').after(field);
        field.focus();
      })()`);
      placed();
      await news(form).waitFor();
      await page.clock.runFor(500);
      expect(await page.evaluate('document.activeElement.id')).to.equal('city');
    });
  });

  it('keeps the focus in the dialog, and gives it back afterwards', async () => {
    await payUntilChallenge('03');
    const isInside = `document.activeElement === document.body || document.activeElement.closest('dialog') !== null`;
    for (let tab = 0; tab < 8; tab += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(isInside)).to.equal(true);
    }
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().getByRole('button', { name: 'Stop the payment' }).click();
    await page.waitForFunction(`document.activeElement.getAttribute('role') === 'alert'`);
  });

  describe('when the bank is slow', () => {
    it('goes on without device data after ten seconds', async () => {
      shop.methods = WITH_ISSUER;
      shop.collectionToken = 'silent';
      const form = await open();
      await fillIn(form);
      await placeOrder(page);
      await page.locator('iframe[hidden]').waitFor({ state: 'attached' });
      await page.clock.fastForward(9_000);
      expect(shop.orders).to.have.length(0);
      await page.clock.fastForward(2_000);
      await thanks(page);
      expect(shop.orders).to.have.length(1);
    });

    it('gives the confirmation ten minutes, then says that nothing was charged', async () => {
      const form = await payUntilChallenge('03');
      await page.clock.fastForward(11 * 60_000);
      await form.getByText('The time to confirm has run out. Nothing was charged.').waitFor();
      expect(await dialog().count()).to.equal(0);
      expect(shop.orders).to.have.length(1);
    });
  });
});

/** Keeps in the browser that an order was sent, with another cart, in another tab. */
const KEEP_SENT = `localStorage.setItem('isv-occ-gateway.sent', Date.now() + ' of-another-cart-${'0'.repeat(32)} tab')`;

const DISPLAY = (element: unknown): string => {
  const view = globalThis as unknown as { getComputedStyle(element: unknown): { display: string } };
  return view.getComputedStyle(element).display;
};

/** Computed styles by their names, `:before` and a space before those of what is drawn before the element. */
const STYLES = (element: unknown, names: readonly string[]): string[] => {
  const view = globalThis as unknown as {
    getComputedStyle(element: unknown, pseudo?: string): Readonly<Record<string, string>>;
  };
  return names.map((name) => {
    const [style = '', pseudo] = name.split(' ').reverse();
    return view.getComputedStyle(element, pseudo)[style] ?? '';
  });
};
