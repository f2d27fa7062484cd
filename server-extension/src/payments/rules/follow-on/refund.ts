import type { GatewayRef } from '../../../domain/ids.ts';
import { minus, money } from '../../../domain/money/money.ts';
import type { Refund, RefundStep, Void } from '../../../domain/payment/command.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { reversals } from './capture.ts';
import { about, type Decision, fits } from './decision.ts';
import { captureExceeded, noSuchCapture, nothingLeft } from './refusal-messages.ts';

/** What is held is released first; what was captured beyond it is refunded. */
export function reverseThenRefund(command: Void, payment: Payment<PaymentAttempt>): Decision {
  const { amount } = command;
  const { capturable, refundable } = payment;
  if (fits(amount, capturable)) return { steps: reversals(command, payment) };
  if (amount.minor > capturable.minor + refundable.minor) return { problem: nothingLeft(command, payment) };
  if (capturable.minor === 0) return refund(command, payment);
  const rest = refund({ ...command, amount: minus(amount, capturable) }, payment);
  if (!('steps' in rest)) return rest;
  return { steps: [...reversals({ ...command, amount: capturable }, payment), ...rest.steps] };
}

/** From the one capture that has room for all of it, else from the oldest that has any, and so on with the rest. */
export function refund(command: Refund | Void, payment: Payment): Decision {
  const problem = nothingLeft(command, payment);
  if (!fits(command.amount, payment.refundable)) return { problem };
  const steps: RefundStep[] = [];
  let captures = payment.captures.filter(({ left }) => left.minor > 0);
  let rest = command.amount;
  while (rest.minor > 0) {
    const needed = rest.minor;
    const funds = captures.find(({ left }) => left.minor >= needed) ?? captures[0];
    if (funds === undefined) return { problem };
    const amount = money(Math.min(needed, funds.left.minor), rest.currency);
    steps.push({ ...about(command), type: 'refund', original: funds.ref, of: funds.of, amount });
    captures = captures.filter((other) => other !== funds);
    rest = minus(rest, amount);
  }
  return { steps };
}

/** From the capture that the request names beside its payment. */
export function refundFrom(capture: GatewayRef, command: Refund, payment: Payment): Decision {
  const funds = payment.captures.find(({ ref }) => ref === capture);
  if (funds === undefined) return { problem: noSuchCapture(capture, payment) };
  if (!fits(command.amount, payment.refundable)) return { problem: nothingLeft(command, payment) };
  return fits(command.amount, funds.left)
    ? { steps: [{ ...command, original: funds.ref, of: funds.of }] }
    : { problem: captureExceeded(funds, payment) };
}

/** Neither the payment nor the capture may give more than was taken. */
export function refundOfCapture(command: Refund, payment: Payment): Decision {
  if (!fits(command.amount, payment.refundable)) return { problem: nothingLeft(command, payment) };
  const funds = payment.captures.find(({ ref }) => ref === command.original);
  return funds === undefined || fits(command.amount, funds.left)
    ? { steps: [{ ...command, of: 'capture' }] }
    : { problem: captureExceeded(funds, payment) };
}
