/**
 * `npm run pictures`: every state of the widgets on a phone and on a desk, and the checkout in languages that are
 * written in another way, as small WebP files in docs/pictures.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { commandLine } from '../../../scripts/src/program/command-line.ts';
import { launchBrowser } from './launch.ts';
import { DESKTOP, PHONE } from './shopper.ts';
import { visitStates } from './states.ts';
import { startWholeMachine } from './whole-machine.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../docs/pictures');
const QUALITY = 60;

const SERIES = [
  { suffix: 'phone', language: 'en', viewport: PHONE },
  { suffix: 'desktop', language: 'en', viewport: DESKTOP },
  { suffix: 'phone-ar', language: 'ar', viewport: PHONE },
  { suffix: 'desktop-ar', language: 'ar', viewport: DESKTOP },
  { suffix: 'phone-ja', language: 'ja', viewport: PHONE },
  { suffix: 'phone-zh-CN', language: 'zh-CN', viewport: PHONE },
  { suffix: 'phone-dark', language: 'en', viewport: PHONE, colorScheme: 'dark' },
  { suffix: 'desktop-dark', language: 'en', viewport: DESKTOP, colorScheme: 'dark' },
] as const;

/** States that other languages and dark pages are shown in: the rest differs by words and colours only. */
const IN_EVERY_SERIES = ['card-with-mistakes', 'challenge', 'account'];
/** Colours of their own: marks, the button while it works, and what is said of an earlier order. */
const ALSO_DARK = ['card', 'paying', 'google-pay', 'checking', 'nothing-charged', 'placed-before'];

commandLine('npm run pictures', 'takes every state of the widgets in Chromium, into docs/pictures/').parse();

const [browser, machine] = await Promise.all([
  launchBrowser(),
  startWholeMachine({ settings: { payerAuthEnabled: true } }),
]);
try {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { suffix, ...shopper } of SERIES) {
    const isWhole = suffix === 'phone' || suffix === 'desktop';
    await visitStates(browser, machine, shopper, async (state, page) => {
      const shown = [...IN_EVERY_SERIES, ...('colorScheme' in shopper ? ALSO_DARK : [])];
      if (!isWhole && !shown.includes(state)) return;
      const name = `${state}-${suffix}.webp`;
      await writeFile(path.join(FOLDER, name), await pictureOf(page));
      console.log(path.join('docs/pictures', name));
    });
  }
} finally {
  await browser.close();
  await machine.close();
}

/** What is on the screen, with the widget in view; WebP, which Playwright itself does not write. */
async function pictureOf(page: Page): Promise<Buffer> {
  await page.evaluate(`document.fonts.ready`);
  // A little below the top, where the head of a shop may stay.
  await page.evaluate(
    `document.querySelector('dialog[open]') ??
     scrollTo(0, document.querySelector('.cyb-payment').getBoundingClientRect().top + scrollY - 96)`,
  );
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}
