import type { GatewayRef } from '../../domain/ids.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import type { PaymentCommand } from '../../domain/payment/command.ts';
import { gatewayRefOf, isApprovedOrPending } from '../../domain/payment/reported.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { TaskResult } from '../ports/recovery-task.ts';
import type { RecoveryTimings } from './recovery-task.ts';
import { isNothingLeft, isVoidOrRefund, madeGoodBy, sameRefundBefore } from './refused-void-or-refund.ts';
import { isRetriedVoidOrRefund, isRetryOf, nextRetryKey } from './retry-key.ts';
import { toWholeReversal } from './reversal-command.ts';
import { nextRequestAt } from './schedule.ts';
import { attemptsOfPayment } from '../attempt/attempts-of-payment.ts';
import { standingAuthorization } from '../rules/follow-on/standing-authorization.ts';

export interface RetryVoidOrRefundDeps {
  readonly journal: Pick<Journal, 'ofOrder'>;
  readonly executePayment: ExecutePayment;
  /** The journal is this process's own: it does not know what another instance was asked for since. */
  readonly isJournalOwn: boolean;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
}

/**
 * Asks again for a cancellation or refund of OCC's that CyberSource refused or declined, under another key: the acquirer may
 * only have been out of reach. Nothing is asked for when another void or refund has been made since.
 */
export type RetryVoidOrRefund = (
  refused: PaymentAttempt,
  runs: number,
  settings: GatewaySettings,
) => Promise<TaskResult>;

export function createRetryVoidOrRefund({
  journal,
  executePayment,
  isJournalOwn,
  timings,
  now,
}: RetryVoidOrRefundDeps): RetryVoidOrRefund {
  return async (refused, runs, settings) => {
    const ofPayment = await attemptsOfPayment(journal, refused);
    const asked = ofPayment.find(isSameAs(refused)) ?? refused;
    const madeGood = madeGoodBy(ofPayment);
    if (madeGood.has(asked) || isNothingLeft(ofPayment)) return { done: true };
    // Another instance may have made the same refund already, and this journal does not show it: an operator decides.
    if (isJournalOwn && asked.operation === 'refund') return { manualReview: true };
    // One of several captures that the refund was to be taken from: to ask for its part alone would leave the rest unpaid.
    if (asked.requested !== undefined) return { manualReview: true };
    const before = sameRefundBefore(asked, ofPayment);
    // Either two returns of the same price, or one return that OCC has asked for twice: only an operator can tell which.
    if (before !== undefined && madeGood.has(before)) return { manualReview: true };
    const mayBeMade = before === undefined && !isMadePossibly(asked, ofPayment);
    const again = mayBeMade ? toCommand(asked, ofPayment) : undefined;
    if (again !== undefined && (await isMade(again, settings))) return { done: true };
    const runAt = nextRequestAt(runs, timings, now());
    return runAt === undefined ? { manualReview: true } : { runAt };
  };

  async function isMade(command: PaymentCommand, settings: GatewaySettings): Promise<boolean> {
    try {
      const { result } = await executePayment(command, settings);
      return isApprovedOrPending(result) || wasReversedBefore(result);
    } catch (error) {
      // Something else is under way, or has changed the payment: the next run reads what is left.
      if (error instanceof Problem && (error.code === 'conflict' || error.code === 'wait-for-result'))
        return false;
      throw error;
    }
  }
}

function toCommand(
  refused: PaymentAttempt,
  ofPayment: readonly PaymentAttempt[],
): PaymentCommand | undefined {
  const { operation, original, amount, fingerprint, site, channel, orderId, paymentGroupId } = refused;
  const key = nextRetryKey(refused, ofPayment);
  if (operation === 'void') {
    const authorization = standingAuthorization(ofPayment);
    return authorization && toWholeReversal(authorization, ofPayment, key);
  }
  const target = refundTarget(original, ofPayment);
  if (original === undefined || target === undefined) return undefined;
  return {
    type: 'refund',
    key,
    fingerprint,
    caller: 'reconciler',
    site,
    channel,
    orderId,
    original,
    amount,
    ...present({ paymentGroupId }),
  };
}

function refundTarget(
  ref: GatewayRef | undefined,
  ofPayment: readonly PaymentAttempt[],
): PaymentAttempt | undefined {
  return ofPayment.find(({ result }) => gatewayRefOf(result) === ref);
}

const isSameAs =
  ({ key, attemptNumber }: PaymentAttempt) =>
  (each: PaymentAttempt): boolean =>
    each.key === key && each.attemptNumber === attemptNumber;

/** Something has been voided or refunded since, or may have been, that may have been this. What recovery has refunded for another one is not. */
function isMadePossibly(asked: PaymentAttempt, ofPayment: readonly PaymentAttempt[]): boolean {
  const isForAnother = (each: PaymentAttempt): boolean =>
    asked.operation === 'refund' &&
    each.operation === 'refund' &&
    each.amount.minor !== asked.amount.minor &&
    isApplied(each) &&
    isRetriedVoidOrRefund(each) &&
    ofPayment.some((other) => other.operation === 'refund' && isRetryOf(each, other));
  return ofPayment
    .slice(ofPayment.indexOf(asked) + 1)
    .some((each) => isVoidOrRefund(each) && isPossiblyApplied(each) && !isForAnother(each));
}
