/** Every state in which a shopper can meet the widgets, one after the other. */
import type { Browser, Page } from 'playwright-core';
import { giveCards, visitAccount } from './account-states.ts';
import { visitCheckout } from './checkout-states.ts';
import type { Look } from './look.ts';
import { aShopper, PHONE, type Shopper, type ShopperOptions } from './shopper.ts';
import type { WholeMachine } from './whole-machine.ts';

/** Where shoppers meet the widgets. */
export type WidgetPage = 'checkout' | 'account';

/** Walks through all states of these pages in one language; the machine needs payer authentication on. */
export async function visitStates(
  browser: Browser,
  machine: WholeMachine,
  options: Omit<ShopperOptions, 'signedInAs'>,
  visit: (state: string, page: Page) => Promise<void>,
  pages: readonly WidgetPage[] = ['checkout', 'account'],
): Promise<void> {
  const enter = async (
    more: ShopperOptions,
    walk: (shopper: Shopper, look: Look) => Promise<void>,
  ): Promise<void> => {
    const shopper = await aShopper(browser, machine, {
      viewport: PHONE,
      ...options,
      ...more,
    });
    await walk(shopper, (state) => visit(state, shopper.page));
    await shopper.close();
  };
  if (pages.includes('checkout')) await enter({}, visitCheckout);
  if (!pages.includes('account')) return;
  giveCards(machine);
  await enter({ signedInAs: 'second@example.com' }, (shopper, look) => visitAccount(shopper, look, machine));
}
