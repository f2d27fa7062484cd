import type { RecoveryTimings } from './recovery-task.ts';

/** From one run to the next, in first waits: 1, 2 and 5 minutes at the ordinary pace. */
const FIRST_WAITS = [1, 2, 5] as const;
/** Every later wait, in first waits: 15 minutes at the ordinary pace, so that recovery runs within a quarter of an hour after an outage. */
const LATER_WAIT = 15;
/** A day and seven hours of waits at the ordinary pace. */
const RUNS_MAX = 128;

/** When to run again; undefined when the runs are used up and a person has to decide. */
export function nextRunAt(runs: number, { firstLookupMs }: RecoveryTimings, now: Date): Date | undefined {
  if (runs >= RUNS_MAX) return undefined;
  return new Date(now.getTime() + (FIRST_WAITS[runs] ?? LATER_WAIT) * firstLookupMs);
}

/** Which run of a task it is: `first`, a later one (`again`), or one beyond the last (`used-up`). */
export function runsOf(runs: number): 'first' | 'again' | 'used-up' {
  if (runs === 0) return 'first';
  return runs < RUNS_MAX ? 'again' : 'used-up';
}

/** From one request to the next, in first waits: 1, 2, 5 and 15 minutes, 1, 6 and 24 hours at the ordinary pace. */
const WAITS_AFTER_REFUSALS = [1, 2, 5, 15, 60, 360, 1440] as const;

/** When to ask again for what was refused: each time is another call that moves money or writes to an order. */
export function nextRequestAt(runs: number, { firstLookupMs }: RecoveryTimings, now: Date): Date | undefined {
  const wait = WAITS_AFTER_REFUSALS[runs];
  return wait === undefined ? undefined : new Date(now.getTime() + wait * firstLookupMs);
}

/** In first waits: 30 days at the ordinary pace. No issuer holds an authorization for longer. */
const END_OF_WAITING = 30 * 24 * 60;

/**
 * When to look again after the look-up was refused: after half of the time that the task has waited so far, from a
 * minute to a quarter of an hour at the ordinary pace. Undefined after 30 days: nothing can be held any more, and a person decides.
 *
 * @param since when the outcome was lost.
 */
export function nextRunWithAccess(
  since: Date,
  { firstLookupMs }: RecoveryTimings,
  now: Date,
): Date | undefined {
  const waitedMs = now.getTime() - since.getTime();
  if (waitedMs >= END_OF_WAITING * firstLookupMs) return undefined;
  const wait = Math.min(Math.max(waitedMs / 2, firstLookupMs), LATER_WAIT * firstLookupMs);
  return new Date(now.getTime() + wait);
}
