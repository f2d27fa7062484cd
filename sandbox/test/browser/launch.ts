/** A real Chromium for tests, from npm: it needs no root and no download beside the package. */
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** Unpacking the browser and starting it on a slow machine, for `this.timeout` in a `before` hook. */
export const LAUNCH_TIMEOUT_MS = 60_000;

/** Starts Chromium without a window. `CHROME_PATH` names another one to use. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? (await chromium.executablePath());
  return playwright.launch({
    executablePath,
    headless: true,
    // Chromium's sandbox needs rights that containers do not give; the pages are our own. What it draws without a GPU it draws
    // in its main process, as this build does by default: a process for it takes a tenth of the time of a page.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--in-process-gpu'],
  });
}
