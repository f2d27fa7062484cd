/** Every state in which a shopper can meet the widgets, one after the other. */
import type { Browser, Page } from 'playwright-core';
import { aShopper, PHONE, type Shopper, type ShopperOptions } from './shopper.ts';
import type { WholeMachine } from './whole-machine.ts';

/** Looks at one state. Must leave the page as it is. */
export type Visit = (state: string, page: Page) => Promise<void>;

/** Cards of the sandbox's second shopper: one that is good for years, one that has expired. */
const CARDS = [
  {
    nickname: 'Everyday',
    cardType: 'visa',
    cardNumber: '411111xxxxxx1111',
    expiryYear: '2035',
    token: 'PI-A',
  },
  { nickname: '', cardType: 'amex', cardNumber: '378282xxxxx0005', expiryYear: '2024', token: 'PI-B' },
];

/** What the sandbox has to know before somebody walks through all states. */
export function prepareStates({ occ }: WholeMachine): void {
  const { profiles, gatewayName } = occ.tenant;
  const profile = profiles.require('110002');
  for (const card of CARDS) {
    const rest = { gatewayId: gatewayName, nameOnCard: 'Second Shopper', expiryMonth: '03', cardProps: {} };
    profiles.save(profile, { ...card, ...rest }, { asDefault: false });
  }
}

/** Walks through all states in one language; the machine needs payer authentication on, and {@link prepareStates}. */
export async function visitStates(
  browser: Browser,
  machine: WholeMachine,
  options: Pick<ShopperOptions, 'language' | 'viewport'>,
  visit: Visit,
): Promise<void> {
  const walks = [visitCard, visitChallenge, visitFree, visitUnavailable, visitSavedCards, visitAccount];
  for (const walk of walks) {
    const signedIn = walk === visitSavedCards || walk === visitAccount;
    const shopper = await aShopper(browser, machine, {
      viewport: PHONE,
      ...options,
      ...(signedIn && { signedInAs: 'second@example.com' }),
    });
    await walk(shopper, (state) => visit(state, shopper.page));
    await shopper.close();
  }
}

type Look = (state: string) => Promise<void>;

async function visitCard(shopper: Shopper, look: Look): Promise<void> {
  const { says, alert, page } = shopper;
  await shopper.goToCheckout();
  await look('card');
  await shopper.placeOrder();
  await alert.getByText(says.widget('checkFields')).waitFor();
  await page.locator('#notices .notice').waitFor({ state: 'detached' });
  await look('card-with-mistakes');
  await shopper.fillIn('4000000000000002');
  await shopper.placeOrder();
  await alert
    .filter({ hasNotText: says.widget('checkFields') })
    .getByText(/./)
    .waitFor();
  await look('declined');
  await shopper.choose('Google Pay');
  await shopper.button('Google Pay').waitFor();
  await look('google-pay');
  await shopper.choose('Apple Pay');
  await shopper.button(says.widget('payWithApplePay')).waitFor();
  await look('apple-pay');
}

async function visitChallenge(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  await shopper.goToCheckout();
  await shopper.fillIn('4000000000002503');
  await shopper.placeOrder();
  await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
  await look('challenge');
  await shopper.button(says.widget('cancel')).click();
  await page.getByText(says.widget('confirmLeave')).waitFor();
  await look('challenge-leaving');
}

async function visitFree(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  await shopper.goToCheckout();
  await page.getByLabel(says.shop('Coupon')).fill('GIFT100');
  await shopper.button(says.shop('Apply')).click();
  await page.getByText(says.widget('nothingToPay')).waitFor();
  await look('nothing-to-pay');
}

async function visitUnavailable(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  await page.route('**/isv-payment/v2/keys', (route) => route.abort());
  await shopper.goToCheckout();
  await page.getByText(says.widget('unavailable')).waitFor();
  await look('unavailable');
}

async function visitSavedCards(shopper: Shopper, look: Look): Promise<void> {
  await shopper.goToCheckout();
  await shopper.page.getByRole('radio', { name: 'Everyday' }).waitFor();
  await look('saved-card');
}

async function visitAccount(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  const first = (key: string): ReturnType<Page['getByRole']> =>
    page.getByRole('button', { name: new RegExp(`^${says.widget(key)}`) }).first();
  await page.getByRole('link', { name: says.shop('Your account') }).click();
  await first('rename').waitFor();
  await look('account');
  await first('rename').click();
  await page.getByLabel(says.widget('nickname')).waitFor();
  await look('account-renaming');
  await shopper.button(says.widget('cancel')).click();
  await first('remove').click();
  await shopper.button(says.widget('remove')).waitFor();
  await look('account-removing');
}
