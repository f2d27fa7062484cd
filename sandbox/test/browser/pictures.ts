/**
 * `npm run pictures`: every state of the widgets on a phone and on a desk, the checkout in languages that are written in
 * another way, and the sandbox's order management, as small WebP files in docs/pictures.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { commandLine, Option } from '../../../scripts/src/program/command-line.ts';
import { startDeskMachine } from './desk/desk-machine.ts';
import { visitDesk } from './desk/desk-states.ts';
import { launchBrowser } from './launch.ts';
import { DESKTOP, PHONE } from './shopper.ts';
import { visitStates, type WidgetPage } from './states.ts';
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
const ALSO_DARK = [
  'account-editing',
  'card',
  'paying',
  'google-pay',
  'checking',
  'nothing-charged',
  'placed-before',
];

/** What the order management's files begin with. */
const DESK = 'oms-';
/** Of the order management: what colours tell apart. */
const DESK_IN_THE_DARK = ['order', 'unknown', 'reviews', 'settlement'];

const { of } = commandLine(
  'npm run pictures',
  'takes every state of the pages in Chromium, into docs/pictures/',
)
  .addOption(new Option('--of <pages>', 'only these').choices(['widgets', 'account', 'oms']))
  .parse()
  .opts<{ of?: 'widgets' | 'account' | 'oms' }>();

const browser = await launchBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  if (of !== 'oms') await takeWidgets(browser, of === 'account' ? ['account'] : ['checkout', 'account']);
  if (of === undefined || of === 'oms') await takeDesk(browser);
} finally {
  await browser.close();
}

async function takeWidgets(browser: Browser, pages: readonly WidgetPage[]): Promise<void> {
  const machine = await startWholeMachine({ settings: { payerAuthEnabled: true } });
  try {
    await removePictures(
      (name) => !name.startsWith(DESK) && (pages.includes('checkout') || name.startsWith('account')),
    );
    for (const { suffix, ...shopper } of SERIES) {
      const isWhole = suffix === 'phone' || suffix === 'desktop';
      const look = async (state: string, page: Page): Promise<void> => {
        const shown = [...IN_EVERY_SERIES, ...('colorScheme' in shopper ? ALSO_DARK : [])];
        if (!isWhole && !shown.includes(state)) return;
        await showWidget(page);
        await keep(`${state}-${suffix}`, page);
      };
      await visitStates(browser, machine, shopper, look, pages);
    }
  } finally {
    await machine.close();
  }
}

async function takeDesk(browser: Browser): Promise<void> {
  const machine = await startDeskMachine();
  try {
    await removePictures((name) => name.startsWith(DESK));
    for (const [device, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP }))
      for (const colorScheme of ['light', 'dark'] as const)
        await visitDesk(browser, machine, { viewport, colorScheme }, async (state, page) => {
          if (colorScheme === 'dark' && !DESK_IN_THE_DARK.includes(state)) return;
          const suffix = colorScheme === 'dark' ? '-dark' : '';
          await keep(`${DESK}${state}-${device}${suffix}`, page);
        });
  } finally {
    await machine.close();
  }
}

async function removePictures(isOld: (name: string) => boolean): Promise<void> {
  const names = await readdir(FOLDER);
  await Promise.all(names.filter(isOld).map((name) => rm(path.join(FOLDER, name))));
}

async function keep(name: string, page: Page): Promise<void> {
  await writeFile(path.join(FOLDER, `${name}.webp`), await pictureOf(page));
  console.log(`docs/pictures/${name}.webp`);
}

/** The widget comes into view. */
async function showWidget(page: Page): Promise<void> {
  // A little below the top, where the head of a shop may stay.
  await page.evaluate(
    `document.querySelector('dialog[open]') ??
     scrollTo(0, document.querySelector('.cyb-payment').getBoundingClientRect().top + scrollY - 96)`,
  );
}

/** What is on the screen; WebP, which Playwright itself does not write. */
async function pictureOf(page: Page): Promise<Buffer> {
  await page.evaluate(`document.fonts.ready`);
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}
