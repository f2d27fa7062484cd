import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { Locator, Page, Request } from 'playwright-core';
import { hostedField, typeHosted } from './hosted-field.ts';
import { aWholeSuite } from './whole-suite.ts';

const APPROVED = '4111111111111111';
const DECLINED = '4000000000000002';
const CODE = '917';
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** Where each run leaves its pictures. */
const PICTURES = path.resolve(import.meta.dirname, '../../../.run/screenshots');

describe('The whole path on one machine, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite();
  let page: Page;
  let toShop: string[];

  before(() => mkdir(PICTURES, { recursive: true }));
  afterEach(() => page.close());

  async function openShop(viewport: { width: number; height: number }): Promise<void> {
    page = await suite.browser.newPage({ viewport });
    page.setDefaultTimeout(30_000);
    toShop = [];
    page.on('request', (request) => {
      if (request.url().startsWith(suite.machine.shop)) toShop.push(textOf(request));
    });
    await page.goto(suite.machine.shop);
  }

  const textOf = (request: Request): string =>
    [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n');
  const picture = (name: string): Promise<Buffer> =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const hosted = (label: string): Locator => hostedField(page, label);

  async function goToCheckout(): Promise<void> {
    await page.getByRole('button', { name: /^Add/ }).first().click();
    await page.goto(`${suite.machine.shop}/checkout`);
    await hosted('Card number').waitFor();
    await page.getByText('Opening the secure card fields…').waitFor({ state: 'hidden' });
  }

  async function fillIn(number: string): Promise<void> {
    await typeHosted(page, 'Card number', number);
    await page.getByLabel('Expiry date').fill(`12/${new Date().getFullYear() + 3}`);
    await typeHosted(page, 'Security code', CODE);
    await page.getByLabel('Name on card').fill('Ada Lovelace');
  }

  /** The order's number, once the shop says thank you. */
  async function confirmation(): Promise<string> {
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    return path.basename(new URL(page.url()).pathname);
  }

  async function openInOms(orderId: string): Promise<void> {
    await page.goto(`${suite.machine.shop}/oms/${orderId}`);
    await page.getByRole('heading', { name: `Order ${orderId}` }).waitFor();
  }

  /** Looks at the steps, then lets them be taken. */
  async function submitAmount(step: 'Capture' | 'Refund', amount: string): Promise<void> {
    await button(step).click();
    await page.locator('.operation input').fill(amount);
    await button('Show the steps').click();
    await page.getByRole('button', { name: /^Confirm: / }).click();
    await page.locator('.operation').waitFor({ state: 'detached' });
  }

  const sum = (name: string): Locator => page.locator(`.payment dl.sums div:has(dt:text-is("${name}")) dd`);

  /** Sends each webhook of the order again. */
  async function sendAllAgain(): Promise<number> {
    const again = page.getByRole('button', { name: /^Send again/ });
    const count = await again.count();
    for (let at = 0; at < count; at += 1) {
      await again.nth(at).click();
      await page.getByText('The same answer, byte for byte').nth(at).waitFor();
    }
    return count;
  }

  /** What CyberSource's book and the extension's log must never mix with: a card number or code at the shop. */
  function expectNoCardAtTheShop(...numbers: readonly string[]): void {
    const seen = `${toShop.join('\n')}\n${suite.machine.log()}`;
    for (const number of numbers) {
      expect(seen.replace(/[\s-]/g, '')).not.to.include(number.slice(0, 12));
    }
    expect(toShop.join('\n')).not.to.match(new RegExp(`"${CODE}"`));
  }

  it('pays, captures in two parts and refunds a part, and repeats of it change nothing', async () => {
    await openShop(DESKTOP);
    await picture('shop-desktop');
    await goToCheckout();
    await fillIn(APPROVED);
    await picture('checkout-desktop');
    await button('Place order').click();
    const orderId = await confirmation();
    await picture('confirmation-desktop');
    expectNoCardAtTheShop(APPROVED);

    await openInOms(orderId);
    await submitAmount('Capture', '20.00');
    await sum('Captured').getByText('20.00').waitFor();
    await submitAmount('Capture', '28.00');
    await sum('Available').getByText('0.00', { exact: true }).waitFor();
    await submitAmount('Refund', '5.00');
    await sum('Refunded').getByText('5.00').waitFor();

    const before = JSON.stringify(suite.machine.cybersource.ledger());
    expect(await sendAllAgain()).to.equal(1);
    expect(JSON.stringify(suite.machine.cybersource.ledger())).to.equal(before);
    await picture('oms-desktop');
  });

  it('learns what to do after a decline, pays with another card on a phone, and the shop voids before it captures', async () => {
    await openShop(PHONE);
    await goToCheckout();
    await fillIn(DECLINED);
    await button('Place order').click();
    const alert = page.locator('.cyb-alert');
    await alert.getByText('Use another card').waitFor();
    await page.locator('#notices .notice').waitFor({ state: 'detached' });
    await picture('declined-phone');

    await typeHosted(page, 'Card number', APPROVED);
    await button('Place order').click();
    const orderId = await confirmation();
    await picture('confirmation-phone');
    expectNoCardAtTheShop(DECLINED, APPROVED);

    await openInOms(orderId);
    await button('Cancel the order').click();
    await page.locator('.order-head [data-state="REMOVED"]').first().waitFor();
    const before = JSON.stringify(suite.machine.cybersource.ledger());
    expect(await sendAllAgain()).to.equal(3);
    expect(JSON.stringify(suite.machine.cybersource.ledger())).to.equal(before);
    await picture('oms-phone');
  });
});
