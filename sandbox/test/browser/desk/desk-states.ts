/** Every state in which an operator meets the order management's pages, one after the other. */
import type { Browser, Page } from 'playwright-core';
import { type DeskMachine, REVIEWED } from './desk-machine.ts';

const DAY_MS = 86_400_000;

export interface DeskOptions {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** Walks through all states; the machine may have been walked through before. */
export async function visitDesk(
  browser: Browser,
  machine: DeskMachine,
  { viewport, colorScheme = 'light' }: DeskOptions,
  visit: (state: string, page: Page) => Promise<void>,
): Promise<void> {
  const { control } = machine.cybersource;
  const { url } = machine.occ;
  const reviewed = await machine.order(REVIEWED);
  const orderId = await machine.order();
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const look = (state: string): Promise<void> => visit(state, page);
  const click = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

  await page.goto(`${url}/oms`);
  await page.locator('.order-link').first().waitFor();
  await look('orders');
  await page.goto(`${url}/oms/${orderId}`);
  await page.getByRole('button', { name: 'Capture', exact: true }).waitFor();
  await look('order');
  await click('Capture');
  await page.getByLabel(/Capture up to/).fill('80');
  await click('Show the steps');
  await page.locator('.plan').waitFor();
  await look('steps');
  await page.getByRole('button', { name: /^Confirm/ }).click();
  await page.locator('.said .success').waitFor();

  control.setSearchLagMs(2_500);
  control.orderFault({ fault: 'reset-after-commit', on: 'refund' });
  await click('Refund');
  await page.getByLabel(/Refund up to/).fill('12.5');
  await click('Show the steps');
  await page.locator('.plan').waitFor();
  await page.getByRole('button', { name: /^Confirm/ }).click();
  await page.locator('.said .progress').waitFor();
  await look('progress');
  await page.locator('.payment .unknown').waitFor();
  await look('unknown');
  await page.locator('.payment .success').waitFor();
  control.setSearchLagMs(0);
  await look('known');

  await page.goto(`${url}/oms/payments`);
  await page.locator('.found-payment').first().waitFor();
  await look('payments');
  await page.goto(`${url}/oms/reviews`);
  await page.locator('.case', { hasText: reviewed }).waitFor();
  await page
    .locator('.case', { hasText: reviewed })
    .getByRole('button', { name: /^Accept/ })
    .click();
  await page.locator('.field-error:has-text("Say why")').waitFor();
  await look('reviews');

  const today = new Date(Date.now()).toISOString().slice(0, 10);
  await page.goto(`${url}/oms/settlement`);
  await page.getByText('were not compared yet').waitFor();
  await look('settlement-not-run');
  machine.goAhead(DAY_MS);
  control.closeBatch();
  const refused = control.settlements('testrest').findLast(({ direction }) => direction === 'refund');
  if (refused !== undefined)
    control.changeSettlement(refused.transaction.id, {
      rejected: { reasonCode: '241', errorText: 'Invalid account' },
    });
  await page.getByLabel('Day').fill(today);
  await click('Compare the books');
  await page.locator('.case').first().waitFor();
  await page.locator('.said .success').waitFor();
  await look('settlement');
  machine.goAhead(0);
  await context.close();
}
