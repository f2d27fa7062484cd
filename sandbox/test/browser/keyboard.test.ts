import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { aShopper, CODE, type Shopper } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

/** Whether what one types arrives here; runs in the page or the frame. */
const HAS_FOCUS = (field: unknown): boolean => {
  const page = globalThis as unknown as { document: { hasFocus(): boolean; activeElement: unknown } };
  return page.document.hasFocus() && page.document.activeElement === field;
};

/** Whether one sees where that is: by a ring around what has the focus, or around the place of a hosted field. */
const FOCUS_IS_SHOWN = `(() => {
  const active = document.activeElement;
  if (active.matches('.cyb-frame')) return true;
  const place = active.closest('.cyb-control') ?? active;
  return [active, place].map((element) => getComputedStyle(element)).some(
    ({ outlineStyle, outlineWidth, boxShadow }) =>
      (outlineStyle !== 'none' && parseInt(outlineWidth) >= 2) || boxShadow !== 'none',
  );
})()`;

describe('A shopper without a mouse, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite({ settings: { payerAuthEnabled: true } });
  let shopper: Shopper;

  afterEach(() => shopper.close());

  /** Tab until the element has the focus; between frames that takes the browser a moment. */
  async function tabTo(element: Locator): Promise<void> {
    await element.waitFor();
    for (let press = 0; press < 60; press += 1) {
      await shopper.page.keyboard.press('Tab');
      for (let look = 0; look < 5; look += 1) {
        if (await element.evaluate(HAS_FOCUS)) {
          // A hosted field tells the page that it has the focus; the ring follows.
          await shopper.page.waitForFunction(FOCUS_IS_SHOWN, undefined, { timeout: 2_000 }).catch(() => {
            throw new Error(`${String(element)} does not show that it has the focus.`);
          });
          return;
        }
        await shopper.page.waitForTimeout(5);
      }
    }
    throw new Error(`${String(element)} cannot be reached with Tab.`);
  }
  const press = (key: string): Promise<void> => shopper.page.keyboard.press(key);
  const type = (text: string): Promise<void> => shopper.page.keyboard.type(text);

  it('buys, pays by card and answers the bank’s question', async () => {
    shopper = await aShopper(suite.browser, suite.machine);
    const { page, says } = shopper;
    await tabTo(page.getByRole('button', { name: /^Add to bag/ }).first());
    await press('Enter');
    await page.getByText('is in your bag').waitFor({ state: 'attached' });
    await tabTo(page.locator('a.bag'));
    await press('Enter');
    await tabTo(page.getByRole('link', { name: 'Check out' }));
    await press('Enter');
    await page.locator('.cyb-payment').waitFor();
    await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });

    await tabTo(shopper.hosted(says.widget('cardNumber')));
    await type('4000000000002503');
    await tabTo(page.getByLabel(says.widget('expiry')));
    await type(`12${new Date().getFullYear() + 3}`);
    await tabTo(shopper.hosted(says.widget('securityCode')));
    await type(CODE);
    await tabTo(page.getByLabel(says.widget('nameOnCard')));
    await type('Ada Lovelace');
    await tabTo(shopper.button('Place order'));
    await press('Enter');

    await tabTo(shopper.issuer.getByRole('button', { name: 'Confirm' }));
    await press('Enter');
    const orderId = await shopper.confirmation();
    expect(suite.machine.cybersource.ledger({ reference: orderId })).not.to.deep.equal([]);
  });

  it('finds the first mistake under the focus, and stays inside the dialog of the challenge', async () => {
    shopper = await aShopper(suite.browser, suite.machine);
    const { says, page } = shopper;
    await shopper.goToCheckout();
    await tabTo(shopper.button('Place order'));
    await press('Enter');
    const number = shopper.hosted(says.widget('cardNumber'));
    await shopper.alert.getByText(says.widget('checkFields')).waitFor();
    await page.waitForFunction(`document.activeElement.tagName === 'IFRAME'`);
    expect(await number.evaluate(HAS_FOCUS)).to.equal(true);

    await shopper.fillIn('4000000000002503');
    await shopper.placeOrder();
    await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
    for (let tab = 0; tab < 12; tab += 1) {
      await press('Tab');
      const outside = await page.evaluate(
        `document.hasFocus() && document.activeElement !== document.body && document.activeElement.closest('dialog') === null`,
      );
      expect(outside).to.equal(false);
    }
  });
});
