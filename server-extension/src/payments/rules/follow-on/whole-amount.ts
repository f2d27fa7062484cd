import { isSameMoney, type Money, money, plus } from '../../../domain/money/money.ts';
import type { Void, FollowOn } from '../../../domain/payment/command.ts';
import { isApplied } from '../../../domain/payment/applied.ts';
import { effectOf } from '../../../domain/payment/effect.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { authorizedPayment } from './authorized-payment.ts';
import { originalOf } from './decision.ts';

/**
 * The request with the amount that it comes to, where it asks for all: what it has done, and what is left to do.
 *
 * @param own what was attempted for the request before.
 */
export function withWholeAmount(
  command: FollowOn,
  payment: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
): FollowOn {
  if (command.type !== 'void') return command;
  const payable = authorizedPayment(command.original, payment);
  if (command.isWhole !== true && !cancelsAll(command, payable)) return command;
  const done = doneOf(own, money(0, payment.authorized.currency));
  return { ...command, amount: plus(done, wholeOf(command, payable, own)) };
}

/** What the request has come to so far. A re-authorization moves nothing by itself. */
export function doneOf(own: readonly PaymentAttempt[], amount: Money): Money {
  return sumOf(
    own.filter((attempt) => isApplied(attempt) && attempt.operation !== 'reauthorize'),
    amount,
  );
}

function cancelsAll(command: Void, payment: Payment<PaymentAttempt>): boolean {
  const original = command.isCancellation === true ? originalOf(command, payment) : undefined;
  return (
    original?.operation === 'authorize' && isApplied(original) && isSameMoney(original.amount, command.amount)
  );
}

function wholeOf(command: Void, payment: Payment<PaymentAttempt>, own: readonly PaymentAttempt[]): Money {
  const original = originalOf(command, payment);
  if (original?.operation === 'capture')
    return payment.captures.find(({ ref }) => ref === command.original)?.left ?? original.amount;
  if (original?.operation === 'refund')
    return own.some((attempt) => isApplied(attempt)) ? money(0, original.amount.currency) : original.amount;
  const { capturable, captured, refundable } = payment;
  if (command.reach === undefined) return plus(capturable, refundable);
  // What was held is released, and then that is all: captures are only voided where nothing was held any more.
  const releases = own.some(
    (attempt) => isApplied(attempt) && effectOf(attempt, payment.steps) === 'reverse',
  );
  return releases || capturable.minor > 0 ? capturable : captured;
}

function sumOf(attempts: readonly PaymentAttempt[], { currency }: Money): Money {
  return attempts
    .filter(({ amount }) => amount.currency === currency)
    .reduce((sum, { amount }) => plus(sum, amount), money(0, currency));
}
