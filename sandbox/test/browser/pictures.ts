/**
 * `npm run pictures`: every state of the widgets on a phone and on a desk, and the checkout in languages that are
 * written in another way, as small WebP files in docs/pictures.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
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
];

/** States that other languages are shown in: the rest differs by words only. */
const IN_EVERY_LANGUAGE = ['card-with-mistakes', 'challenge', 'account'];

const [browser, machine] = await Promise.all([
  launchBrowser(),
  startWholeMachine({ settings: { payerAuthEnabled: true } }),
]);
try {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { suffix, language, viewport } of SERIES) {
    await visitStates(browser, machine, { language, viewport }, async (state, page) => {
      if (language !== 'en' && !IN_EVERY_LANGUAGE.includes(state)) return;
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
  await page.evaluate(
    `document.querySelector('dialog[open]') ?? document.querySelector('.cyb-payment').scrollIntoView({ block: 'start' })`,
  );
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}
