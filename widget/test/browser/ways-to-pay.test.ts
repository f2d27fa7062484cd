import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../../sandbox/test/browser/launch.ts';
import { closePages, sharedBrowser } from '../../../sandbox/test/browser/shared-browser.ts';
import {
  startMicroform,
  type RunningMicroform,
} from '../../../sandbox/test/cybersource/microform/a-microform.ts';
import { codeIn, CODE, fillIn, placeOrder, ready, thanks, violations } from './checkout-page.ts';
import { CARD_ONLY, startShop, type Shop } from './shop.ts';

const WITH_ISSUER = [{ type: 'card', config: { payerAuthEnabled: true } }];

const aSavedCard = (id: string, more: object = {}): object => ({
  id,
  nickname: '',
  type: 'visa',
  last4: '1111',
  expiryMonth: '12',
  expiryYear: '2030',
  isDefault: false,
  status: 'valid',
  ...more,
});

describe('A shopper and the ways to pay', function () {
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
    shop.requests.length = 0;
    shop.orders.length = 0;
    shop.challenges.length = 0;
    shop.declines.length = 0;
    shop.methods = CARD_ONLY;
    shop.savedCards = [];
  });
  afterEach(() => page.close());

  async function open(query = '', width = 1280): Promise<Locator> {
    page = await browser.newPage({ viewport: { width, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`${shop.origin}/checkout?${query}`);
    const form = page.locator('.cyb-payment');
    await form.waitFor();
    return form;
  }

  const properties = (at: number): Readonly<Record<string, string>> => shop.orders[at]![0]!.customProperties;

  describe('whose bank asks', () => {
    const challenge = (challengeWindowSize = '03'): object => ({
      action: 'validateConsumerAuthentication',
      stepUpUrl: `${shop.issuer}/step-up`,
      accessToken: 'Transaction-1',
      pareq: Buffer.from(JSON.stringify({ challengeWindowSize })).toString('base64'),
      pauseRequestId: 'sealed',
    });
    const dialog = (): Locator => page.getByRole('dialog', { name: 'Confirm it’s you' });

    async function pay(size?: string, width?: number): Promise<void> {
      shop.methods = WITH_ISSUER;
      shop.challenges.push(challenge(size));
      const form = await open('', width);
      await ready(form);
      await fillIn(form);
      await placeOrder(page);
      await dialog().waitFor();
    }

    it('confirms in the page and pays with the same card', async () => {
      await pay();
      const frame = dialog().frameLocator('iframe');
      await frame.getByRole('button', { name: 'Yes, it is me' }).waitFor();
      expect(await violations(page)).to.deep.equal([]);
      const box = await dialog().locator('iframe').boundingBox();
      expect([box?.width, box?.height].map((side) => Math.round(side ?? 0))).to.deep.equal([502, 602]);
      await frame.getByRole('button', { name: 'Yes, it is me' }).click();
      await thanks(page);
      expect(await dialog().count()).to.equal(0);

      expect(shop.orders).to.have.length(2);
      expect(properties(0)).to.include({
        referenceId: 'ref1',
        deviceChannel: 'Browser',
        returnUrl: `${shop.origin}/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl`,
      });
      expect(properties(1)).to.include({
        authenticationTransactionId: 'Transaction-1',
        pauseRequestId: 'sealed',
        transientTokenJwt: properties(0)['transientTokenJwt'] ?? '',
      });
    });

    it('has the whole screen of a phone for it', async () => {
      await pay('01', 390);
      const box = await dialog().boundingBox();
      expect(box).to.deep.equal({ x: 0, y: 0, width: 390, height: 800 });
      expect(await violations(page)).to.deep.equal([]);
    });

    it('is asked before stopping, can go on, and hears that nothing was charged', async () => {
      await pay();
      await page.keyboard.press('Escape');
      const question = dialog().getByRole('alert').getByText('Do you want to stop?');
      await question.waitFor();
      expect(await violations(page)).to.deep.equal([]);
      await dialog().getByRole('button', { name: 'Continue' }).click();
      await question.waitFor({ state: 'hidden' });

      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().getByRole('button', { name: 'Stop the payment' }).click();
      await page.getByRole('alert').getByText('You stopped the payment. Nothing was charged.').waitFor();
      expect(await dialog().count()).to.equal(0);
      expect(shop.orders).to.have.length(1);

      await placeOrder(page);
      await thanks(page);
    });

    it('cannot close it by pressing Escape twice', async () => {
      await pay();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await dialog().getByText('Do you want to stop?').waitFor();
      expect(shop.orders).to.have.length(1);
    });

    it('does not believe messages from another window', async () => {
      await pay();
      await dialog().frameLocator('iframe').getByRole('button', { name: 'Yes, it is me' }).waitFor();
      const claim = { messageType: 'transactionValidation', message: 'Transaction-1' };
      await page.evaluate(`window.postMessage(${JSON.stringify(claim)}, '*')`);
      await page
        .frames()
        .find((frame) => frame.url().endsWith('/step-up'))!
        .evaluate(`parent.postMessage(${JSON.stringify(claim)}, '*')`);
      await page.waitForTimeout(100);
      expect(await dialog().isVisible()).to.equal(true);
      expect(shop.orders).to.have.length(1);
    });

    it('comes back after closing the page and hears that the order is not placed', async () => {
      await pay();
      await page.reload();
      await page.getByRole('alert').getByText('Your last payment was not completed').waitFor();
    });

    it('is shown the order that went through while its answer was lost', async () => {
      await pay();
      await page.route('**/orders', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await dialog().frameLocator('iframe').getByRole('button', { name: 'Yes, it is me' }).click();
      await thanks(page);
      expect(shop.orders).to.have.length(2);
    });

    it('goes through a challenge after a soft decline', async () => {
      shop.methods = WITH_ISSUER;
      shop.challenges.push({ scaRequired: 'true' }, challenge());
      const form = await open();
      await ready(form);
      await fillIn(form);
      await placeOrder(page);
      await dialog().frameLocator('iframe').getByRole('button', { name: 'Yes, it is me' }).click();
      await thanks(page);
      expect(shop.orders).to.have.length(3);
      expect(properties(0)).not.to.have.property('challengeCode');
      expect(properties(1)).to.include({ challengeCode: '04' });
    });
  });

  describe('with saved cards', () => {
    const visa = (): Locator => page.getByRole('radio', { name: /Visa ending in 1111/ });

    it('pays with the default one without typing anything', async () => {
      shop.savedCards = [
        aSavedCard('c1'),
        aSavedCard('c2', { type: 'amex', last4: '0005', isDefault: true }),
      ];
      await open('profile=p1');
      const amex = page.getByRole('radio', { name: /American Express ending in 0005/ });
      await amex.waitFor();
      expect(await amex.isChecked()).to.equal(true);
      expect(await violations(page)).to.deep.equal([]);
      await placeOrder(page);
      await thanks(page);
      const { checkoutId, ...others } = properties(0);
      expect(checkoutId).to.match(/^[0-9a-f]{32}-\w+$/);
      expect(shop.orders).to.have.length(1);
      expect(shop.orders[0]).to.have.length(1);
      expect({ ...shop.orders[0]![0], customProperties: others }).to.deep.equal({
        type: 'card',
        savedCardId: 'c2',
        customProperties: { paymentType: 'card' },
      });
      expect(shop.requests.filter(({ url }) => url.endsWith('/keys'))).to.deep.equal([]);
    });

    it('cannot choose an expired one, and hears which expire soon', async () => {
      shop.savedCards = [
        aSavedCard('c1', { status: 'expired', isDefault: true }),
        aSavedCard('c2', { last4: '4444', type: 'mastercard', status: 'expires-soon' }),
      ];
      await open('profile=p1');
      await visa().waitFor();
      expect(await visa().isDisabled()).to.equal(true);
      await page.getByText('Expired 12/2030').waitFor();
      await page.getByText('Expires soon: 12/2030').waitFor();
      expect(await page.getByRole('radio', { name: /Mastercard/ }).isChecked()).to.equal(true);
    });

    it('is asked for the security code where the site wants it, and for nothing else', async () => {
      shop.savedCards = [aSavedCard('c1')];
      const securityCode = { newCards: true, savedCards: true, scheduledOrders: true };
      shop.methods = [{ type: 'card', config: { payerAuthEnabled: false, securityCode } }];
      const form = await open('profile=p1');
      await placeOrder(page);
      await form.getByText('Enter the security code.').first().waitFor();
      await codeIn(form).first().pressSequentially(CODE);
      await placeOrder(page);
      await thanks(page);
      expect(shop.orders[0]![0]).to.include({ type: 'card', savedCardId: 'c1' });
      const card = await microform.vault.byTransientToken(properties(0)['transientTokenJwt'] ?? '');
      expect(card).to.include({ securityCode: CODE });
    });

    it('keeps a new card only when logged in and ticked', async () => {
      const guest = await open();
      await ready(guest);
      expect(await page.getByLabel('Save this card for next time').count()).to.equal(0);
      await page.close();

      const form = await open('profile=p1');
      await ready(form);
      await fillIn(form);
      await page.getByLabel('Save this card for next time').check();
      await page.getByLabel('Use it as my default card').check();
      expect(await violations(page)).to.deep.equal([]);
      await placeOrder(page);
      await thanks(page);
      expect(shop.orders[0]![0]).to.include({ saveCard: true, setAsDefault: true });
    });

    it('names, prefers and removes them, and is asked before a card goes', async () => {
      shop.savedCards = [aSavedCard('c1')];
      await open('profile=p1');
      await page.getByRole('button', { name: 'Rename: Visa ending in 1111' }).click();
      await page.getByLabel('Name for this card').fill('Travel');
      await page.getByRole('button', { name: 'Save name' }).click();
      await page.getByText('Travel · Expires 12/2030').waitFor();
      await page.getByRole('button', { name: 'Make default: Visa ending in 1111' }).click();
      await page.getByText('Travel · Expires 12/2030 · Default').waitFor();
      await page.getByRole('button', { name: 'Remove: Visa ending in 1111' }).click();
      await page.getByText('Remove Visa ending in 1111?').waitFor();
      expect(await violations(page)).to.deep.equal([]);
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await visa().waitFor({ state: 'detached' });
      expect(shop.savedCards).to.deep.equal([]);
    });

    it('is asked to confirm a saved card as well', async () => {
      shop.methods = WITH_ISSUER;
      shop.savedCards = [aSavedCard('c1')];
      await open('profile=p1');
      await visa().waitFor();
      await placeOrder(page);
      await thanks(page);
      const setup = shop.requests.find(({ url }) => url.endsWith('/payerAuth/setup'));
      expect(JSON.parse(setup!.body)).to.deep.equal({ profileId: 'p1', savedCardId: 'c1' });
      expect(properties(0)).to.include({ referenceId: 'ref1' });
    });
  });

  it('has nothing to pay when gift cards cover the order, and pays when they no longer do', async () => {
    const form = await open();
    await ready(form);
    await page.evaluate('shop.total(0)');
    await form.getByText('There is nothing to pay for this order.').waitFor();
    await page.evaluate('shop.total(5)');
    await ready(form);
    await fillIn(form);
    await placeOrder(page);
    await thanks(page);
  });

  it('loads one script for a card payment, and another only to draw marks', async () => {
    await ready(await open());
    const scripts = shop.requests.filter(({ url }) => url.startsWith('/widget/js/'));
    expect(scripts.map(({ url }) => url)).to.deep.equal([
      '/widget/js/cybersource-payment.js',
      '/widget/js/cybersource-marks.js',
    ]);
  });

  for (const language of ['en', 'de', 'fr', 'es', 'it', 'pt-BR', 'nl', 'ja', 'zh-CN', 'ar']) {
    it(`reads the form in ${language}, with nothing for axe to complain about`, async () => {
      shop.savedCards = [aSavedCard('c1', { isDefault: true, status: 'expires-soon' })];
      const form = await open(`language=${language}&profile=p1`, 390);
      await page.getByRole('radio').last().check();
      await placeOrder(page);
      await form.locator('.cyb-error:not(:empty)').first().waitFor();
      expect(await violations(page)).to.deep.equal([]);
      const sideways = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(sideways).to.equal(0);
    });
  }
});
