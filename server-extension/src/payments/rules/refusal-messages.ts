import type { Refund, Void } from '../../domain/payment/command.ts';
import { describeMoney, isSameMoney, type Money } from '../../domain/money.ts';
import { type Payment, paymentFrom } from '../../domain/payment/payment.ts';
import { nextState } from '../../domain/payment/payment-state.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../ports/ports.ts';
import { isApplied, capturedFundsOf } from './captured-funds.ts';

export type FollowOnType = 'capture' | 'void' | 'refund';

/** What is left, and what to ask for instead. */
export function refusalMessage(type: FollowOnType, payment: Payment): string {
  const waiting = payment.pending
    ? ' Something is still under way for this payment: wait for its result.'
    : '';
  const remaining = (free: Money): string => `the payment is ${payment.state} and ${describeMoney(free)}`;
  switch (type) {
    case 'capture':
      return `Not captured: ${remaining(payment.capturable)} is left to capture.${waiting}`;
    case 'void': {
      const instead = payment.refundable.minor > 0 ? ' Refund what was captured instead.' : '';
      return `Not voided: ${remaining(payment.capturable)} is still held.${instead}${waiting}`;
    }
    case 'refund': {
      const instead = payment.capturable.minor > 0 ? ' Void what is still held instead.' : '';
      return `Not refunded: ${remaining(payment.refundable)} is left to refund.${instead}${waiting}`;
    }
  }
}

/** Why not in this currency, or undefined. */
export function currencyMismatch({ authorized: { currency } }: Payment, asked: Money): string | undefined {
  return currency === asked.currency
    ? undefined
    : `The payment is in ${currency}, not in ${asked.currency}: use its currency.`;
}

/** Why this refund cannot be made, or undefined: neither the payment nor its capture may give more than it took. */
export function whyNotRefund(refund: Refund, earlier: readonly PaymentAttempt[]): string | undefined {
  const payment = paymentFrom(earlier);
  if (!fits(refund.amount, payment.refundable)) return refusalMessage('refund', payment);
  const funds = capturedFundsOf(earlier).find(({ ref }) => ref === refund.original);
  return funds === undefined || fits(refund.amount, funds.left)
    ? undefined
    : `Not refunded: ${describeMoney(funds.left)} is left to refund of ${refund.original}, ${describeMoney(payment.refundable)} of the whole payment. Name the payment to refund from all of its captures.`;
}

/** Why this capture or sale cannot be voided, or undefined. A void takes back the whole, before it is settled. */
export function whyNotVoidCapture(command: Void, earlier: readonly PaymentAttempt[]): string | undefined {
  const payment = paymentFrom(earlier);
  const funds = capturedFundsOf(earlier).find(({ ref }) => ref === command.original);
  if (funds === undefined) return refusalMessage('void', payment);
  if (nextState(payment.state, 'captureVoided') === undefined)
    return `Not voided: the payment is ${payment.state}. Refund it instead.`;
  if (!isSameMoney(funds.amount, funds.left))
    return `Not voided: ${describeMoney(funds.left)} of ${describeMoney(funds.amount)} is left. Refund that instead.`;
  return isSameMoney(funds.amount, command.amount)
    ? undefined
    : `Not voided: a void takes back the whole ${describeMoney(funds.amount)}. Refund a part of it instead.`;
}

/** Why this refund cannot be voided, or undefined. */
export function whyNotVoidRefund(command: Void, earlier: readonly PaymentAttempt[]): string | undefined {
  const refund = earlier.find(
    (attempt) => attempt.operation === 'refund' && gatewayRefOf(attempt.result) === command.original,
  );
  const voided = earlier.some(
    (attempt) => attempt.operation === 'void' && attempt.original === command.original && isApplied(attempt),
  );
  if (refund === undefined || !isApplied(refund) || voided)
    return 'Not voided: there is no such refund that could still be taken back.';
  return isSameMoney(refund.amount, command.amount)
    ? undefined
    : `Not voided: a void takes back the whole refund of ${describeMoney(refund.amount)}.`;
}

export function fits(asked: Money, free: Money): boolean {
  return free.minor > 0 && asked.minor <= free.minor;
}
