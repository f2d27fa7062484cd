import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { LANGUAGES } from '../../occ/storefront/languages.ts';
import { violationsOn } from '../occ/accessibility.ts';
import { LAUNCH_TIMEOUT_MS } from './launch.ts';
import { closePages, sharedBrowser } from './shared-browser.ts';
import type { ShopperOptions } from './shopper.ts';
import { visitStates } from './states.ts';
import { startWholeMachine, type WholeMachine } from './whole-machine.ts';

describe('Every state of the widgets on a phone', function () {
  this.timeout(120_000);
  let browser: Browser;
  let machine: WholeMachine;

  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    [browser, machine] = await Promise.all([
      sharedBrowser(),
      startWholeMachine({ settings: { payerAuthEnabled: true } }),
    ]);
  });
  after(async () => {
    await closePages();
    await machine.close();
  });

  /** Texts without a translation, and what a page that is too wide would show. */
  async function problemsOn(page: Page): Promise<string[]> {
    const [wide, direction, words] = await page.evaluate<[boolean, string, string]>(
      `[document.documentElement.scrollWidth > innerWidth, getComputedStyle(document.querySelector('.cyb-payment')).direction,
        document.querySelector('.cyb-payment').innerText]`,
    );
    const language = await page.evaluate<string>('document.documentElement.lang');
    return [
      ...(await violationsOn(page)),
      ...(wide ? ['The page scrolls sideways.'] : []),
      ...(direction === (language === 'ar' ? 'rtl' : 'ltr') ? [] : [`The widget runs ${direction}.`]),
      ...(/__|undefined|resources\./.test(words) ? [`A text is missing: ${words}`] : []),
    ];
  }

  async function problemsIn(options: ShopperOptions): Promise<Readonly<Record<string, string[]>>> {
    const found: Record<string, string[]> = {};
    await visitStates(browser, machine, options, async (state, page) => {
      const problems = await problemsOn(page);
      if (problems.length > 0) found[state] = problems;
    });
    return found;
  }

  for (const language of LANGUAGES) {
    it(`is free of accessibility violations in ${language}, and fits`, async () => {
      expect(await problemsIn({ language })).to.deep.equal({});
    });
  }

  it('is free of accessibility violations in the dark', async () => {
    expect(await problemsIn({ colorScheme: 'dark' })).to.deep.equal({});
  });
});
