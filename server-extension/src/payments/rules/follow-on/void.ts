import type { Void } from '../../../domain/payment/command.ts';
import { isSameMoney } from '../../../domain/money/money.ts';
import { isApplied } from '../../../domain/payment/applied.ts';
import { effectOf } from '../../../domain/payment/effect.ts';
import { nextState } from '../../../domain/payment/payment-state.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { about, type Decision } from './decision.ts';
import {
  captureNotVoidable,
  captureRefundedInPart,
  NO_SUCH_REFUND,
  nothingLeft,
  voidsWholeCapture,
  voidsWholeRefund,
} from './refusal-messages.ts';

/** Only all that was captured, and only before anything was refunded: a void takes back a whole capture or nothing. */
export function voidOfAllCaptures(
  command: Void,
  { captured, refunded, refundable, captures, steps }: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
): Decision | undefined {
  // What was certainly not sent is sent again.
  const isStarted = own.some(
    (attempt) =>
      attempt.result?.outcome !== 'not-sent' &&
      !(isApplied(attempt) && effectOf(attempt, steps) === 'void-capture'),
  );
  const isWhole = isSameMoney(command.amount, captured) && isSameMoney(captured, refundable);
  if (isStarted || !isWhole || refunded.minor > 0) return undefined;
  const voided = captures.filter(({ left }) => left.minor > 0);
  if (voided.length === 0) return undefined;
  return {
    steps: voided.map(({ ref, of, left }) => ({
      ...about(command),
      type: 'void',
      original: ref,
      of,
      amount: left,
    })),
  };
}

/** A void takes back a whole capture, before it is settled. */
export function voidOfCapture(command: Void, payment: Payment): Decision {
  const funds = payment.captures.find(({ ref }) => ref === command.original);
  if (funds === undefined) return { problem: nothingLeft(command, payment) };
  if (nextState(payment.state, 'captureVoided') === undefined)
    return { problem: captureNotVoidable(payment) };
  if (!isSameMoney(funds.amount, funds.left)) return { problem: captureRefundedInPart(funds) };
  return isSameMoney(funds.amount, command.amount)
    ? { steps: [{ ...command, of: 'capture' }] }
    : { problem: voidsWholeCapture(funds) };
}

/** A void takes back a whole refund, once. */
export function voidOfRefund(
  command: Void,
  original: PaymentAttempt,
  { steps }: Payment<PaymentAttempt>,
): Decision {
  const isVoided = steps.some(
    (attempt) => attempt.operation === 'void' && attempt.original === command.original && isApplied(attempt),
  );
  if (!isApplied(original) || isVoided) return { problem: NO_SUCH_REFUND };
  return isSameMoney(original.amount, command.amount)
    ? { steps: [{ ...command, of: 'refund' }] }
    : { problem: voidsWholeRefund(original.amount) };
}
