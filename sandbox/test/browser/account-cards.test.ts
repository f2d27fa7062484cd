import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import type { ProfileSavedCard } from '../../occ/profiles/profiles.ts';
import { createClient, textAt } from '../cybersource/client.ts';
import { violationsOn } from '../occ/accessibility.ts';
import { APPROVED, aShopper, DECLINED, type Shopper } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

const PROFILE = '110002';
const CHALLENGED = '4000000000002503';

describe('Cards on the account page of the whole machine, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite({ settings: { payerAuthEnabled: true } });
  let shopper: Shopper;
  let page: Page;

  beforeEach(() => {
    suite.machine.occ.tenant.profiles.require(PROFILE).creditCards = [];
  });
  afterEach(async () => {
    expect(await shopper.leaks()).to.deep.equal([]);
    await shopper.close();
  });

  async function openAccount(): Promise<void> {
    shopper = await aShopper(suite.browser, suite.machine, {
      signedInAs: 'second@example.com',
      isRecorded: true,
    });
    ({ page } = shopper);
    await page.goto(`${suite.machine.shop}/profile`);
    await shopper.button(shopper.says.widget('addCard')).waitFor();
  }

  async function fillInNew(number: string, nickname = ''): Promise<void> {
    const { says } = shopper;
    await shopper.button(says.widget('addCard')).click();
    await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
    await shopper.fillIn(number);
    await page.getByLabel(says.widget('country'), { exact: true }).selectOption('US');
    await page.getByLabel(says.widget('addressLine')).fill('1 Market Street');
    await page.getByLabel(says.widget('city'), { exact: true }).fill('San Francisco');
    await page.getByLabel(says.widget('state')).fill('CA');
    await page.getByLabel(says.widget('postalCode')).fill('94105');
    if (nickname !== '') await page.getByLabel(says.widget('nickname')).fill(nickname);
  }

  async function add(number: string, nickname?: string): Promise<void> {
    await fillInNew(number, nickname);
    await shopper.button(shopper.says.widget('saveThisCard')).click();
  }

  const says = (key: string): string => shopper.says.widget(key);

  /** The name of what has the focus. */
  const focused = (): Promise<string> =>
    page.evaluate(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`);

  const inOcc = (): readonly ProfileSavedCard[] =>
    suite.machine.occ.tenant.profiles.require(PROFILE).creditCards;

  /** Of a card of OCC's, what the vault says: its expiry date and city; undefined when it has none. */
  async function inVault({ token, cardProps }: ProfileSavedCard): Promise<readonly string[] | undefined> {
    const path = `/tms/v2/customers/${cardProps['customerId'] ?? ''}/payment-instruments/${token}`;
    const { status, body } = await createClient(suite.machine.cybersource.url).get(path);
    if (status !== 200) return undefined;
    return ['card.expirationMonth', 'card.expirationYear', 'billTo.locality'].map((at) => textAt(body, at));
  }

  /** What the fields of a billing address show, in their order. */
  const inForm = (form: Locator): Promise<readonly string[]> =>
    Promise.all(
      ['Street and number', /^Apartment/, 'City', 'State or province', 'Postal code'].map((label) =>
        form.getByLabel(label, { exact: true }).inputValue(),
      ),
    );

  const listed = (last4: string): Promise<void> =>
    page
      .getByText(new RegExp(`ending in ${last4}`))
      .first()
      .waitFor();

  it('are added, edited, preferred and deleted, in the vault and in OCC alike', async () => {
    await openAccount();
    expect(await violationsOn(page)).to.deep.equal([]);
    await add(APPROVED, 'Travel');
    await listed('1111');
    await page.getByText(says('cardAdded')).waitFor();
    expect(await focused()).to.equal(says('addCard'));
    const year = String(new Date().getFullYear() + 3);
    const [first] = inOcc();
    expect(first).to.include({ nickname: 'Travel', expiryMonth: '12', expiryYear: year, isDefault: true });
    expect(await inVault(first!)).to.deep.equal(['12', year, 'San Francisco']);

    await add('5555555555554444');
    await listed('4444');
    expect(inOcc()).to.have.length(2);

    await page.getByRole('button', { name: /^Edit: .*1111/ }).click();
    const edit = page.getByRole('form', { name: /^Edit: .*1111/ });
    await edit.getByLabel('Expiry date').fill('06 / 33');
    await edit.getByLabel('Change the billing address').check();
    expect(await violationsOn(page)).to.deep.equal([]);
    expect(await inForm(edit)).to.deep.equal(['1 Market Street', '', 'San Francisco', 'CA', '94105']);
    await edit.getByLabel('Street and number').fill('2 Broadway');
    await edit.getByLabel('City', { exact: true }).fill('Oakland');
    await edit.getByLabel('Postal code').fill('94607');
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText(/Expires 06\/2033/).waitFor();
    await page.getByText(says('cardChanged')).waitFor();
    expect(await focused()).to.match(/^Edit: .*1111/);
    const changed = inOcc().find(({ nickname }) => nickname === 'Travel');
    expect(changed).to.include({ expiryMonth: '06', expiryYear: '2033' });
    expect(await inVault(changed!)).to.deep.equal(['06', '2033', 'Oakland']);

    await page.getByRole('button', { name: /^Make default: .*4444/ }).click();
    await page.getByRole('button', { name: /^Make default: .*1111/ }).waitFor();
    expect(inOcc().find(({ isDefault }) => isDefault)).to.have.property('cardType', 'mastercard');

    const before = inOcc();
    for (const last4 of ['1111', '4444']) {
      await page.getByRole('button', { name: new RegExp(`^Remove: .*${last4}`) }).click();
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText(new RegExp(`ending in ${last4}$`)).waitFor({ state: 'detached' });
    }
    expect(inOcc()).to.deep.equal([]);
    for (const card of before) expect(await inVault(card)).to.equal(undefined);
  });

  it('are moved to another country with the fields of its addresses, and keep the name of their owner', async () => {
    await openAccount();
    await add(APPROVED);
    await listed('1111');
    await page.getByRole('button', { name: /^Edit: .*1111/ }).click();
    const edit = page.getByRole('form', { name: /^Edit: .*1111/ });
    await edit.getByLabel('Change the billing address').check();
    const [state, postalCode] = [edit.getByLabel('State or province'), edit.getByLabel('Postal code')];
    await state.fill('');
    await edit.getByLabel('City', { exact: true }).press('Enter');
    await edit.getByText('Fill in this field.').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).to.equal(await state.getAttribute('id'));
    await edit.getByLabel('Country', { exact: true }).selectOption('AE');
    await postalCode.waitFor({ state: 'detached' });
    await edit.getByLabel('Country', { exact: true }).selectOption('DE');
    await state.waitFor({ state: 'detached' });
    expect(await violationsOn(page)).to.deep.equal([]);
    await edit.getByLabel('Street and number').fill('Unter den Linden 1');
    await edit.getByLabel('City', { exact: true }).fill('Berlin');
    await postalCode.fill('10117');
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText(says('cardChanged')).waitFor();
    const { token, cardProps } = inOcc()[0]!;
    const path = `/tms/v2/customers/${cardProps['customerId'] ?? ''}/payment-instruments/${token}`;
    const { body } = await createClient(suite.machine.cybersource.url).get(path);
    const { firstName, lastName, email, ...moved } = (body as { billTo: Record<string, string> }).billTo;
    expect([firstName, lastName, email]).to.deep.equal(['Ada', 'Lovelace', 'second@example.com']);
    expect(moved).to.deep.equal({
      address1: 'Unter den Linden 1',
      locality: 'Berlin',
      postalCode: '10117',
      country: 'DE',
    });
  });

  it('show the fields of their address once it has been read, and can be saved then', async () => {
    await openAccount();
    await add(APPROVED);
    await listed('1111');
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/savedCards/billingAddress?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: /^Edit: .*1111/ }).click();
    const edit = page.getByRole('form', { name: /^Edit: .*1111/ });
    await edit.getByLabel('Change the billing address').check();
    expect(await edit.getByRole('button', { name: 'Save changes' }).isDisabled()).to.equal(true);
    expect(await edit.getByLabel('City', { exact: true }).count()).to.equal(0);
    answer();
    await edit.getByLabel('City', { exact: true }).waitFor();
    expect(await edit.getByLabel('City', { exact: true }).inputValue()).not.to.equal('');
    expect(await edit.getByRole('button', { name: 'Save changes' }).isDisabled()).to.equal(false);
  });

  it('can be edited where their billing address cannot be read', async () => {
    await openAccount();
    await add(APPROVED);
    await listed('1111');
    await page.route('**/savedCards/billingAddress?*', (route) => route.fulfill({ status: 502, json: {} }));
    await page.getByRole('button', { name: /^Edit: .*1111/ }).click();
    const edit = page.getByRole('form', { name: /^Edit: .*1111/ });
    await edit.getByLabel('Change the billing address').check();
    expect(await inForm(edit)).to.deep.equal(['', '', '', '', '']);
    await edit.getByLabel('Change the billing address').uncheck();
    await edit.getByLabel('Expiry date').fill('06 / 33');
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText(/Expires 06\/2033/).waitFor();
  });

  it('are the same in the checkout: those that were added, and no deleted one', async () => {
    const inCheckout = async (): Promise<readonly string[]> => {
      await shopper.goToCheckout();
      const cards = page.getByRole('radio', { name: /ending in/ });
      await cards.first().waitFor();
      const names = await Promise.all(
        (await cards.all()).map(
          async (card) => /ending in (\d{4})/.exec(await card.ariaSnapshot())?.[1] ?? '',
        ),
      );
      return names.toSorted();
    };
    await openAccount();
    await add(APPROVED);
    await listed('1111');
    await add('5555555555554444');
    await listed('4444');
    expect(await inCheckout()).to.deep.equal(['1111', '4444']);
    await page.goto(`${suite.machine.shop}/profile`);
    await page.getByRole('button', { name: /^Remove: .*1111/ }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText(/ending in 1111$/).waitFor({ state: 'detached' });
    expect(await inCheckout()).to.deep.equal(['4444']);
  });

  it('are added after the bank’s question', async () => {
    await openAccount();
    await add(CHALLENGED);
    await shopper.issuer.getByRole('button', { name: 'Confirm', exact: true }).click();
    await listed('2503');
    expect(await inVault(inOcc()[0]!)).to.be.an('array');
  });

  it('are in neither when the bank’s question is not answered, and the form says so', async () => {
    await openAccount();
    await add(CHALLENGED);
    await shopper.issuer.getByRole('button', { name: 'Fail', exact: true }).click();
    await page.locator('.cyb-account .cyb-alert:not(:empty)').waitFor();
    expect(inOcc()).to.deep.equal([]);
  });

  it('are in neither when the card is declined, and another one can be entered', async () => {
    await openAccount();
    await add(DECLINED);
    await page.locator('.cyb-account .cyb-alert:not(:empty)').waitFor();
    expect(inOcc()).to.deep.equal([]);
  });

  it('are one entry, however often the same card is added', async () => {
    await openAccount();
    await add(APPROVED);
    await listed('1111');
    await add(APPROVED);
    await shopper.button('Add a card').waitFor();
    expect(inOcc()).to.have.length(1);
    expect(await inVault(inOcc()[0]!)).to.be.an('array');
  });

  it('say so where their form cannot be loaded, however often it is tried, and the page stays as it is', async () => {
    await openAccount();
    await page.route('**/js/cybersource-account-cards.js', (route) => route.abort());
    for (const time of ['first', 'second']) {
      await shopper.button('Add a card').click();
      await page.locator('.cyb-saved-cards > .cyb-alert').getByText(says('unavailable')).waitFor();
      expect(await page.locator('.cyb-account').count(), time).to.equal(0);
    }
  });

  it('are asked for again where something is missing or does not fit, before the card is tokenized', async () => {
    await openAccount();
    await shopper.button('Add a card').click();
    await page.getByText(shopper.says.widget('opening')).waitFor({ state: 'hidden' });
    await shopper.button('Save card').click();
    await page.getByText('Check the marked fields, then save the card again.').waitFor();
    expect(await violationsOn(page)).to.deep.equal([]);
    await shopper.button('Cancel').click();
    await fillInNew(APPROVED);
    await page.getByLabel('Postal code').fill('ABC');
    await shopper.button('Save card').click();
    await page.getByText('Check the postal code: it does not fit the country.').waitFor();
    expect(inOcc()).to.deep.equal([]);
  });
});
