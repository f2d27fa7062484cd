import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { triggers } from '../../triggers.ts';
import { LAUNCH_TIMEOUT_MS, launchBrowser } from './launch.ts';
import { aShopper, type Shopper } from './shopper.ts';
import { startWholeMachine, type WholeMachine } from './whole-machine.ts';

/** What the extension may say to a shopper. */
const TEXTS = Object.values(
  JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, '../../../server-extension/locales/en.json'), 'utf8'),
  ) as Record<string, { shopper: string }>,
).map(({ shopper }) => shopper);

const declines = triggers.flatMap(({ when, on, outcome, description }) =>
  'card' in when && on === 'payment' && outcome.kind === 'decline'
    ? [{ card: when.card, reason: outcome.reason, description }]
    : [],
);

describe('Every declined card on the whole machine, in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let machine: WholeMachine;
  let shopper: Shopper;

  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    [browser, machine] = await Promise.all([launchBrowser(), startWholeMachine()]);
  });
  beforeEach(async () => {
    shopper = await aShopper(browser, machine);
    await shopper.goToCheckout();
  });
  afterEach(async () => {
    expect(await shopper.leaks()).to.deep.equal([]);
    await shopper.close();
  });
  after(async () => {
    await browser.close();
    await machine.close();
  });

  for (const { card, reason, description } of declines) {
    it(`${card}: says what to do, and not why to whoever tries cards (${description})`, async () => {
      await shopper.fillIn(card);
      await shopper.placeOrder();
      await shopper.alert.getByText(/\w/).waitFor();
      const said = (await shopper.alert.innerText()).trim();
      expect(TEXTS).to.include(said);
      expect(said).not.to.include(reason);
      expect(
        machine.cybersource.ledger().flatMap(({ sums }) => (sums === undefined ? [] : [sums.open])),
      ).not.to.satisfy((open: readonly number[]) => open.some((amount) => amount > 0));
    });
  }
});
