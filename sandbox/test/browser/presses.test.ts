import type { Page } from 'playwright-core';
import { expect } from 'chai';
import { APPROVED, aShopper, PHONE, type Shopper } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

const PROFILE = '110002';

/** Nothing is out of sight: Chromium scrolls with what moves there, so that the rest stays under the pointer. */
const ONE_COLUMN = { width: PHONE.width, height: 3_000 };

/** A press takes the focus from a field, which then has something to say, or nothing any more: the page must not move under it. */
describe('A press beside a field that has the focus, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite();
  let shopper: Shopper;
  let page: Page;

  afterEach(() => shopper.close());

  const says = (key: string): string => shopper.says.widget(key);

  it('saves the changes of a saved card, or leads to what is wrong with them', async () => {
    suite.machine.occ.tenant.profiles.require(PROFILE).creditCards = [];
    shopper = await aShopper(suite.browser, suite.machine, { signedInAs: 'second@example.com' });
    ({ page } = shopper);
    await page.goto(`${suite.machine.shop}/profile`);
    await shopper.button(says('addCard')).click();
    await page.getByText(says('opening')).waitFor({ state: 'hidden' });
    await shopper.fillIn(APPROVED);
    await page.getByLabel(says('country'), { exact: true }).selectOption('US');
    await page.getByLabel(says('addressLine')).fill('1 Market Street');
    await page.getByLabel(says('city'), { exact: true }).fill('San Francisco');
    await page.getByLabel(says('state')).fill('CA');
    // What is missing is said below the field once it was left, and pushes the button down.
    await page.getByLabel(says('postalCode')).focus();
    await shopper.pressSlowly(shopper.button(says('saveThisCard')), 'top');
    await page.getByText(says('addressMissing')).waitFor();
    await page.getByText('Check the marked fields, then save the card again.').waitFor();
    await page.getByLabel(says('postalCode')).fill('94105');
    await shopper.pressSlowly(shopper.button(says('saveThisCard')), 'bottom');

    await page.getByRole('button', { name: /^Edit: / }).click();
    const edit = page.getByRole('form', { name: /^Edit: / });
    const expiry = edit.getByLabel('Expiry date');
    await expiry.fill('06');
    await shopper.pressSlowly(edit.getByRole('button', { name: 'Save changes' }), 'top');
    await edit.locator('.cyb-error:not(:empty)').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).to.equal(await expiry.getAttribute('id'));
    await expiry.fill('06 / 33');
    await shopper.pressSlowly(edit.getByRole('button', { name: 'Save changes' }), 'bottom');
    await page.getByText(/Expires 06\/2033/).waitFor();
  });

  it('places the order below the card form and the address, whatever they have to say', async () => {
    shopper = await aShopper(suite.browser, suite.machine, { viewport: ONE_COLUMN });
    ({ page } = shopper);
    await shopper.goToCheckout();
    await shopper.fillIn(APPROVED);
    const place = shopper.button(shopper.says.shop('Place order'));
    await page.getByLabel(says('nameOnCard')).fill('');
    await page.getByLabel(says('nameOnCard')).focus();
    await shopper.pressSlowly(place, 'top');
    await shopper.alert.getByText(says('checkFields')).waitFor();
    await page.getByLabel(says('nameOnCard')).fill('Ada Lovelace');

    const city = page.locator('#shipping-city');
    await city.fill('');
    await shopper.placeOrder();
    await page.locator('#shipping-city-error').waitFor();
    await city.fill('San Francisco');
    await shopper.pressSlowly(place, 'bottom');
    await shopper.confirmation();
  });
});
