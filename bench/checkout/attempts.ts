/** Reloads in mid-payment and pairs of tabs, at random moments of a payment. */
import type { Browser } from 'playwright-core';
import { aShopper, type Shopper } from '../../sandbox/test/browser/shopper.ts';
import type { WholeMachine } from '../../sandbox/test/browser/whole-machine.ts';
import { recordsOf } from './checkout-records.ts';
import { type CheckoutEnding, endingOf, fillIn, LOSES_ANSWER, press } from './shopper-page.ts';

export interface CheckoutAttempt {
  readonly nth: number;
  readonly kind: 'reload' | 'tabs';
  /** Signed in; otherwise a guest. */
  readonly isSignedIn: boolean;
  /** CyberSource's answer is lost: the payment takes as long as it may. */
  readonly isAnswerLost: boolean;
  /** From pressing the button to the reload, or to pressing it in the other tab. */
  readonly afterMs: number;
}

export interface CheckoutOutcome extends CheckoutAttempt {
  /** What each tab said first. */
  readonly endings: readonly CheckoutEnding[];
  /** From the reload, or from pressing the second button, until every tab had said how it went. */
  readonly reportedAfterMs: number;
  /** Orders with money held, at the end, and orders that OCC has placed. */
  readonly held: number;
  readonly placed: number;
  /** What was not true. Empty is good. */
  readonly lies: readonly string[];
}

/** A page that knows nothing for longer than this has not reported the result in time. */
const PATIENCE_MS = 45_000;
/** An ordinary payment takes about as long here; one whose answer is lost as long as its deadlines allow. */
const PAYMENT_MS = { ordinary: 1_500, lost: 20_000 } as const;

/** @param chance a number from 0 up to 1. */
export function toAttempt(kind: CheckoutAttempt['kind'], nth: number, chance: () => number): CheckoutAttempt {
  const isAnswerLost = nth % 2 === 0;
  const spanMs = isAnswerLost ? PAYMENT_MS.lost : PAYMENT_MS.ordinary;
  return { kind, nth, isSignedIn: nth % 4 >= 2, isAnswerLost, afterMs: Math.round(chance() * spanMs) };
}

export async function carryOut(
  browser: Browser,
  machine: WholeMachine,
  attempt: CheckoutAttempt,
): Promise<CheckoutOutcome> {
  const shopper = await aShopper(browser, machine, {
    ...(attempt.isSignedIn && { signedInAs: 'shopper@example.com' }),
  });
  shopper.context.setDefaultTimeout(30_000);
  try {
    return await (attempt.kind === 'reload' ? reload : pair)(machine, attempt, shopper);
  } finally {
    await shopper.close();
  }
}

/** The shopper loads the page again while it pays, and pays again where it says that nothing was charged. */
async function reload(
  machine: WholeMachine,
  attempt: CheckoutAttempt,
  shopper: Shopper,
): Promise<CheckoutOutcome> {
  const email = emailOf(attempt);
  const { page } = shopper;
  await shopper.goToCheckout();
  await fillIn(shopper, email, attempt.isAnswerLost ? LOSES_ANSWER : 'Lovelace');
  await press(page);
  await page.waitForTimeout(attempt.afterMs);
  const leftAt = page.url();
  if (!leftAt.includes('/confirmation/')) await page.goto(`${machine.shop}/checkout`);
  const begun = Date.now();
  const ending = await endingOf(page, PATIENCE_MS);
  const reportedAfterMs = Date.now() - begun;
  const lies = untruths(machine, email, [ending]);
  let last = ending;
  if (ending.is === 'nothing charged') {
    await fillIn(shopper, email, 'Lovelace');
    await press(page);
    last = await endingOf(page, PATIENCE_MS);
  }
  lies.push(...untruths(machine, email, [last]));
  const { held, placed } = recordsOf(machine, email);
  return { ...attempt, endings: [ending], reportedAfterMs, held: held.length, placed: placed.length, lies };
}

/** The shopper presses the button in two tabs, one after the other or at the same moment. */
async function pair(
  machine: WholeMachine,
  attempt: CheckoutAttempt,
  shopper: Shopper,
): Promise<CheckoutOutcome> {
  const email = emailOf(attempt);
  await shopper.goToCheckout();
  const other = await shopper.openTab();
  for (const tab of [shopper, other])
    await fillIn(tab, email, attempt.isAnswerLost ? LOSES_ANSWER : 'Lovelace');
  await press(shopper.page);
  await shopper.page.waitForTimeout(attempt.afterMs);
  // The first tab may have finished, and the shop have emptied the bag of both: then there is nothing to press.
  await press(other.page, 2_000).catch(() => undefined);
  const begun = Date.now();
  const endings = await Promise.all([shopper, other].map(({ page }) => endingOf(page, PATIENCE_MS)));
  const reportedAfterMs = Date.now() - begun;
  const { held, placed } = recordsOf(machine, email);
  const lies = untruths(machine, email, endings);
  return { ...attempt, endings, reportedAfterMs, held: held.length, placed: placed.length, lies };
}

/** What the pages say that the records do not. */
function untruths(machine: WholeMachine, email: string, endings: readonly CheckoutEnding[]): string[] {
  const { held, placed } = recordsOf(machine, email);
  return endings.flatMap((ending) => {
    switch (ending.is) {
      case 'confirmation':
      case 'order named':
        return placed.includes(ending.orderId) && held.includes(ending.orderId)
          ? []
          : [`order ${ending.orderId} is shown, and placed are [${placed.join()}], paid [${held.join()}]`];
      case 'nothing charged':
        return held.length === 0 ? [] : [`nothing charged, and [${held.join()}] hold money`];
      case 'bag empty':
        return placed.length === 1 ? [] : [`the bag is empty, and placed are [${placed.join()}]`];
      case 'none':
        return [`no word: ${ending.says.replaceAll('\n', ' ')}`];
    }
  });
}

function emailOf({ kind, nth }: CheckoutAttempt): string {
  return `${kind}-${nth}@example.com`;
}
