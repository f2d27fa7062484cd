/** `npm run bench -- --checkout`: reloads in mid-payment and pairs of tabs in Chromium, and how many orders come of them. */
import { launchBrowser } from '../../sandbox/test/browser/launch.ts';
import { startWholeMachine } from '../../sandbox/test/browser/whole-machine.ts';
import { type CheckoutAttempt, carryOut, type CheckoutOutcome, toAttempt } from './attempts.ts';

/** Shoppers at once: what two cores can take without making pages slower. */
const AT_ONCE = 4;

export interface OneOrderPlan {
  /** Of each kind. */
  readonly count: number;
  /** A number from 0 up to 1. */
  readonly chance: () => number;
  readonly atOnce?: number;
  readonly onDone?: (outcome: CheckoutOutcome) => void;
}

/** Lets shoppers reload, or press in two tabs, and returns what came of it, in the order of the plan. */
export async function placeOrders({
  count,
  chance,
  atOnce = AT_ONCE,
  onDone,
}: OneOrderPlan): Promise<readonly CheckoutOutcome[]> {
  const [browser, machine] = await Promise.all([launchBrowser(), startWholeMachine()]);
  const attempts = (['reload', 'tabs'] as const).flatMap((kind) =>
    Array.from({ length: count }, (_, nth) => toAttempt(kind, nth, chance)),
  );
  try {
    return await inTurns(attempts, atOnce, async (attempt) => {
      const outcome = await carryOut(browser, machine, attempt);
      onDone?.(outcome);
      return outcome;
    });
  } finally {
    await browser.close();
    await machine.close();
  }
}

/** Some at a time, in their order. */
async function inTurns(
  attempts: readonly CheckoutAttempt[],
  atOnce: number,
  work: (attempt: CheckoutAttempt) => Promise<CheckoutOutcome>,
): Promise<readonly CheckoutOutcome[]> {
  const outcomes: CheckoutOutcome[] = [];
  const waiting = [...attempts.entries()];
  const turn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      outcomes[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
  return outcomes;
}

/** One order each, reported truly and in time. */
export function isOneOrderEach(outcomes: readonly CheckoutOutcome[]): boolean {
  return outcomes.every(({ held, placed, lies }) => held === 1 && placed === 1 && lies.length === 0);
}
