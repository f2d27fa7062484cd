/** A guest's way through the checkout, past everything that the payment widget can show, on one page. */
import type { Locator, Page } from 'playwright-core';
import type { Look } from './look.ts';
import { DECLINED, type Shopper } from './shopper.ts';

const CHALLENGED = '4000000000002503';

export async function visitCheckout(shopper: Shopper, look: Look): Promise<void> {
  await visitOpening(shopper, look);
  await visitCard(shopper, look);
  await visitWallet(shopper, look, 'Google Pay');
  await visitWallet(shopper, look, 'Apple Pay');
  await visitChallenge(shopper, look);
  await visitEarlierOrder(shopper, look);
  await visitNothingToPay(shopper, look);
}

async function visitOpening(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  const opening = page.getByText(says.widget('opening'));
  const unavailable = page.getByText(says.widget('unavailable'));
  const keys = await holdBack(page, '**/isv-payment/v2/keys');
  await shopper.openCheckout();
  await opening.waitFor();
  await look('opening');
  keys.fail();
  await unavailable.waitFor();
  await look('unavailable');
  await keys.restore();
  // With the network back, the form may have opened by itself meanwhile.
  const again = shopper.button(says.widget('tryAgain'));
  await again.click({ timeout: 1000 }).catch(() => undefined);
  await unavailable.waitFor({ state: 'hidden' });
  await opening.waitFor({ state: 'hidden' });
}

async function visitCard(shopper: Shopper, look: Look): Promise<void> {
  const { says, alert, page } = shopper;
  await look('card');
  await shopper.placeOrder();
  await alert.getByText(says.widget('checkFields')).waitFor();
  await page.locator('#notices .notice').waitFor({ state: 'detached' });
  await look('card-with-mistakes');
  await shopper.fillIn(DECLINED);
  const orders = await holdBack(page, '**/ccstore/v1/orders');
  await shopper.placeOrder();
  await page.getByText(says.widget('paying')).waitFor();
  await look('paying');
  await orders.restore();
  await alert.getByText(/./).waitFor();
  await look('declined');
}

async function visitWallet(shopper: Shopper, look: Look, wallet: 'Google Pay' | 'Apple Pay'): Promise<void> {
  const { says, alert, page } = shopper;
  const name = wallet.toLowerCase().replace(' ', '-');
  await shopper.choose(wallet);
  await walletButton(shopper, wallet).waitFor();
  await look(name);
  await walletButton(shopper, wallet).click();
  const sheet = page.getByRole('dialog', { name: `${wallet} (sandbox)` });
  await sheet.waitFor();
  await look(`${name}-sheet`);
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await alert.getByText(says.widget('walletCancelled')).waitFor();
  await look(`${name}-closed`);
}

function walletButton(shopper: Shopper, wallet: 'Google Pay' | 'Apple Pay'): Locator {
  return shopper.button(wallet === 'Apple Pay' ? shopper.says.widget('payWithApplePay') : wallet);
}

async function visitChallenge(shopper: Shopper, look: Look): Promise<void> {
  const { says, page, alert } = shopper;
  await shopper.choose(says.widget('card'));
  await shopper.fillIn(CHALLENGED);
  await shopper.placeOrder();
  await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
  await look('challenge');
  await shopper.button(says.widget('cancel')).click();
  await page.getByText(says.widget('confirmLeave')).waitFor();
  await look('challenge-leaving');
  await shopper.button(says.widget('confirmCancel')).click();
  await alert.getByText(says.widget('confirmCancelled')).waitFor();
  await look('challenge-stopped');
}

/** A page that is loaded again, or a second tab, while the order of before is checked, and how that ends. */
async function visitEarlierOrder({ says, page, alert, notice }: Shopper, look: Look): Promise<void> {
  let state = 'checking';
  const orderId = 'o10001';
  await page.route('**/checkout/state', (route) => route.fulfill({ json: { state, orderId } }));
  for (const [ends, name, message] of [
    ['not-paid', 'nothing-charged', alert.getByText(says.widget('interrupted'))],
    ['paid', 'placed-before', notice.getByText(orderId)],
  ] as const) {
    state = 'checking';
    await page.evaluate(
      `localStorage.setItem('isv-occ-gateway.sent', Date.now() + ' of-another-cart-${'0'.repeat(32)} tab')`,
    );
    await page.reload();
    await page.getByText(says.widget('checking')).waitFor();
    if (ends === 'not-paid') await look('checking');
    state = ends;
    await message.waitFor();
    await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
    await look(name);
  }
  await page.unroute('**/checkout/state');
}

async function visitNothingToPay(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  await page.getByLabel(says.shop('Coupon')).fill('GIFT100');
  await shopper.button(says.shop('Apply')).click();
  await page.getByText(says.widget('nothingToPay')).waitFor();
  await look('nothing-to-pay');
}

interface HeldBack {
  /** They go nowhere, as without a network, and so do later ones. */
  fail(): void;
  /** The network is as it was; what is still held goes on. */
  restore(): Promise<void>;
}

/** Holds requests of an address back. */
async function holdBack(page: Page, address: string): Promise<HeldBack> {
  let decide: (where: 'on' | 'nowhere') => void = () => undefined;
  const decided = new Promise<'on' | 'nowhere'>((resolve) => (decide = resolve));
  const underWay: Promise<void>[] = [];
  await page.route(address, (route) => {
    underWay.push(decided.then((where) => (where === 'on' ? route.continue() : route.abort())));
  });
  return {
    fail: () => {
      decide('nowhere');
    },
    restore: async () => {
      decide('on');
      // What is let go at the same moment as the gate is taken away would never arrive.
      await Promise.all(underWay);
      await page.unroute(address);
    },
  };
}
