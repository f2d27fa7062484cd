import type { CommandKey } from '../../domain/ids.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import type { Void } from '../../domain/payment/command.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../domain/payment/reported.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { TaskResult } from '../ports/recovery-task.ts';
import { authorizedPayment } from '../rules/follow-on/authorized-payment.ts';
import { decide } from '../../domain/decision-table.ts';
import { CONFIRMATION_TABLE, type ConfirmationEvidence } from './confirm-order-table.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { toWholeReversal } from './reversal-command.ts';
import { nextRunAt, runsOf } from './schedule.ts';
import { attemptsOfPayment } from '../attempt/attempts-of-payment.ts';

/** Asks OCC whether it has accepted an authorization: the payment group counts as paid, in an order that was placed. */
export type OrderAccepted = (attempt: PaymentAttempt) => Promise<'yes' | 'no' | 'unclear'>;

export interface ConfirmOrderDeps {
  readonly journal: Journal;
  readonly orderAccepted: OrderAccepted;
  readonly executePayment: ExecutePayment;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** Called with an authorization that OCC never accepted, before it is reversed. */
  readonly onOrphan: (orphan: PaymentAttempt) => void;
}

/** The run after which the next one follows within a quarter of an hour. */
const RUNS_WHILE_UNKNOWN_MAX = 3;

/** Reverses an authorization whose order OCC never placed: gathers evidence and does what the confirmation table says. */
export type ConfirmOrder = (
  attempt: PaymentAttempt,
  runs: number,
  settings: GatewaySettings,
) => Promise<TaskResult>;

export function createConfirmOrder({
  journal,
  orderAccepted,
  executePayment,
  timings,
  now,
  onOrphan,
}: ConfirmOrderDeps): ConfirmOrder {
  return async (attempt, runs, settings) => {
    const ofPayment = await attemptsOfPayment(journal, attempt);
    let evidence = evidenceOf(attempt, ofPayment, runs);
    for (;;) {
      switch (decide(CONFIRMATION_TABLE, evidence).action) {
        case 'ask-order':
          evidence = { ...evidence, order: ORDER_EVIDENCE[await orderAccepted(attempt)] };
          break;
        case 'reverse':
          onOrphan(attempt);
          evidence = {
            ...evidence,
            reversal: await reverse(toWholeReversal(attempt, ofPayment, toKey(attempt, ofPayment)), settings),
          };
          break;
        case 'done':
          return { done: true };
        case 'wait-for-outcome':
          return later(Math.min(runs, RUNS_WHILE_UNKNOWN_MAX));
        case 'reschedule':
          return later(runs);
        case 'manual-review':
          return { manualReview: true };
      }
    }
  };

  async function reverse(
    command: Void,
    settings: GatewaySettings,
  ): Promise<ConfirmationEvidence['reversal']> {
    try {
      return toReversalEvidence((await executePayment(command, settings)).result);
    } catch (error) {
      // Another instance has reversed or used it: the gateway's records forbid the reversal then.
      if (error instanceof Problem && error.code === 'conflict') return 'not-allowed';
      throw error;
    }
  }

  function later(runs: number): TaskResult {
    const runAt = nextRunAt(runs, timings, now());
    return runAt === undefined ? { manualReview: true } : { runAt };
  }
}

const ORDER_EVIDENCE = { yes: 'accepted', no: 'not-accepted', unclear: 'unclear' } as const;

function evidenceOf(
  attempt: PaymentAttempt,
  ofPayment: readonly PaymentAttempt[],
  runs: number,
): ConfirmationEvidence {
  const { capturable, refundable, pending } = authorizedPayment(
    gatewayRefOf(attempt.result),
    paymentFrom(ofPayment),
  );
  return {
    use: useOf(attempt, ofPayment),
    left: pending || capturable.minor + refundable.minor > 0 ? 'something' : 'nothing',
    order: 'not-asked',
    reversal: 'not-made',
    runs: runsOf(runs),
  };
}

/**
 * A caller that captures, voids or refunds it has an order that it belongs to. What was done to an earlier authorization
 * of the payment group, or tried in vain, says nothing about this one.
 */
function useOf(
  { result }: PaymentAttempt,
  ofPayment: readonly PaymentAttempt[],
): ConfirmationEvidence['use'] {
  const ref = gatewayRefOf(result);
  const uses = ofPayment.filter((other) => other.original === ref && other.caller !== 'reconciler');
  if (uses.some(isApplied)) return 'used';
  return uses.some(isPossiblyApplied) ? 'possibly-used' : 'unused';
}

/** It may have been reversed before, by a call whose answer was lost. */
function toReversalEvidence(result: PaymentResult): ConfirmationEvidence['reversal'] {
  if (isApprovedOrPending(result) || wasReversedBefore(result)) return 'reversed';
  return result.outcome === 'unknown' ? 'unknown' : 'failed';
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
