import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../../sandbox/test/browser/launch.ts';
import { closePages, sharedBrowser } from '../../../sandbox/test/browser/shared-browser.ts';
import {
  startMicroform,
  type RunningMicroform,
} from '../../../sandbox/test/cybersource/microform/a-microform.ts';
import {
  CODE,
  codeIn,
  fillIn,
  numberIn,
  placeOrder,
  ready,
  thanks,
  violations,
  VISA,
} from './checkout-page.ts';
import { startShop, type Shop } from './shop.ts';

/** How something looks; runs in the page or the frame that it is in. A text would be evaluated, but never called. */
function look(element: unknown) {
  const view = globalThis as unknown as { getComputedStyle(element: unknown): Record<string, string> };
  const { color, fontFamily, fontSize, fontWeight, borderLeftWidth } = view.getComputedStyle(element);
  return { text: [color, fontFamily, fontSize, fontWeight], borderLeftWidth };
}

/** Whether what is typed arrives here; runs in the page or the frame. */
const HAS_FOCUS = (field: unknown): boolean => {
  const page = globalThis as unknown as { document: { hasFocus(): boolean; activeElement: unknown } };
  return page.document.hasFocus() && page.document.activeElement === field;
};

/** Whether a screen reader announces nothing of it. */
const IS_HIDDEN_FROM_SCREEN_READERS = (mark: unknown): boolean =>
  (mark as { closest(selector: string): unknown }).closest('[aria-hidden=true]') !== null;

/** Where the caret stands. */
const CARET = (field: unknown): number | null => (field as { selectionStart: number | null }).selectionStart;

describe('A shopper with the widget in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let microform: RunningMicroform;
  let shop: Shop;
  let page: Page;
  let problems: string[];

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
    shop.requests.length = 0;
    shop.orders.length = 0;
    shop.declines.length = 0;
    shop.tamper = (captureContext) => captureContext;
  });
  afterEach(() => page.close());

  /** Tab, and no further key before the field has the focus: between frames it takes the browser a moment. */
  async function tabTo(field: Locator): Promise<void> {
    await page.keyboard.press('Tab');
    while (!(await field.evaluate(HAS_FOCUS))) await page.waitForTimeout(10);
  }

  /** Opens the checkout and waits until every form on it is ready to be filled in. */
  async function open(query = '', colorScheme: 'light' | 'dark' = 'light'): Promise<Locator> {
    page = await browser.newPage({ colorScheme });
    page.setDefaultTimeout(20_000);
    problems = [];
    page.on('pageerror', (problem) => problems.push(problem.message));
    await page.goto(`${shop.origin}/checkout?${query}`);
    const forms = page.locator('.cyb-payment');
    await forms.first().waitFor();
    for (const form of await forms.all()) await ready(form);
    return forms.first();
  }

  const focusedField = (): Promise<string> =>
    page.evaluate(`document.activeElement.closest('.cyb-field').querySelector('.cyb-label').textContent`);

  for (const [query, versions] of [
    ['knockout=3.5&jquery=3', ['3.5', '3.']],
    ['knockout=3.4&jquery=2', ['3.4', '2.']],
  ] as const) {
    it(`pays by card on ${query}`, async () => {
      const form = await open(query);
      const [knockout, jquery] = await page.evaluate<[string, string]>('shop.versions');
      expect(knockout.startsWith(versions[0]) && jquery.startsWith(versions[1])).to.equal(true);
      await fillIn(form);
      await placeOrder(page);
      await thanks(page);

      expect(shop.orders).to.have.length(1);
      const [payment] = shop.orders[0]!;
      expect(payment).to.deep.include({
        type: 'card',
        cardType: 'visa',
        nameOnCard: 'Ada Lovelace',
        cardNumber: 'XXXXXXXXXXXX1111',
        expiryMonth: '12',
      });
      expect(payment!.customProperties).to.deep.include({
        paymentType: 'card',
        captureContextCipherEncrypted: 'c2VhbA~W!C@O#n~W!C@O#n',
        captureContextCipherIv: 'aXY~W!C@O#n',
      });
      const card = await microform.vault.byTransientToken(
        payment!.customProperties['transientTokenJwt'] ?? '',
      );
      expect(card).to.include({ number: VISA, securityCode: CODE, expirationMonth: '12' });
      expect(problems).to.deep.equal([]);
    });
  }

  it("types a card number without a single request to the shop, and no digit of it beyond the last four and the bank's prefix ever gets there", async () => {
    const form = await open();
    const before = shop.requests.length;
    await fillIn(form);
    await page.waitForTimeout(200);
    expect(shop.requests.slice(before)).to.deep.equal([]);
    await placeOrder(page);
    await thanks(page);

    const sent = shop.requests.slice(before);
    expect(sent.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(['POST /orders']);
    const everything = shop.requests.map((request) => JSON.stringify(request)).join('\n');
    const decoded = everything.replace(/[\w-]{16,}/g, (text) =>
      Buffer.from(text, 'base64').toString('latin1'),
    );
    for (const text of [everything, decoded]) {
      const digits = text.replace(/[\s-]/g, '');
      for (let at = 0; at + 7 <= VISA.length; at += 1) expect(digits).not.to.include(VISA.slice(at, at + 7));
      expect(text).not.to.match(new RegExp(`\\b${CODE}\\b`));
    }
    expect(await page.content()).not.to.include(VISA.slice(0, 12));
  });

  it('loads one script of the widget as a guest who pays by card', async () => {
    const form = await open();
    await fillIn(form);
    await placeOrder(page);
    await thanks(page);
    const scripts = shop.requests.map(({ url }) => url).filter((url) => /^\/widget\/js\/./.test(url));
    expect(scripts.filter((url) => !url.includes('marks'))).to.deep.equal([
      '/widget/js/cybersource-payment.js',
    ]);
  });

  it('reads of a decline in view and under the focus, and pays with another card', async () => {
    shop.declines.push('Your bank declined this card. Use another card.');
    const form = await open();
    await fillIn(form);
    await placeOrder(page);
    const alert = form.getByRole('alert');
    await alert.getByText('Your bank declined this card. Use another card.').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).to.equal('alert');
    expect(await form.locator('[aria-busy=true]').count()).to.equal(0);
    expect(await violations(page)).to.deep.equal([]);

    await numberIn(form).fill('');
    await numberIn(form).pressSequentially('5555555555554444');
    await placeOrder(page);
    await thanks(page);
    const [first, second] = shop.orders.map(([payment]) => payment!.customProperties['transientTokenJwt']);
    expect(first).not.to.equal(second);
    expect(shop.orders[1]).to.have.length(1);
    expect(shop.orders[1]![0]).to.include({ cardType: 'mastercard', cardNumber: 'XXXXXXXXXXXX4444' });
  });

  it('learns at each field what to do, and lands in the first one', async () => {
    const form = await open();
    await placeOrder(page);
    await form.getByText('Enter the number on the card.').waitFor();
    await form.getByText('Enter the expiry date of the card: month and year.').waitFor();
    await form.getByText('Enter the security code.').waitFor();
    await form.getByText('Enter the name as it is on the card.').waitFor();
    expect(await focusedField()).to.equal('Card number');
    expect(shop.orders).to.have.length(0);
    expect(await violations(page)).to.deep.equal([]);

    await fillIn(form, '4111111111111112');
    await form.getByText(/Check the card number/).waitFor();
    await placeOrder(page);
    expect(shop.orders).to.have.length(0);
  });

  it('sees the brand of the card, and is asked for four digits by American Express', async () => {
    const form = await open();
    await numberIn(form).pressSequentially('378282246310005');
    await form.getByText('American Express', { exact: true }).waitFor({ state: 'attached' });
    await form.locator('.cyb-brand svg').waitFor();
    // Screen readers get the name, sighted shoppers the mark.
    expect(await form.locator('.cyb-brand svg').evaluate(IS_HIDDEN_FROM_SCREEN_READERS)).to.equal(true);
    await form.getByText('4 digits on the front of the card').waitFor();
  });

  it('types the expiry date in one field that the browser can fill in, and corrects it in the middle', async () => {
    const form = await open();
    const expiry = form.getByLabel('Expiry date');
    expect(await expiry.getAttribute('autocomplete')).to.equal('cc-exp');
    expect(await expiry.getAttribute('inputmode')).to.equal('numeric');
    expect(await expiry.getAttribute('placeholder')).to.equal('MM / YY');
    await expiry.pressSequentially('1229');
    expect(await expiry.inputValue()).to.equal('12 / 29');
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'Backspace', '1']) await expiry.press(key);
    expect(await expiry.inputValue()).to.equal('11 / 29');
    await expiry.press('ArrowRight');
    expect(await expiry.evaluate(CARET)).to.equal(3);
    await expiry.press('End');
    for (let press = 0; press < 4; press += 1) await expiry.press('Backspace');
    expect(await expiry.inputValue()).to.equal('');
    await expiry.pressSequentially('4/2030');
    await expiry.blur();
    expect(await expiry.inputValue()).to.equal('04 / 30');
  });

  it('pays where the marks of cards cannot be loaded: words say it all', async () => {
    page = await browser.newPage();
    await page.route('**/cybersource-marks.js', (route) => route.abort());
    await page.goto(`${shop.origin}/checkout`);
    const form = page.locator('.cyb-payment');
    await ready(form);
    await fillIn(form);
    await form.getByText('Visa', { exact: true }).waitFor();
    await placeOrder(page);
    await thanks(page);
  });

  it('pays by keyboard alone', async () => {
    const form = await open();
    await numberIn(form).focus();
    await page.keyboard.type(VISA);
    await tabTo(form.getByLabel('Expiry date'));
    await page.keyboard.type(`12${new Date().getFullYear() + 2}`);
    await tabTo(codeIn(form));
    await page.keyboard.type(CODE);
    await tabTo(form.getByLabel('Name on card'));
    await page.keyboard.type('Ada Lovelace');
    await tabTo(page.getByRole('button', { name: 'Place order' }));
    await page.keyboard.press('Enter');
    await thanks(page);
    expect(shop.orders).to.have.length(1);
  });

  it('gets fresh fields and a notice when the capture context is used up', async () => {
    shop.declines.push('no', 'no', 'no');
    const form = await open();
    await fillIn(form);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await placeOrder(page);
      await form.getByRole('alert').getByText('no').waitFor();
    }
    await placeOrder(page);
    await form
      .getByRole('alert')
      .getByText(/Enter the card number and the security code again/)
      .waitFor();
    await ready(form);
    expect(await numberIn(form).inputValue()).to.equal('');
    await numberIn(form).pressSequentially(VISA);
    await codeIn(form).pressSequentially(CODE);
    await placeOrder(page);
    await thanks(page);
    expect(shop.orders).to.have.length(4);
  });

  it('places one order where the widget is on the page twice, paid with the form that was filled in', async () => {
    await open('widgets=2');
    const second = page.locator('.cyb-payment').nth(1);
    await fillIn(second, '5555555555554444');
    await placeOrder(page);
    await thanks(page);
    expect(shop.orders).to.have.length(1);
    expect(shop.orders[0]).to.have.length(1);
    expect(shop.orders[0]![0]).to.include({ cardType: 'mastercard' });
    expect(await violations(page)).to.deep.equal([]);
  });

  it('finds no frame left behind on another page, and new ones when coming back', async () => {
    const form = await open();
    await page.evaluate('shop.goTo("cart")');
    expect(await page.locator('iframe').count()).to.equal(0);
    await page.evaluate('shop.goTo("checkout")');
    await ready(form);
    expect(await page.locator('iframe').count()).to.equal(2);
    await fillIn(form);
    await placeOrder(page);
    await thanks(page);
    expect(shop.orders).to.have.length(1);
  });

  it('is never served a library that differs from the one the capture context trusts', async () => {
    shop.tamper = (captureContext) => {
      const [head, payload = '', signature] = captureContext.split('.');
      const changed = Buffer.from(payload, 'base64url')
        .toString()
        .replace(/"sha256-[^"]+"/, '"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="');
      return [head, Buffer.from(changed).toString('base64url'), signature].join('.');
    };
    page = await browser.newPage();
    await page.goto(`${shop.origin}/checkout`);
    const alert = page.getByRole('alert').filter({ hasText: 'The card fields could not be opened.' });
    await alert.waitFor();
    expect(await alert.evaluate(look)).to.include({ borderLeftWidth: '5px' });
    expect(await page.evaluate('typeof Flex')).to.equal('undefined');
    expect(await violations(page)).to.deep.equal([]);

    shop.tamper = (captureContext) => captureContext;
    await page.getByRole('button', { name: 'Try again' }).click();
    await ready(page.locator('.cyb-payment'));
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has fields that look alike on a ${colorScheme} page, inside the frames and outside`, async () => {
      const form = await open('', colorScheme);
      const { text } = await form.getByLabel('Name on card').evaluate(look);
      expect(await numberIn(form).evaluate(look)).to.deep.include({ text });
      expect(await violations(page)).to.deep.equal([]);
    });
  }
});
