import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../../sandbox/test/browser/launch.ts';
import { closePages, sharedBrowser } from '../../../sandbox/test/browser/shared-browser.ts';
import { startWholeMachine, type WholeMachine } from '../../../sandbox/test/browser/whole-machine.ts';
import { createGeneralFiles } from '../../../sandbox/occ/pages/general-files.ts';
import { copyPage } from '../../../scripts/src/package/kept-builds.ts';
import { fillIn, numberIn, placeOrder, ready, violations, VISA } from './checkout-page.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../../docs/sample-checkout');
const ADDRESS = '/file/general/sample-checkout/';

describe('The sample of a page that runs its own checkout, on the whole machine', function () {
  this.timeout(60_000);
  let browser: Browser;
  let machine: WholeMachine;
  let built: string;
  let page: Page;

  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    built = await mkdtemp(path.join(tmpdir(), 'checkout-'));
    await copyPage(built);
    [browser, machine] = await Promise.all([
      sharedBrowser(),
      startWholeMachine({
        settings: { payerAuthEnabled: true },
        pages: [createGeneralFiles('sample-checkout', [SAMPLE, built])],
      }),
    ]);
  });
  after(async () => {
    await closePages();
    await machine.close();
    await rm(built, { recursive: true });
  });
  afterEach(() => page.close());

  async function open({ takesFingerprint = true } = {}): Promise<Locator> {
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    if (!takesFingerprint) await page.route('**/paymentMethods', withoutFingerprint);
    await page.goto(machine.shop + ADDRESS);
    const form = page.locator('.cyb-payment');
    await form.waitFor();
    await ready(form);
    return form;
  }

  /** As the extension answers on a site without an organization for the fingerprint. */
  async function withoutFingerprint(route: Route): Promise<void> {
    const response = await route.fetch();
    const { paymentMethods } = (await response.json()) as { paymentMethods: unknown };
    await route.fulfill({
      response,
      json: { paymentMethods, deviceFingerprint: { deviceFingerprintEnabled: false } },
    });
  }

  /** Where the frames on the page come from, without what they were told. */
  const framesLeft = (): Promise<readonly string[]> =>
    page.evaluate(
      `[...document.querySelectorAll('iframe')].map(({ src }) => new URL(src).origin + new URL(src).pathname)`,
    );

  const result = (text: RegExp): Promise<void> => page.getByRole('status').getByText(text).waitFor();
  const lastOrder = (): { state: string; id: string } => machine.occ.tenant.orders.list()[0]!;

  it('places an order that is paid by card', async () => {
    const form = await open();
    expect(await violations(page)).to.deep.equal([]);
    await fillIn(form);
    await placeOrder(page);
    await result(/Thank you/);
    expect(lastOrder().state).to.equal('SUBMITTED');
    // The card fields and the frame of device data collection have gone. What ThreatMetrix's script has put into the page is its own.
    expect(await framesLeft()).to.deep.equal([`${machine.cybersource.url}/fp/tags`]);
  });

  it('leaves no frame behind where the site takes no device fingerprint', async () => {
    const form = await open({ takesFingerprint: false });
    await fillIn(form);
    await placeOrder(page);
    await result(/Thank you/);
    expect(await framesLeft()).to.deep.equal([]);
  });

  it('lets the bank ask, and places the order that it asked about', async () => {
    const form = await open();
    await fillIn(form, '4000000000002503');
    await placeOrder(page);
    const bank = page.getByRole('dialog').frameLocator('iframe');
    await bank.getByRole('button', { name: 'Confirm' }).click();
    await result(/Thank you/);
    expect(lastOrder().state).to.equal('SUBMITTED');
  });

  it('hears what happened, in the form and from submit(), and pays with another card', async () => {
    const form = await open();
    await placeOrder(page);
    await result(/incomplete/);
    await form.getByText('Enter the number on the card.').first().waitFor();
    await fillIn(form, '4000000000000002');
    await placeOrder(page);
    await result(/declined/);
    await form
      .getByRole('alert')
      .getByText(/declined/)
      .waitFor();
    await numberIn(form).fill('');
    await numberIn(form).pressSequentially(VISA);
    await placeOrder(page);
    await result(/Thank you/);
  });

  it('pays with a wallet, whose sheet shows the total of the moment', async () => {
    await open();
    await page.getByLabel('Pour-over sets').fill('2');
    await page.getByLabel('Pour-over sets').blur();
    await page.getByText('96.00 USD').waitFor();
    await page.getByRole('radio', { name: 'Google Pay' }).check();
    await page.getByRole('button', { name: 'Google Pay' }).click();
    const sheet = page.getByRole('dialog', { name: 'Google Pay (sandbox)' });
    await sheet.getByText('96.00 USD').waitFor();
    await sheet
      .getByRole('radio', { name: /this device/ })
      .first()
      .check();
    await sheet.getByRole('button', { name: 'Pay', exact: true }).click();
    await result(/Thank you/);
  });

  it('reads that the order is placed although the sheet of the wallet was closed meanwhile', async () => {
    await open();
    await page.getByRole('radio', { name: 'Apple Pay' }).check();
    let answer = (): void => undefined;
    const closed = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/ccstore/v1/orders', async (route) => {
      const response = await route.fetch();
      await closed;
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Pay with Apple Pay' }).click();
    const sheet = page.getByRole('dialog', { name: 'Apple Pay (sandbox)' });
    await sheet.getByRole('radio').first().check();
    const sent = page.waitForRequest('**/ccstore/v1/orders');
    await sheet.getByRole('button', { name: 'Pay', exact: true }).click();
    await sent;
    await sheet.getByRole('button', { name: 'Cancel' }).click();
    answer();
    await result(/Thank you/);
    expect(lastOrder().state).to.equal('SUBMITTED');
  });

  it('charges nothing when the total has changed under the open sheet of a wallet', async () => {
    const form = await open();
    await page.getByRole('radio', { name: 'Apple Pay' }).check();
    await page.getByRole('button', { name: 'Pay with Apple Pay' }).click();
    const sheet = page.getByRole('dialog', { name: 'Apple Pay (sandbox)' });
    await sheet.waitFor();
    const before = machine.occ.tenant.orders.list().length;
    await page.evaluate(`(() => {
      const quantity = document.getElementById('quantity');
      quantity.value = 3;
      quantity.dispatchEvent(new Event('change'));
    })()`);
    await page.getByText('144.00 USD').waitFor();
    await sheet.getByRole('radio').first().check();
    await sheet.getByRole('button', { name: 'Pay', exact: true }).click();
    await form.getByRole('alert').getByText('The total has changed in the meantime.').waitFor();
    await result(/failed/);
    expect(machine.occ.tenant.orders.list()).to.have.length(before);
  });

  it('hears how an order went whose answer was lost', async () => {
    const form = await open();
    await fillIn(form, '4000000000002503');
    await placeOrder(page);
    const bank = page.getByRole('dialog').frameLocator('iframe');
    await bank.getByRole('button', { name: 'Confirm' }).waitFor();
    await page.route('**/ccstore/v1/orders', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await bank.getByRole('button', { name: 'Confirm' }).click();
    await result(/Thank you/);
    expect(lastOrder().state).to.equal('SUBMITTED');
  });
});
