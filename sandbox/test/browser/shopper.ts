/** A shopper in Chromium who reads the page in their language and does what it offers by its accessible names. */
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { hostedField, typeHosted } from './hosted-field.ts';
import { NOT_RECORDED, recordNetwork, type NetworkRecord } from './network.ts';
import { textsOf, type Texts } from './texts.ts';
import type { WholeMachine } from './whole-machine.ts';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** Cards of the sandbox: one that is accepted everywhere, and one that its bank declines. */
export const APPROVED = '4111111111111111';
export const DECLINED = '4000000000000002';

/** The security code that every typed card gets; a search for it has to find it nowhere. */
export const CODE = '917';

export interface ShopperOptions {
  readonly language?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The sandbox's shopper to be signed in as. Absent: a guest. */
  readonly signedInAs?: 'shopper@example.com' | 'second@example.com';
  /** `siteUS`, the default, `siteJP` or `siteKW`. */
  readonly site?: string;
  /** What the shopper's system is set to. */
  readonly colorScheme?: 'light' | 'dark';
  /** Whether the network is kept for {@link Shopper.leaks}, which costs a third of the time of a page. Default: no. */
  readonly isRecorded?: boolean;
}

export interface Shopper {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly network: NetworkRecord;
  readonly says: Texts;
  /** Puts the first product into the bag and opens the checkout. */
  openCheckout(): Promise<void>;
  /** The same; resolves when the payment form is ready. */
  goToCheckout(): Promise<void>;
  /** Opens a method of payment where there are several. */
  choose(label: string | RegExp): Promise<void>;
  /** Fills the card form in; the number is remembered for the search of the network. */
  fillIn(number: string): Promise<void>;
  placeOrder(): Promise<void>;
  /** The order's number, once the shop says thank you. */
  confirmation(): Promise<string>;
  /** The widget's own message to the shopper. */
  readonly alert: Locator;
  /** Its good news. */
  readonly notice: Locator;
  /** The issuer's page in the challenge dialog. */
  readonly issuer: ReturnType<Locator['contentFrame']>;
  readonly challenge: Locator;
  hosted(label: string): Locator;
  button(name: string): Locator;
  /**
   * Presses at an edge and, as a person does, lets go only when the page has shown what the press changed: what moved meanwhile is no
   * longer under the pointer.
   */
  pressSlowly(target: Locator, edge: 'top' | 'bottom'): Promise<void>;
  /** What must not have happened on the network; an empty list is good. */
  leaks(): Promise<string[]>;
  /** Opens the checkout in another tab, with what is in the bag; resolves when the payment form is ready. */
  openTab(): Promise<Shopper>;
  /** Closes the tab and opens the checkout in another one. */
  comeBack(): Promise<Shopper>;
  close(): Promise<void>;
}

/** A new shopper with a browser profile of their own, on the shop's first page. */
export async function aShopper(
  browser: Browser,
  machine: WholeMachine,
  {
    language = 'en',
    viewport = DESKTOP,
    signedInAs,
    site = 'siteUS',
    colorScheme = 'light',
    isRecorded = false,
  }: ShopperOptions = {},
): Promise<Shopper> {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: language,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  const visit: Visit = {
    machine,
    context,
    network: isRecorded ? recordNetwork(context) : NOT_RECORDED,
    says: textsOf(language),
    typed: [],
  };
  const page = await context.newPage();
  await page.goto(`${machine.shop}/?locale=${language}&occsite=${site}`);
  if (signedInAs !== undefined) await signIn(page, visit.says, signedInAs);
  return shopperOn(page, visit);
}

/** What the tabs of one shopper share. */
interface Visit {
  readonly machine: WholeMachine;
  readonly context: BrowserContext;
  readonly network: NetworkRecord;
  readonly says: Texts;
  /** Card numbers so far. */
  readonly typed: string[];
}

async function signIn(page: Page, says: Texts, email: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: says.shop('Sign in'), exact: true }).click();
  await dialog.getByLabel(says.shop('Email'), { exact: true }).fill(email);
  await dialog.getByRole('button', { name: says.shop('Sign in') }).click();
  await page.getByRole('link', { name: says.shop('Your account') }).waitFor();
}

function shopperOn(page: Page, visit: Visit): Shopper {
  const { machine, context, network, says, typed } = visit;
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const challenge = page.getByRole('dialog', { name: says.widget('confirmTitle') });

  const shopper: Shopper = {
    page,
    context,
    network,
    says,
    button,
    hosted: (label) => hostedField(page, label),
    challenge,
    issuer: challenge.locator('iframe').contentFrame(),
    alert: page.locator('.cyb-alert'),
    notice: page.locator('.cyb-success'),
    async openCheckout() {
      if (new URL(page.url()).pathname !== '/') await page.goto(machine.shop);
      await page.locator('.product button').first().click();
      await page.locator('a.bag').click();
      await page.getByRole('link', { name: says.shop('Check out') }).click();
      await page.locator('.cyb-payment').waitFor();
    },
    async goToCheckout() {
      await shopper.openCheckout();
      await page.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
    },
    async choose(label) {
      await page.getByRole('radio', { name: label }).check();
    },
    async fillIn(number) {
      typed.push(number);
      await typeHosted(page, says.widget('cardNumber'), number);
      await page
        .getByLabel(says.widget('expiry'), { exact: true })
        .fill(`12/${new Date().getFullYear() + 3}`);
      await typeHosted(page, says.widget('securityCode'), CODE);
      await page.getByLabel(says.widget('nameOnCard')).fill('Ada Lovelace');
    },
    async pressSlowly(target, edge) {
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      if (box === null) throw new Error('There is nothing to press.');
      const INSIDE = 3;
      await page.mouse.move(
        box.x + box.width / 2,
        edge === 'top' ? box.y + INSIDE : box.y + box.height - INSIDE,
      );
      await page.mouse.down();
      await page.evaluate(
        'new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))',
      );
      await page.mouse.up();
    },
    async placeOrder() {
      await button(says.shop('Place order')).click();
    },
    async confirmation() {
      await page.getByRole('heading', { name: says.shop('Thank you') }).waitFor();
      return path.basename(new URL(page.url()).pathname);
    },
    async leaks() {
      const toShop = await network.sentTo(machine.shop, [...typed, `"${CODE}"`, `=${CODE}&`]);
      const secrets = await network.received(machine.secrets());
      const logged = typed.filter((number) => machine.log().includes(number));
      return [
        ...toShop.map((text) => `${text} was sent to the shop`),
        ...secrets.map((text) => `secret ${text}`),
        ...logged.map((text) => `${text} is in the extension’s log`),
      ];
    },
    async openTab() {
      // As “open in a new tab” does it: the shopper's session comes along.
      const [tab] = await Promise.all([
        context.waitForEvent('page'),
        page.evaluate("void window.open('/checkout')"),
      ]);
      await tab.locator('.cyb-payment').waitFor();
      await tab.getByText(says.widget('opening')).waitFor({ state: 'hidden' });
      return shopperOn(tab, visit);
    },
    async comeBack() {
      await page.close();
      const tab = await context.newPage();
      await tab.goto(`${machine.shop}/checkout`);
      return shopperOn(tab, visit);
    },
    close: () => context.close(),
  };
  return shopper;
}
