/** What a shopper does on the checkout of the tests, whatever they pay with. */
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { hostedField, typeHosted } from '../../../sandbox/test/browser/hosted-field.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const VISA = '4111111111111111';
export const CODE = '917';

export const numberIn = (form: Locator): Locator => hostedField(form, 'Card number');
export const codeIn = (form: Locator): Locator => hostedField(form, 'Security code');

export async function fillIn(form: Locator, number = VISA): Promise<void> {
  await typeHosted(form, 'Card number', number);
  await form.getByLabel('Expiry date').fill(`12/${new Date().getFullYear() + 3}`);
  await typeHosted(form, 'Security code', CODE);
  await form.getByLabel('Name on card').fill('Ada Lovelace');
}

/** Until the hosted fields take what is typed. */
export async function ready(form: Locator): Promise<void> {
  await numberIn(form).waitFor();
  await codeIn(form).waitFor();
  await form.getByText('Opening the secure card fields…').first().waitFor({ state: 'hidden' });
}

export const placeOrder = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Place order' }).click();

export const thanks = (page: Page): Promise<void> =>
  page.getByRole('heading', { name: 'Thank you' }).waitFor();

/** What axe finds wrong on the page, in its own words. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(`axe.run(document, { iframes: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}
