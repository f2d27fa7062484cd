import { residualHoldOf, wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import { isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { RecoveryTask, RecoveryTaskOf } from '../ports/recovery-task.ts';

/** How long attempts are left alone before recovery looks after them, in milliseconds. */
export interface RecoveryTimings {
  /** An attempt that has been in flight for longer was lost with the process that made it. */
  readonly lostAfterMs: number;
  /** From a lost answer to the first look-up. CyberSource wants 60 seconds before a timeout reversal. */
  readonly firstLookupMs: number;
  /** From an authorization to the question whether OCC has accepted it. */
  readonly confirmOrderMs: number;
  /** How long the gateway's transaction search may lag behind the gateway. */
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

/** Where an attempt stands, as far as recovery is concerned. */
export const attemptConditions = [
  'in-flight',
  'unknown',
  'residual-hold',
  'refused-void-or-refund',
  'authorized',
  'finished',
] as const;

export type AttemptCondition = (typeof attemptConditions)[number];

export interface RecoveryTaskRule {
  readonly task: RecoveryTask;
  /** Which instant of the attempt the wait is counted from. */
  readonly from: 'claimedAt' | 'completedAt' | 'resolvedAt';
  readonly wait: keyof RecoveryTimings | undefined;
  /** Why, in one sentence: it stands in the guide. */
  readonly because: string;
}

/** What each attempt leaves to do. */
export const RECOVERY_TASKS: Readonly<Record<AttemptCondition, RecoveryTaskRule | undefined>> = {
  'in-flight': {
    task: 'resolve-outcome',
    from: 'claimedAt',
    wait: 'lostAfterMs',
    because: 'The process that made the call is gone.',
  },
  unknown: {
    task: 'resolve-outcome',
    from: 'completedAt',
    wait: 'firstLookupMs',
    because: 'The gateway may have carried it out.',
  },
  'residual-hold': {
    task: 'reverse-hold',
    from: 'resolvedAt',
    wait: undefined,
    because: 'The issuer holds money behind a decline.',
  },
  'refused-void-or-refund': {
    task: 'give-back',
    from: 'completedAt',
    wait: 'firstLookupMs',
    because: 'OCC has asked for a void or refund that CyberSource refused or declined.',
  },
  authorized: {
    task: 'confirm-order',
    from: 'completedAt',
    wait: 'confirmOrderMs',
    because: 'OCC may never place the order that the money is held or captured for.',
  },
  finished: undefined,
};

/** The next task of an attempt. */
export function createRecoveryTaskOf(timings: RecoveryTimings): RecoveryTaskOf {
  return (attempt) => {
    const rule = RECOVERY_TASKS[conditionOf(attempt)];
    if (rule === undefined) return undefined;
    const { claimedAt, completedAt = claimedAt, resolvedAt = completedAt } = attempt;
    const from = { claimedAt, completedAt, resolvedAt }[rule.from];
    const waitMs = rule.wait === undefined ? 0 : timings[rule.wait];
    return { task: rule.task, runAt: new Date(from.getTime() + waitMs) };
  };
}

/**
 * Money is held, or captured, for an order that OCC may never place: it is `authorized`. What the order management charges
 * or holds again stands on its own.
 */
export function conditionOf(attempt: PaymentAttempt): AttemptCondition {
  const { operation, caller, amount, completedAt, result } = attempt;
  if (result === undefined || completedAt === undefined) return 'in-flight';
  if (result.outcome === 'unknown') return 'unknown';
  if (residualHoldOf(attempt) !== undefined) return 'residual-hold';
  if (isRefusedVoidOrRefund(attempt)) return 'refused-void-or-refund';
  const isOfOrder = operation === 'authorize' && caller === 'webhook';
  return isOfOrder && isApprovedOrPending(result) && amount.minor > 0 ? 'authorized' : 'finished';
}

/**
 * OCC's cancellation (0110) or refund (0400) that was refused or declined, which OCC does not ask for again. What was voided or refunded before
 * needs nothing; what is too late to be voided is refunded next, and that attempt counts.
 */
export function isRefusedVoidOrRefund({ operation, caller, result }: PaymentAttempt): boolean {
  if (caller !== 'webhook' || (operation !== 'void' && operation !== 'refund')) return false;
  if (result?.outcome === 'declined') return true;
  if (result?.outcome !== 'refused' || wasReversedBefore(result)) return false;
  return operation === 'refund' || result.refusalReason === undefined || !TOO_LATE.has(result.refusalReason);
}

const TOO_LATE: ReadonlySet<string> = new Set(['already-settled', 'reversed-or-settled']);
