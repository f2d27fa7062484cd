import { residualHoldOf } from '../../domain/payment/residual-hold.ts';
import { isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { RecoveryTaskOf, PaymentAttempt } from '../ports/ports.ts';

/** How long things are left alone before somebody looks after them, in milliseconds. */
export interface RecoveryTimings {
  /** An attempt that has been under way for longer was lost with the process that made it. */
  readonly lostAfterMs: number;
  /** From a lost answer to the first look after it. CyberSource wants 60 seconds before a timeout reversal. */
  readonly firstLookupMs: number;
  /** From an authorization to the question whether OCC has accepted it. */
  readonly confirmOrderMs: number;
  /** How long the gateway's books may lag behind the gateway. */
  readonly searchLagMs: number;
}

export const RECOVERY_TIMINGS: RecoveryTimings = {
  lostAfterMs: 60_000,
  firstLookupMs: 60_000,
  confirmOrderMs: 10 * 60_000,
  searchLagMs: 15 * 60_000,
};

/** The same waits, shorter: for tests, and for trying things out. */
export function scaledTimings(factor: number): RecoveryTimings {
  const { lostAfterMs, firstLookupMs, confirmOrderMs, searchLagMs } = RECOVERY_TIMINGS;
  return {
    lostAfterMs: lostAfterMs * factor,
    firstLookupMs: firstLookupMs * factor,
    confirmOrderMs: confirmOrderMs * factor,
    searchLagMs: searchLagMs * factor,
  };
}

/** What each attempt leaves to do. */
export function createRecoveryTaskOf(timings: RecoveryTimings): RecoveryTaskOf {
  return (attempt) => {
    const { claimedAt, completedAt, result } = attempt;
    if (result === undefined || completedAt === undefined)
      return { task: 'resolve-outcome', runAt: after(claimedAt, timings.lostAfterMs) };
    if (result.outcome === 'unknown')
      return { task: 'resolve-outcome', runAt: after(completedAt, timings.firstLookupMs) };
    if (residualHoldOf(attempt) !== undefined)
      return { task: 'reverse-hold', runAt: attempt.resolvedAt ?? completedAt };
    if (holdsForOrder(attempt))
      return { task: 'confirm-order', runAt: after(completedAt, timings.confirmOrderMs) };
    return undefined;
  };
}

/** Money is held, or taken, for an order that OCC may never place. */
function holdsForOrder({ operation, amount, result }: PaymentAttempt): boolean {
  return operation === 'authorize' && isApprovedOrPending(result) && amount.minor > 0;
}

function after(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
