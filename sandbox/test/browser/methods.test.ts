import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { typeHosted } from './hosted-field.ts';
import { APPROVED, aShopper, CODE, type Shopper, type ShopperOptions } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

describe('Every way to pay on the whole machine, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite({ settings: { payerAuthEnabled: true, isCVVRequiredForSavedCards: true } });
  let shopper: Shopper;

  afterEach(async () => {
    expect(await shopper.leaks()).to.deep.equal([]);
    await shopper.close();
  });

  async function enter(options: ShopperOptions = {}): Promise<void> {
    shopper = await aShopper(suite.browser, suite.machine, { ...options, isRecorded: true });
    await shopper.goToCheckout();
  }
  /** The sheet of a wallet, which speaks English whatever the shop speaks. */
  const sheet = (wallet: 'Google Pay' | 'Apple Pay'): Locator =>
    shopper.page.getByRole('dialog', { name: `${wallet} (sandbox)` });
  async function confirmIn(wallet: 'Google Pay' | 'Apple Pay', card: RegExp): Promise<void> {
    await sheet(wallet).getByRole('radio', { name: card }).first().check();
    await sheet(wallet).getByRole('button', { name: 'Pay', exact: true }).click();
  }
  /** Presses the wallet's own button, which is the only one: the shop's makes room for it. */
  async function pressWallet(wallet: 'Google Pay' | 'Apple Pay'): Promise<void> {
    const name = wallet === 'Apple Pay' ? shopper.says.widget('payWithApplePay') : wallet;
    await shopper.button(name).waitFor();
    expect(await shopper.button(shopper.says.shop('Place order')).count()).to.equal(0);
    await shopper.button(name).click();
  }
  const placed = (): Record<string, unknown> => {
    const [order] = suite.machine.occ.tenant.orders.list();
    return { ...order?.paymentGroups.at(-1) };
  };

  for (const { language, signedInAs } of [
    { language: 'en', signedInAs: undefined },
    { language: 'de', signedInAs: 'shopper@example.com' },
  ] as const) {
    const who = `${signedInAs === undefined ? 'a guest' : 'a shopper with an account'} in ${language}`;
    const options: ShopperOptions = { language, ...(signedInAs !== undefined && { signedInAs }) };

    it(`takes a card from ${who}`, async () => {
      await enter(options);
      await shopper.choose(shopper.says.widget('card'));
      await shopper.fillIn(APPROVED);
      await shopper.placeOrder();
      await shopper.confirmation();
      await shopper.page.locator('.payments').getByText(shopper.says.shop('Authorized')).waitFor();
      await shopper.page.locator('.payments').getByText(shopper.says.shop('Payment')).waitFor();
    });

    it(`takes Google Pay from ${who}`, async () => {
      await enter(options);
      await shopper.choose('Google Pay');
      await pressWallet('Google Pay');
      await confirmIn('Google Pay', /Mastercard •••• 4444 this device/);
      await shopper.confirmation();
      expect(placed()).to.include({ paymentMethod: 'generic', state: 'AUTHORIZED' });
    });

    it(`takes Apple Pay from ${who}`, async () => {
      await enter(options);
      await shopper.choose('Apple Pay');
      await pressWallet('Apple Pay');
      await confirmIn('Apple Pay', /Mastercard •••• 4444/);
      await shopper.confirmation();
      expect(placed()).to.include({ paymentMethod: 'generic', state: 'AUTHORIZED' });
    });
  }

  it('asks the bank about a card of which Google has the number only', async () => {
    await enter();
    await shopper.choose('Google Pay');
    await pressWallet('Google Pay');
    await confirmIn('Google Pay', /Visa •••• 2503/);
    await shopper.issuer.getByRole('button', { name: 'Confirm' }).click();
    await shopper.confirmation();
  });

  for (const wallet of ['Google Pay', 'Apple Pay'] as const) {
    it(`says that nothing was charged when ${wallet} is closed, and opens it again`, async () => {
      await enter();
      await shopper.choose(wallet);
      await pressWallet(wallet);
      await sheet(wallet).getByRole('button', { name: 'Cancel' }).click();
      await shopper.alert.getByText(shopper.says.widget('walletCancelled')).waitFor();
      await pressWallet(wallet);
      await confirmIn(wallet, /Visa •••• 1111/);
      await shopper.confirmation();
    });

    it(`says what to do when the bank declines a card in ${wallet}`, async () => {
      await enter();
      await shopper.choose(wallet);
      await pressWallet(wallet);
      await confirmIn(wallet, /Visa •••• 0002/);
      await shopper.alert.getByText(/Use another card/).waitFor();
    });

    it(`shows the new total in ${wallet} after a coupon`, async () => {
      await enter();
      await shopper.choose(wallet);
      const before = await shopper.page.locator('.summary .total dd').innerText();
      await shopper.page.getByLabel('Coupon').fill('ALDER10');
      await shopper.button('Apply').click();
      await shopper.page.getByText('Discount').waitFor();
      await pressWallet(wallet);
      const amount = await shopper.page.locator('.summary .total dd').innerText();
      expect(amount).not.to.equal(before);
      await sheet(wallet)
        .getByText(`${amount.replace('$', '')} USD`)
        .waitFor();
      await confirmIn(wallet, /Visa •••• 1111/);
      await shopper.confirmation();
    });
  }

  describe('Apple Pay, whose sheet is closed while the order is on its way,', () => {
    /** Confirms in the sheet and closes it before the shop answers the order. */
    async function closeMeanwhile(card: RegExp): Promise<void> {
      await enter();
      await shopper.choose('Apple Pay');
      let answer = (): void => undefined;
      const closed = new Promise<void>((resolve) => (answer = resolve));
      await shopper.page.route('**/ccstore/v1/orders', async (route) => {
        const response = await route.fetch();
        await closed;
        await route.fulfill({ response });
      });
      await pressWallet('Apple Pay');
      await confirmIn('Apple Pay', card);
      await shopper.page.getByText(shopper.says.widget('paying')).first().waitFor();
      await sheet('Apple Pay').getByRole('button', { name: 'Cancel' }).click();
      await sheet('Apple Pay').waitFor({ state: 'detached' });
      answer();
    }

    it('shows the confirmation of an order that is paid', async () => {
      await closeMeanwhile(/Visa •••• 1111/);
      await shopper.confirmation();
      expect(placed()).to.include({ state: 'AUTHORIZED' });
    });

    it('says what to do after a decline, and gives the button back', async () => {
      await closeMeanwhile(/Visa •••• 0002/);
      await shopper.alert.getByText(/Use another card/).waitFor();
      await shopper.page.unroute('**/ccstore/v1/orders');
      await pressWallet('Apple Pay');
      await confirmIn('Apple Pay', /Visa •••• 1111/);
      await shopper.confirmation();
    });
  });

  it('pays once when the button is pressed again and again, and the bag is empty in another tab', async () => {
    await enter();
    const other = await shopper.context.newPage();
    await other.goto(`${suite.machine.shop}/checkout`);
    const otherButton = other.getByRole('button', { name: 'Place order' });
    await otherButton.waitFor();
    await shopper.fillIn(APPROVED);
    const before = suite.machine.cybersource.ledger().length;
    await shopper.button('Place order').dblclick();
    await shopper.page.evaluate(`document.querySelector('#place-order')?.click()`);
    await shopper.confirmation();
    await otherButton.waitFor({ state: 'detached' });
    expect(suite.machine.cybersource.ledger()).to.have.length(before + 1);
  });

  it('places an order that costs nothing without a payment', async () => {
    await enter();
    await shopper.page.getByLabel('Coupon').fill('GIFT100');
    await shopper.button('Apply').click();
    await shopper.page.getByText(shopper.says.widget('nothingToPay')).waitFor();
    await shopper.placeOrder();
    await shopper.confirmation();
  });

  describe('saved cards', () => {
    const signedInAs = 'second@example.com';
    const saved = (): Locator => shopper.page.getByRole('radio', { name: /ending in|endet auf/ });
    const typeSecurityCode = (): Promise<void> =>
      typeHosted(shopper.page, shopper.says.widget('securityCode'), CODE);
    const cards = (): number => suite.machine.occ.tenant.profiles.require('110002').creditCards.length;

    it('are saved with a payment, and then paid with and named by their last digits', async () => {
      await enter({ signedInAs });
      await shopper.fillIn(APPROVED);
      await shopper.page.getByLabel(shopper.says.widget('saveCard')).check();
      await shopper.placeOrder();
      await shopper.confirmation();
      expect(cards()).to.equal(1);

      await shopper.goToCheckout();
      await saved().first().check();
      await typeSecurityCode();
      await shopper.placeOrder();
      await shopper.confirmation();
      expect(placed())
        .to.have.nested.property('instrument.cardDetails.maskedCardNumber')
        .that.matches(/1111$/);
    });

    it('that could not be saved are named on the confirmation of the order, which is paid', async () => {
      await enter({ signedInAs: 'shopper@example.com' });
      await shopper.fillIn('4000000000000770');
      await shopper.page.getByLabel(shopper.says.widget('saveCard')).check();
      await shopper.placeOrder();
      await shopper.confirmation();
      await shopper.page.getByText(shopper.says.widget('cardNotSaved')).waitFor();
      expect(placed()).to.include({ state: 'AUTHORIZED' });
    });

    it('pay for an order that is repeated, and for its next delivery', async () => {
      await enter({ signedInAs });
      await shopper.page.getByLabel('Repeat this order every month').check();
      await saved().first().check();
      await typeSecurityCode();
      await shopper.placeOrder();
      const template = await shopper.confirmation();
      const login = await fetch(`${suite.machine.shop}/ccadmin/v1/login`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'password',
          username: 'admin@example.com',
          password: 'admin',
        }),
      });
      const { access_token: token } = (await login.json()) as { access_token: string };
      const run = await fetch(`${suite.machine.shop}/sandbox/v1/scheduledOrders/${template}/run`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await run.json()).to.include({ state: 'SUBMITTED' });
    });

    it('belong to their shopper alone, and never to a guest', async () => {
      await enter({ signedInAs: 'shopper@example.com' });
      expect(await saved().count()).to.equal(0);
      await shopper.close();
      await enter();
      expect(await saved().count()).to.equal(0);
      expect(await shopper.page.getByLabel(shopper.says.widget('saveCard')).count()).to.equal(0);
    });

    it('are renamed and removed on the account page, at CyberSource too', async () => {
      shopper = await aShopper(suite.browser, suite.machine, { signedInAs, isRecorded: true });
      const { page, says } = shopper;
      await page.getByRole('link', { name: says.shop('Your account') }).click();
      await page.getByRole('button', { name: new RegExp(`^${says.widget('rename')}`) }).click();
      await page.getByLabel(says.widget('nickname')).fill('Travel');
      await shopper.button(says.widget('saveName')).click();
      await page.getByText(/Travel/).waitFor();
      await page.getByRole('button', { name: new RegExp(`^${says.widget('remove')}`) }).click();
      await shopper.button(says.widget('remove')).click();
      await page.getByText(says.widget('noSavedCards')).waitFor();
      expect(cards()).to.equal(0);
    });
  });
});
