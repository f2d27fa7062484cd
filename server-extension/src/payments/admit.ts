import type { Authorize, Capture, PaymentCommand, Refund, Void } from '../domain/command.ts';
import { describeMoney, isSameMoney, type Money } from '../domain/money.ts';
import { type Payment, paymentFrom } from '../domain/payment.ts';
import { nextState } from '../domain/payment-state.ts';
import type { Admission, Admit, Entry } from './ports.ts';

/**
 * Whether the payment's state allows the command, judged from every earlier attempt while nobody else can add one.
 * What this journal has never heard of (an authorization made before it was started) is left to CyberSource to judge.
 */
export function admitTo(command: PaymentCommand): Admit {
  return (earlier) => {
    switch (command.type) {
      case 'authorize':
        return admitAuthorization(command, earlier);
      case 'capture':
      case 'void':
      case 'refund':
        return knowsTheAuthorization(earlier) ? admitFollowOn(command, paymentFrom(earlier)) : GO;
    }
  };
}

const GO: Admission = { verdict: 'go' };

/** One live authorization per payment group: a second one is answered with the first, or refused when it asks for something else. */
function admitAuthorization(command: Authorize, earlier: readonly Entry[]): Admission {
  const last = earlier.filter((entry) => entry.operation === 'authorize' && mayHoldMoney(entry)).at(-1);
  if (last === undefined) return GO;
  if (last.result === undefined) return { verdict: 'wait', entry: last };

  const payment = paymentFrom(earlier);
  const startsOver = !payment.pending && nextState(payment.state, 'authorized') !== undefined;
  if (startsOver) return GO;

  const isSameRequest = isSameMoney(last.amount, command.amount) && last.captureNow === command.captureNow;
  const isLive = last.result.outcome === 'unknown' || (!payment.pending && payment.state !== 'Refunded');
  if (isSameRequest && isLive) return { verdict: 'stands', entry: last };
  return forbidden(
    `This payment group is ${payment.state} with ${describeMoney(last.amount)}; it cannot be authorized for ${describeMoney(command.amount)}. Void the first authorization before asking for another.`,
  );
}

function admitFollowOn(command: Capture | Void | Refund, payment: Payment): Admission {
  const free = command.type === 'refund' ? payment.refundable : payment.capturable;
  if (free.currency !== command.amount.currency) {
    return forbidden(
      `The payment is in ${free.currency}, not in ${command.amount.currency}: use its currency.`,
    );
  }
  return free.minor > 0 && command.amount.minor <= free.minor
    ? GO
    : forbidden(limitOf(command.type, payment, free));
}

function limitOf(type: 'capture' | 'void' | 'refund', payment: Payment, free: Money): string {
  const waiting = payment.pending
    ? ' Something is still under way for this payment: wait for its result.'
    : '';
  const remaining = `the payment is ${payment.state} and ${describeMoney(free)}`;
  switch (type) {
    case 'capture':
      return `Not captured: ${remaining} is left to capture.${waiting}`;
    case 'void': {
      const instead = payment.refundable.minor > 0 ? ' Refund what was captured instead.' : '';
      return `Not voided: ${remaining} is still held.${instead}${waiting}`;
    }
    case 'refund': {
      const instead = payment.capturable.minor > 0 ? ' Void what is still held instead.' : '';
      return `Not refunded: ${remaining} is left to refund.${instead}${waiting}`;
    }
  }
}

function knowsTheAuthorization(earlier: readonly Entry[]): boolean {
  return earlier.some((entry) => entry.operation === 'authorize' && mayHoldMoney(entry));
}

/** An authorization that approved, is under way, or may have approved. */
function mayHoldMoney({ result }: Entry): boolean {
  return result === undefined || ['approved', 'pending', 'unknown'].includes(result.outcome);
}

function forbidden(problem: string): Admission {
  return { verdict: 'forbidden', problem };
}
