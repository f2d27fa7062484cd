import type { RecoveryTimings } from './recovery-task.ts';

/** From one run to the next, in first waits: 1, 2, 5 and 15 minutes, 1, 6 and 24 hours at the ordinary pace. */
const WAITS = [1, 2, 5, 15, 60, 360, 1440] as const;

/** When to run again; undefined when the runs are used up and a person has to decide. */
export function nextRunAt(runs: number, { firstLookupMs }: RecoveryTimings, now: Date): Date | undefined {
  const waits = WAITS[runs];
  return waits === undefined ? undefined : new Date(now.getTime() + waits * firstLookupMs);
}

/** Whether a run is the task's first, one of those that follow, or one after which there is no other. */
export function runsOf(runs: number): 'first' | 'again' | 'used-up' {
  if (runs === 0) return 'first';
  return runs < WAITS.length ? 'again' : 'used-up';
}

/** Without access a run learns nothing, so runs are rare, but follow soon after access may be back. */
const LONGEST_WAIT_FOR_ACCESS = 60;
/** In first waits: 30 days at the ordinary pace. No issuer holds an authorization for longer. */
const END_OF_WAITING = 30 * 24 * 60;

/**
 * When to look again after the look-up was refused: after half of the time that the task has waited so far, from a
 * minute to an hour at the ordinary pace. Undefined after 30 days: nothing can be held any more, and a person decides.
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
  const wait = Math.min(Math.max(waitedMs / 2, firstLookupMs), LONGEST_WAIT_FOR_ACCESS * firstLookupMs);
  return new Date(now.getTime() + wait);
}
