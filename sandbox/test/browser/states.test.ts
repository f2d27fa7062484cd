import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../occ/storefront/languages.ts';
import { violationsOn } from '../occ/accessibility.ts';
import type { ShopperOptions } from './shopper.ts';
import { visitStates } from './states.ts';
import { aWholeSuite } from './whole-suite.ts';

/** One that is written from the right, and the one with the longest words. */
const LOOKED_AT_BY_AXE: ReadonlySet<string> = new Set(['ar', 'de']);

describe('Every state of the widgets on a phone', function () {
  this.timeout(120_000);
  const suite = aWholeSuite({ settings: { payerAuthEnabled: true } });

  /** Texts without a translation, read or announced, and what a page that is too wide would show. */
  async function problemsOn(page: Page): Promise<string[]> {
    const [wide, direction, words] = await page.evaluate<[boolean, string, string]>(
      `[document.documentElement.scrollWidth > innerWidth, getComputedStyle(document.querySelector('.cyb-payment')).direction,
        document.querySelector('.cyb-payment').innerText + ' ' + [...document.querySelectorAll('.cyb-payment *')]
          .flatMap((element) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''))
          .join(' ')]`,
    );
    const language = await page.evaluate<string>('document.documentElement.lang');
    return [
      ...(wide ? ['The page scrolls sideways.'] : []),
      ...(direction === (language === 'ar' ? 'rtl' : 'ltr') ? [] : [`The widget runs ${direction}.`]),
      ...(/__|undefined|resources\./.test(words) ? [`A text is missing: ${words}`] : []),
    ];
  }

  async function problemsIn(
    options: ShopperOptions,
    look: (page: Page) => Promise<string[]>,
  ): Promise<Readonly<Record<string, string[]>>> {
    const found: Record<string, string[]> = {};
    await visitStates(suite.browser, suite.machine, options, async (state, page) => {
      const problems = await look(page);
      if (problems.length > 0) found[state] = problems;
    });
    return found;
  }

  async function problemsAndViolationsOn(page: Page): Promise<string[]> {
    return [...(await problemsOn(page)), ...(await violationsOn(page))];
  }

  async function problemsInLightAndDark(page: Page): Promise<string[]> {
    await page.emulateMedia({ colorScheme: 'dark' });
    const inTheDark = await violationsOn(page);
    await page.emulateMedia({ colorScheme: 'light' });
    return [...inTheDark.map((violation) => `dark: ${violation}`), ...(await problemsAndViolationsOn(page))];
  }

  // What axe judges is the same in every language that is written from the left, and takes most of the time.
  for (const language of LANGUAGES.filter((each) => each !== 'en' && !LOOKED_AT_BY_AXE.has(each))) {
    it(`has every text in ${language}, and fits`, async () => {
      expect(await problemsIn({ language }, problemsOn)).to.deep.equal({});
    });
  }

  for (const language of LOOKED_AT_BY_AXE) {
    it(`is free of accessibility violations in ${language}, has every text, and fits`, async () => {
      expect(await problemsIn({ language }, problemsAndViolationsOn)).to.deep.equal({});
    });
  }

  it('is free of accessibility violations in en by light and in the dark, has every text, and fits', async () => {
    expect(await problemsIn({ language: 'en' }, problemsInLightAndDark)).to.deep.equal({});
  });
});
