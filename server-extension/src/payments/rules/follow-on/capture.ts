import type { Capture, Reauthorize, Void } from '../../../domain/payment/command.ts';
import { minus, money, plus } from '../../../domain/money/money.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import { present } from '../../../domain/present.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { about, type Decision, fits } from './decision.ts';
import {
  type HoldRules,
  holdFor,
  holdsOf,
  liveHold,
  networkTransactionIdOf,
  storedCredentialOf,
} from './holds.ts';
import { holdExpired, noStoredCredential, wouldHoldTwice } from './refusal-messages.ts';

/** From a hold that has not expired; else what is captured is authorized again first, where the settings say so. */
export function capture(
  command: Capture,
  payment: Payment<PaymentAttempt>,
  holdRules: HoldRules | undefined,
): Decision {
  if (holdRules === undefined) return { steps: [command] };
  const { amount } = command;
  const hold = holdFor(amount, payment, holdRules);
  if (hold !== undefined) return { steps: [hold.isRenewed ? { ...command, original: hold.ref } : command] };
  if (!holdRules.reauthorize) return { problem: holdExpired(amount) };
  // Together the new holds never come to more than is left of the payment.
  const live = liveHold(payment, holdRules);
  if (!fits(plus(live, amount), payment.capturable)) return { problem: wouldHoldTwice(amount, live) };
  const instrument = storedCredentialOf(payment);
  if (instrument === undefined) return { problem: noStoredCredential(amount) };
  const previousNetworkTransactionId = networkTransactionIdOf(payment);
  const reauthorization: Reauthorize = {
    ...about(command),
    type: 'reauthorize',
    original: command.original,
    amount,
    instrument,
    ...present({ previousNetworkTransactionId }),
  };
  return { steps: [reauthorization, command] };
}

/** One reversal, or one of each hold where parts of the payment were authorized again: the youngest first. */
export function reversals(command: Void, payment: Payment<PaymentAttempt>): readonly Void[] {
  const holds = holdsOf(payment, {});
  if (!holds.some(({ isRenewed }) => isRenewed)) return [command];
  const steps: Void[] = [];
  let rest = command.amount;
  for (const { ref, left } of [...holds].reverse()) {
    if (rest.minor === 0) break;
    const amount = money(Math.min(rest.minor, left.minor), rest.currency);
    steps.push({ ...command, original: ref, amount });
    rest = minus(rest, amount);
  }
  return steps;
}
