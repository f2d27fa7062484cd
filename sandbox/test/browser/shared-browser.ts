/** One Chromium for all files of tests of a process: its start takes as long as a whole test. */
import type { Browser } from 'playwright-core';
import { launchBrowser } from './launch.ts';

let launching: Promise<Browser> | undefined;

/** Started by the first file that asks, closed after the last test. Each context has cookies, cache and storage of its own. */
export function sharedBrowser(): Promise<Browser> {
  launching ??= launchBrowser();
  return launching;
}

/** Closes every page that is open: what a file leaves behind would go on asking its servers, which end with it. */
export async function closePages(): Promise<void> {
  const browser = await launching;
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
}

after(async () => {
  await (await launching)?.close();
});
