import type { Void } from '../../domain/payment/command.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { isSale } from '../../domain/payment/effect.ts';
import { plus } from '../../domain/money.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { Problem } from '../../domain/problem.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { PaymentAttempt, Journal, TaskResult } from '../ports/ports.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { nextRunAt } from './schedule.ts';

/** Asks OCC whether it has accepted an authorization: the payment group counts as paid, in an order that was placed. */
export type OrderAccepted = (attempt: PaymentAttempt) => Promise<'yes' | 'no' | 'unclear'>;

export interface ConfirmOrderDeps {
  readonly journal: Journal;
  readonly orderAccepted: OrderAccepted;
  readonly executePayment: ExecutePayment;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** Told of an authorization that OCC never accepted and that is undone now. */
  readonly onOrphan: (orphan: PaymentAttempt) => void;
}

/** The try after which one waits for a quarter of an hour. */
const MOST_PATIENT = 3;

/** Undoes an authorization whose order OCC never placed. */
export type ConfirmOrder = (
  attempt: PaymentAttempt,
  runs: number,
  settings: GatewaySettings,
) => Promise<TaskResult>;

export function createConfirmOrder({
  journal,
  orderAccepted: accepted,
  executePayment,
  timings,
  now,
  onOrphan,
}: ConfirmOrderDeps): ConfirmOrder {
  return async (attempt, runs, settings) => {
    const ofPayment = (await journal.ofOrder(attempt.orderId)).filter(
      ({ payment }) => payment === attempt.payment,
    );
    const uses = usesOf(attempt, ofPayment);
    if (uses.some(isApplied)) return { done: true };
    // Once it is known that such a step did not happen, nobody else would let go of the money.
    if (uses.some(isPossiblyApplied)) return onceKnown(runs);
    const { capturable, refundable, pending } = paymentFrom(ofPayment);
    if (!pending && capturable.minor + refundable.minor === 0) return { done: true };

    const answer = await accepted(attempt);
    if (answer === 'yes') return { done: true };
    // OCC's own books lag as well: it has to say no twice.
    if (answer === 'unclear' || runs === 0) return later(runs);
    onOrphan(attempt);
    const result = await undo(attempt, ofPayment, settings);
    if (result === undefined) return { done: true };
    // It may have been let go of before, by a call whose answer was lost.
    if (isApprovedOrPending(result) || wasReversedBefore(result)) return { done: true };
    if (result.outcome === 'unknown') return onceKnown(runs);
    return later(runs);
  };

  /** Undefined when another instance has let go of it, or used it: the gateway's records forbid it then. */
  async function undo(
    attempt: PaymentAttempt,
    ofPayment: readonly PaymentAttempt[],
    settings: GatewaySettings,
  ): Promise<PaymentResult | undefined> {
    try {
      return (await executePayment(toReversal(attempt, ofPayment), settings)).result;
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return undefined;
      throw error;
    }
  }

  /** A duty of its own finds that out: whenever it has, no day may pass before somebody looks here. */
  function onceKnown(runs: number): TaskResult {
    return later(Math.min(runs, MOST_PATIENT));
  }

  function later(runs: number): TaskResult {
    const runAt = nextRunAt(runs, timings, now());
    return runAt === undefined ? { manualReview: true } : { runAt };
  }

  function toReversal(attempt: PaymentAttempt, ofPayment: readonly PaymentAttempt[]): Void {
    const { fingerprint, site, channel, orderId, paymentGroupId, result } = attempt;
    const { capturable, refundable } = paymentFrom(ofPayment);
    const original = gatewayRefOf(result);
    if (original === undefined) throw new RangeError(`Attempt ${attempt.key} was approved without an id`);
    return {
      type: 'void',
      key: toKey(attempt, ofPayment),
      fingerprint,
      caller: 'reconciler',
      site,
      channel,
      orderId,
      original,
      of: isSale(attempt) ? 'sale' : 'authorization',
      amount: plus(capturable, refundable),
      ...(paymentGroupId !== undefined && { paymentGroupId }),
    };
  }
}

/** What was refused is asked for anew, under another key: the gateway may only have been too busy. */
function toKey({ key }: PaymentAttempt, ofPayment: readonly PaymentAttempt[]): CommandKey {
  const refused = ofPayment.filter(
    ({ caller, key: other, result }) =>
      caller === 'reconciler' &&
      other.includes(`/${key}`) &&
      (result?.outcome === 'refused' || result?.outcome === 'declined'),
  );
  return `orphan${refused.length || ''}/${key}` as CommandKey;
}

/**
 * Whoever captures, voids or refunds it has an order that it belongs to. What was done to an earlier authorization of
 * the payment group, or tried in vain, says nothing about this one.
 */
function usesOf({ result }: PaymentAttempt, ofPayment: readonly PaymentAttempt[]): readonly PaymentAttempt[] {
  const ref = gatewayRefOf(result);
  return ofPayment.filter((other) => other.original === ref && other.caller !== 'reconciler');
}
