/**
 * `npm run bench -- --browser`: in Chromium, how long the card form takes from the moment CyberSource's fields are there
 * until it can be used, and what a card payment loads for it.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../sandbox/test/browser/launch.ts';
import { startWholeMachine } from '../../../sandbox/test/browser/whole-machine.ts';
import { median } from '../table.ts';

/** One opening of the checkout in a browser that knows nothing of it. */
export interface FormOpening {
  /** From the last of CyberSource's fields until the form no longer says that it opens. */
  readonly ms: number;
  /** Of the widget's script, whose whole size is `gzipBytes`. */
  readonly scriptRequests: number;
  readonly gzipBytes: number;
  /** What the shop's page asked of the extension until then. */
  readonly extensionRequests: number;
}

const LIMIT_MS = 100;
const LIMIT_BYTES = 12 * 1024;
const ROUNDS = 15;

/** Wallets are in a script of their own, which a site without them never loads. */
const SCRIPT = '/js/cybersource-payment';
const EXTENSION = '/ccstorex/custom/';

/** Runs before the page's own scripts: marks when a field says that it is loaded, and when the form has opened. */
const MARKS = `
  const withMarks = (microform) => {
    const createField = microform.createField.bind(microform);
    microform.createField = (...options) => {
      const field = createField(...options);
      field.on('load', () => performance.mark('field loaded'));
      return field;
    };
    return microform;
  };
  let marked;
  Object.defineProperty(window, 'Flex', {
    configurable: true,
    get: () => marked,
    set: (library) => {
      marked = class extends library {
        constructor(...given) {
          super(...given);
          const create = this.microform.bind(this);
          this.microform = (...options) => withMarks(create(...options));
        }
      };
    },
  });
  addEventListener('DOMContentLoaded', () => {
    let opening = false;
    new MutationObserver(() => {
      const text = document.querySelector('.cyb-opening');
      if (text === null) return;
      if (text.textContent !== '') opening = true;
      else if (opening) { performance.mark('form usable'); opening = false; }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
`;

export async function measureCardForm(): Promise<readonly FormOpening[]> {
  const [browser, machine] = await Promise.all([launchBrowser(), startWholeMachine()]);
  try {
    const openings: FormOpening[] = [];
    for (let round = 0; round < ROUNDS; round += 1) openings.push(await open(browser, machine.shop));
    return openings;
  } finally {
    await browser.close();
    await machine.close();
  }
}

async function open(browser: Browser, shop: string): Promise<FormOpening> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(MARKS);
  await page.goto(shop);
  await page.locator('.product button').first().click();
  const scripts: Promise<Buffer>[] = [];
  let extensionRequests = 0;
  page.on('response', (response) => {
    if (response.url().includes(SCRIPT)) scripts.push(response.body());
    if (response.url().includes(EXTENSION)) extensionRequests += 1;
  });
  await page.goto(`${shop}/checkout`);
  await page.waitForFunction(`performance.getEntriesByName('form usable').length > 0`);
  const ms = await sinceFieldsLoaded(page);
  const bodies = await Promise.all(scripts);
  await context.close();
  return {
    ms,
    scriptRequests: bodies.length,
    gzipBytes: bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0),
    extensionRequests,
  };
}

const sinceFieldsLoaded = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `performance.getEntriesByName('form usable').at(-1).startTime -
     performance.getEntriesByName('field loaded').at(-1).startTime`,
  );

/** Markdown. */
export function toCardFormTable(openings: readonly FormOpening[]): string {
  const [first] = openings;
  const times = openings.map(({ ms }) => ms);
  return [
    `| Opening the card form, ${openings.length} times | Measured | At most |`,
    '|---|---|---|',
    `| From CyberSource's fields to a form that can be used, median | ${median(times).toFixed(1)} ms | ${LIMIT_MS} ms |`,
    `| … slowest | ${Math.max(...times).toFixed(1)} ms | |`,
    `| The widget's script, gzip | ${first?.gzipBytes ?? 0} bytes | ${LIMIT_BYTES} bytes |`,
    `| Requests for it | ${first?.scriptRequests ?? 0} | 1 |`,
    `| Requests to the extension until then | ${first?.extensionRequests ?? 0} | |`,
  ].join('\n');
}

/** Whether what was measured is within what was promised. */
export function isQuickAndSmall(openings: readonly FormOpening[]): boolean {
  return (
    median(openings.map(({ ms }) => ms)) <= LIMIT_MS &&
    openings.every(({ scriptRequests, gzipBytes }) => scriptRequests === 1 && gzipBytes <= LIMIT_BYTES)
  );
}
