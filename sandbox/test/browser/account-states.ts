/** What a shopper with saved cards meets, in the checkout and on the account page. */
import type { Locator } from 'playwright-core';
import type { Look } from './look.ts';
import type { Shopper } from './shopper.ts';
import type { WholeMachine } from './whole-machine.ts';

/** The sandbox's second shopper. */
const PROFILE = '110002';

/** One card that is good for years, one that has expired. */
const CARDS = [
  {
    nickname: 'Everyday',
    cardType: 'visa',
    cardNumber: '411111xxxxxx1111',
    expiryYear: '2035',
    // One of CyberSource's samples, which the sandbox's vault begins with: it has a billing address.
    token: 'AB6A54B982A6FCB6E05341588E0A3935',
    cardProps: { customerId: 'AB695DA801DD1BB6E05341588E0A3BDC' },
  },
  {
    nickname: '',
    cardType: 'amex',
    cardNumber: '378282xxxxx0005',
    expiryYear: '2024',
    token: 'PI-B',
    cardProps: {},
  },
];

/** Gives the shopper these cards, whatever became of earlier ones. */
export function giveCards({ occ }: WholeMachine): void {
  const { profiles, gatewayName } = occ.tenant;
  const profile = profiles.require(PROFILE);
  profile.creditCards = [];
  for (const card of CARDS) {
    const rest = { gatewayId: gatewayName, nameOnCard: 'Second Shopper', expiryMonth: '03' };
    profiles.save(profile, { ...card, ...rest }, { asDefault: false });
  }
}

export async function visitAccount(shopper: Shopper, look: Look, { occ }: WholeMachine): Promise<void> {
  const { says, page } = shopper;
  const first = (key: string): Locator =>
    page.getByRole('button', { name: new RegExp(`^${says.widget(key)}`) }).first();

  await shopper.goToCheckout();
  await page.getByRole('radio', { name: 'Everyday' }).waitFor();
  await look('saved-card');
  await shopper.choose(says.widget('card'));
  await page.getByLabel(says.widget('saveCard')).check();
  await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
  await look('card-to-save');

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
  await shopper.button(says.widget('cancel')).click();
  await visitForms(shopper, look);

  occ.tenant.profiles.require(PROFILE).creditCards = [];
  await page.reload();
  await page.getByText(says.widget('noSavedCards')).waitFor();
  await look('account-empty');
  await page.route('**/isv-payment/v2/savedCards', (route) => route.abort());
  await page.reload();
  await page.getByText(says.widget('savedCardsUnavailable')).waitFor();
  await look('account-unavailable');
}

/** The forms for changes of a card and for a new one. */
async function visitForms(shopper: Shopper, look: Look): Promise<void> {
  const { says, page } = shopper;
  const edit = page.getByRole('button', { name: new RegExp(`^${says.widget('editCard')}`) }).first();
  const onFile = page.waitForResponse('**/savedCards/billingAddress?*');
  await edit.click();
  await page.getByLabel(says.widget('changeAddress')).check();
  await page.getByLabel(says.widget('addressLine'), { exact: true }).waitFor();
  await onFile;
  await look('account-editing');
  await shopper.button(says.widget('cancel')).click();
  await shopper.button(says.widget('addCard')).click();
  await shopper.hosted(says.widget('cardNumber')).waitFor();
  await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
  await look('account-adding');
  await shopper.button(says.widget('saveThisCard')).click();
  await page.locator('.cyb-account .cyb-alert:not(:empty)').waitFor();
  await look('account-adding-with-mistakes');
}
