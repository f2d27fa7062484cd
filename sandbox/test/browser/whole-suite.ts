/** The preamble of every suite of tests that lets shoppers buy on a whole machine. */
import type { Browser } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from './launch.ts';
import { closePages, sharedBrowser } from './shared-browser.ts';
import { type MachineOptions, startWholeMachine, type WholeMachine } from './whole-machine.ts';

/** What a suite has from its first `before` to its last `after`. */
export interface WholeSuite {
  readonly browser: Browser;
  readonly machine: WholeMachine;
}

/** To be called in a `describe`: starts a machine of the suite's own beside the browser that all suites share. */
export function aWholeSuite(options?: MachineOptions): WholeSuite {
  let started: WholeSuite | undefined;
  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    const [browser, machine] = await Promise.all([sharedBrowser(), startWholeMachine(options)]);
    started = { browser, machine };
  });
  after(async () => {
    await closePages();
    await started?.machine.close();
  });
  const now = (): WholeSuite => {
    if (started === undefined)
      throw new Error('The machine starts in a before hook: use it in tests and hooks.');
    return started;
  };
  return {
    get browser() {
      return now().browser;
    },
    get machine() {
      return now().machine;
    },
  };
}
