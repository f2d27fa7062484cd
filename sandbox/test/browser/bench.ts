/**
 * `npm run bench:browser`: how long the card form takes from the moment CyberSource's fields are ready until it can be
 * used, and what a card payment loads from the shop. Prints a table; fails above the limits.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './launch.ts';
import { startWholeMachine } from './whole-machine.ts';

const ROUNDS = 15;
const LIMIT_MS = 100;
const LIMIT_BYTES = 12 * 1024;

/** Marks when the last of CyberSource's fields says that it is loaded, and when the form stops saying that it opens. */
const MARKS = `
  let flex;
  Object.defineProperty(window, 'Flex', {
    configurable: true,
    get: () => flex,
    set: (library) => {
      flex = class extends library {
        microform(...words) {
          const microform = super.microform(...words);
          const createField = microform.createField.bind(microform);
          microform.createField = (...options) => {
            const field = createField(...options);
            field.on('load', () => performance.mark('field loaded'));
            return field;
          };
          return microform;
        }
      };
    },
  });
  addEventListener('DOMContentLoaded', () => {
    let opening = false;
    new MutationObserver(() => {
      const form = document.querySelector('.cyb-card');
      const text = document.querySelector('.cyb-opening');
      if (form === null || text === null) return;
      if (text.textContent !== '') opening = true;
      else if (opening) { performance.mark('usable'); opening = false; }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
`;

interface Round {
  readonly ms: number;
  readonly requests: number;
  readonly bytes: number;
}

async function round(browser: Browser, shop: string): Promise<Round> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(MARKS);
  await page.goto(shop);
  await page.locator('.product button').first().click();
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (/\/file\/widget\/cybersourcePayment\/js\/cybersource-payment\b/.test(response.url()))
      scripts.push(response.body());
  });
  await page.goto(`${shop}/checkout`);
  await page.waitForFunction(`performance.getEntriesByName('usable').length > 0`);
  const ms = await sinceLoaded(page);
  const bodies = await Promise.all(scripts);
  await context.close();
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  return { ms, requests: bodies.length, bytes };
}

const sinceLoaded = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `performance.getEntriesByName('usable').at(-1).startTime - performance.getEntriesByName('field loaded').at(-1).startTime`,
  );

const [browser, machine] = await Promise.all([launchBrowser(), startWholeMachine()]);
try {
  const rounds: Round[] = [];
  for (let at = 0; at < ROUNDS; at += 1) rounds.push(await round(browser, machine.shop));
  const times = rounds.map(({ ms }) => ms).sort((a, b) => a - b);
  const [median = NaN, slowest = NaN] = [times[Math.floor(ROUNDS / 2)], times.at(-1)];
  const { requests = NaN, bytes = NaN } = rounds[0] ?? {};
  console.log(`
| A card payment in the browser                     | Measured       | Limit     |
| ------------------------------------------------- | -------------- | --------- |
| Fields ready → form usable, median of ${ROUNDS}          | ${median.toFixed(1).padStart(8)} ms    | ${LIMIT_MS} ms    |
| Fields ready → form usable, slowest               | ${slowest.toFixed(1).padStart(8)} ms    |           |
| Script of the widget, gzip                        | ${String(bytes).padStart(8)} bytes | ${LIMIT_BYTES} bytes |
| Requests for it                                   | ${String(requests).padStart(8)}       | 1         |
`);
  if (!(median <= LIMIT_MS && bytes <= LIMIT_BYTES && requests === 1)) process.exitCode = 1;
} finally {
  await browser.close();
  await machine.close();
}
