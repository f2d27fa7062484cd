/** One tab of a shopper who pays by card, and what it says. */
import type { Page } from 'playwright-core';
import { textsOf } from '../../sandbox/test/browser/texts.ts';
import { APPROVED, type Shopper } from '../../sandbox/test/browser/shopper.ts';

/** How a tab ends: at the order's confirmation, or with the word that nothing was charged and a form to pay with. */
export type CheckoutEnding =
  | { readonly is: 'confirmation'; readonly orderId: string }
  | { readonly is: 'nothing charged' }
  | { readonly is: 'order named'; readonly orderId: string }
  /** Another tab has bought what was in the bag, and the shop has emptied it here as well. */
  | { readonly is: 'bag empty' }
  /** None of these within the time that it was given. */
  | { readonly is: 'none'; readonly says: string };

const says = textsOf('en');
const CONFIRMATION = /\/confirmation\/(o\d+)$/;
/** CyberSource's sandbox: the payment is made and its answer never comes. */
export const LOSES_ANSWER = 'SilenceAfter';

/** A tab that waits for the order goes on to its confirmation sooner. */
const EMPTY_MS = 5_000;

/** Fills in who buys, under an e-mail address by which the orders are found again, and the card. */
export async function fillIn(shopper: Shopper, email: string, lastName: string): Promise<void> {
  const { page } = shopper;
  await page.getByLabel('Email', { exact: true }).first().fill(email);
  await page.getByLabel('Last name').first().fill(lastName);
  await shopper.fillIn(APPROVED);
}

/** Presses the button and does not wait for what it does; resolves once the page has taken it. */
export async function press(page: Page, timeout = 30_000): Promise<void> {
  // Deprecated since it is to become the default; until then a click waits for the navigation that it begins.
  // oxlint-disable-next-line typescript/no-deprecated
  await page.locator('#place-order').click({ noWaitAfter: true, timeout });
}

/** Waits until the page says how the order went. */
export async function endingOf(page: Page, withinMs: number): Promise<CheckoutEnding> {
  const nothing = page.locator('.cyb-alert', { hasText: says.widget('interrupted') });
  const named = page.locator('.cyb-alert, .cyb-success', {
    hasText: /(Your order o\d+ was placed|already placed this order as o\d+)/,
  });
  const empty = page.getByText(says.shop('Your bag is empty, so there is nothing to pay.'));
  let emptySince: number | undefined;
  const latest = Date.now() + withinMs;
  while (Date.now() < latest) {
    const [, confirmed] = CONFIRMATION.exec(new URL(page.url()).pathname) ?? [];
    if (confirmed !== undefined) return { is: 'confirmation', orderId: confirmed };
    if (await isShown(nothing)) return { is: 'nothing charged' };
    if (await isShown(named)) {
      const text = (await named.textContent()) ?? '';
      return { is: 'order named', orderId: /o\d+/.exec(text)?.[0] ?? '' };
    }
    emptySince = (await isShown(empty)) ? (emptySince ?? Date.now()) : undefined;
    if (emptySince !== undefined && Date.now() - emptySince > EMPTY_MS) return { is: 'bag empty' };
    await page.waitForTimeout(100);
  }
  return {
    is: 'none',
    says: await page
      .locator('.cyb-payment')
      .innerText({ timeout: 1_000 })
      .catch(() => ''),
  };
}

/** A page that is just being left shows nothing. */
function isShown(text: ReturnType<Page['locator']>): Promise<boolean> {
  return text.isVisible().catch(() => false);
}
