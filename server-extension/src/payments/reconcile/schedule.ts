import type { Pace } from './duties.ts';

/** From one try to the next, in first waits: 1, 2, 5 and 15 minutes, 1, 6 and 24 hours at the ordinary pace. */
const WAITS = [1, 2, 5, 15, 60, 360, 1440] as const;

/** When to try again; undefined when enough has been tried and a person has to look. */
export function againAfter(tries: number, { unknownMs }: Pace, now: Date): Date | undefined {
  const waits = WAITS[tries];
  return waits === undefined ? undefined : new Date(now.getTime() + waits * unknownMs);
}
