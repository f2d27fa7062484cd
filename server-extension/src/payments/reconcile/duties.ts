import { debtOf } from '../../domain/debt.ts';
import { isGranted } from '../../domain/reported.ts';
import type { DutyOf, Entry } from '../ports.ts';

/** How long things are left alone before somebody looks after them, in milliseconds. */
export interface Pace {
  /** An attempt that has been under way for longer was lost with the process that made it. */
  readonly lostMs: number;
  /** From a lost answer to the first look after it. CyberSource wants 60 seconds before a timeout reversal. */
  readonly unknownMs: number;
  /** From an authorization to the question whether OCC has accepted it. */
  readonly confirmMs: number;
  /** How long the gateway's books may lag behind the gateway. */
  readonly lagMs: number;
}

export const PACE: Pace = {
  lostMs: 60_000,
  unknownMs: 60_000,
  confirmMs: 10 * 60_000,
  lagMs: 15 * 60_000,
};

/** The same waits, shorter: for tests, and for trying things out. */
export function paced(factor: number): Pace {
  const { lostMs, unknownMs, confirmMs, lagMs } = PACE;
  return {
    lostMs: lostMs * factor,
    unknownMs: unknownMs * factor,
    confirmMs: confirmMs * factor,
    lagMs: lagMs * factor,
  };
}

/** What each attempt leaves to do. */
export function createDutyOf(pace: Pace): DutyOf {
  return (entry) => {
    const { openedAt, closedAt, result } = entry;
    if (result === undefined || closedAt === undefined)
      return { duty: 'find-out', dueAt: after(openedAt, pace.lostMs) };
    if (result.outcome === 'unknown') return { duty: 'find-out', dueAt: after(closedAt, pace.unknownMs) };
    if (debtOf(entry) !== undefined) return { duty: 'let-go', dueAt: entry.foundAt ?? closedAt };
    if (holdsForOrder(entry)) return { duty: 'confirm', dueAt: after(closedAt, pace.confirmMs) };
    return undefined;
  };
}

/** Money is held, or taken, for an order that OCC may never place. */
function holdsForOrder({ operation, amount, result }: Entry): boolean {
  return operation === 'authorize' && isGranted(result) && amount.minor > 0;
}

function after(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
