import type { GatewayRef } from '../../domain/ids.ts';
import type { Refund, Void } from '../../domain/payment/command.ts';
import { isSameMoney, minus, type Money, money, plus } from '../../domain/money/money.ts';
import { applicationOf, isApplied } from '../../domain/payment/applied.ts';
import { effectOf } from '../../domain/payment/effect.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import { nextState } from '../../domain/payment/payment-state.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { holdReversedBy, residualHoldOf } from '../../domain/payment/residual-hold.ts';
import { present } from '../../domain/present.ts';
import type { PaymentAttempt } from '../ports/ports.ts';
import { authorizationOf, authorizedPayment } from './authorized-payment.ts';
import { followOnStrategyOf } from './follow-on-strategy.ts';
import {
  ANOTHER_BODY,
  captureExceeded,
  captureNotVoidable,
  captureRefundedInPart,
  holdExpired,
  noStoredCredential,
  NO_SUCH_REFUND,
  noSuchCapture,
  nothingLeft,
  otherCurrency,
  voidsWholeCapture,
  voidsWholeRefund,
  withDone,
  wouldHoldTwice,
  stepUnderWay,
} from './refusal-messages.ts';
import { type FollowOn, requestSteps, stepKey } from './request-steps.ts';
import { withStepsOf } from './recorded-attempts.ts';
import { refundOfLines } from './refund-of-lines.ts';
import {
  type HoldRules,
  holdFor,
  holdsOf,
  liveHold,
  networkTransactionIdOf,
  storedCredentialOf,
} from './holds.ts';

/** What remains to be done about a capture, void or refund that was asked for. */
export type FollowOnPlan =
  /** The calls to make, in this order, if the gateway approves each: after any other answer the request is planned again. */
  | { readonly kind: 'steps'; readonly steps: readonly [FollowOn, ...FollowOn[]] }
  /** A step of the request is in flight, in another delivery: wait for its result, then plan again. */
  | { readonly kind: 'wait'; readonly attempt: PaymentAttempt }
  /** Nothing more: the attempt says how the request ended. */
  | { readonly kind: 'ended'; readonly attempt: PaymentAttempt }
  | {
      readonly kind: 'refused';
      /** Why, what is left, and what to ask for instead. */
      readonly problem: string;
      /** False while an attempt is in flight or unknown: once its outcome is known, the request may be possible. */
      readonly isFinal: boolean;
    };

/**
 * Decides about a follow-on, once for everything that asks: what is sent, what a claim may be made for, what recovery
 * undoes and what a preview shows.
 *
 * One request can take several calls: a refund is spread over captures, a cancelled order is partly reversed and partly
 * refunded, an expired hold is authorized again. Every call is an attempt of its own in the journal, under a key that is counted up from the request's. So the
 * payment alone says what the next call is, and a request that is delivered again goes on where it stopped.
 */
export function plan(
  request: FollowOn,
  payment: Payment<PaymentAttempt>,
  holdRules?: HoldRules,
): FollowOnPlan {
  const command = withWholeAmount(aboutTheHold(request, payment), payment);
  const own = requestSteps(command.key, withStepsOf(command, payment.steps));
  if (own.some(({ fingerprint }) => fingerprint !== command.fingerprint))
    return { kind: 'refused', problem: ANOTHER_BODY, isFinal: true };
  const last = own.at(-1);
  if (last !== undefined && last.result === undefined) return { kind: 'wait', attempt: last };

  const done = doneOf(own, command.amount);
  const amount = minus(command.amount, done);
  const wasNotSent = last?.result?.outcome === 'not-sent';
  if (last !== undefined && !wasNotSent && (amount.minor === 0 || isFinalNo(last, command, payment)))
    return { kind: 'ended', attempt: last };

  const payable = authorizedPayment(command.original, payment);
  const decision = decide({ ...command, amount }, payable, own, holdRules);
  if ('reversedBy' in decision) return { kind: 'ended', attempt: decision.reversedBy };
  if ('problem' in decision) {
    const problem = withDone(decision.problem, command, done);
    return { kind: 'refused', problem, isFinal: !payment.pending };
  }
  const ordinal = wasNotSent ? own.length : own.length + 1;
  const [first, ...others] = decision.steps.map((step, index) => ({
    ...step,
    key: stepKey(command.key, ordinal + index),
  }));
  if (first === undefined) throw new RangeError('A decision without a problem has at least one step');
  // Before the first step, about them all: a request that cannot be carried out whole now begins none of it.
  for (const step of [first, ...others]) {
    const other = otherStepUnderWay(step, payment, own);
    if (other !== undefined)
      return { kind: 'refused', problem: stepUnderWay(other.operation, step.type), isFinal: false };
  }
  return { kind: 'steps', steps: [first, ...others] };
}

/**
 * A step of another kind whose outcome is not known, asked for by another request: whether this one is right may depend on how
 * it ends, however much money is left for both. Of the same kind the sums decide.
 */
function otherStepUnderWay(
  step: FollowOn,
  { steps }: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
): PaymentAttempt | undefined {
  const effect = effectOf({ operation: step.type, captureNow: false, original: step.original }, steps);
  return steps.find((attempt) => {
    if (attempt.operation === 'authorize' || own.includes(attempt)) return false;
    if (applicationOf(attempt) !== 'unresolved' || attempt.amount.minor === 0) return false;
    const underWay = effectOf(attempt, steps);
    // A new hold takes nothing by itself: how much may be captured and held beside it, the sums say.
    if (underWay === 'reauthorize' && effect === 'capture') return false;
    return underWay !== effect && underWay !== 'reverse-residual-hold' && effect !== 'reverse-residual-hold';
  });
}

/**
 * The request in the name of its authorization, where it is about what is held: its caller may have named the payment by
 * something that followed on, a capture for example. Neither does CyberSource capture a capture, nor may holding less void one.
 */
function aboutTheHold(request: FollowOn, payment: Payment<PaymentAttempt>): FollowOn {
  const named = originalOf(request, payment)?.operation;
  const isHold = named === undefined || named === 'authorize' || named === 'reauthorize';
  const isTaken = named === 'capture' || named === 'refund';
  const takesBack = request.type === 'refund' || (request.type === 'void' && request.reach !== 'hold');
  if (isHold || (isTaken && takesBack)) return request;
  const original = gatewayRefOf(authorizationOf(request.original, payment)?.result);
  return original === undefined ? request : { ...request, original };
}

type Decision =
  | { readonly steps: readonly FollowOn[] }
  | { readonly problem: string }
  | { readonly reversedBy: PaymentAttempt };

/** @param command what is left of the request. */
function decide(
  command: FollowOn,
  payment: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
  holdRules: HoldRules | undefined,
): Decision {
  const original = originalOf(command, payment);
  const residualHold = original && residualHoldOf(original);
  // What the issuer holds behind a decline is reversed whatever has become of the payment since.
  if (residualHold !== undefined && command.type === 'void') {
    const reversedBy = payment.steps.find((attempt) => holdReversedBy(attempt) === residualHold.ref);
    return reversedBy === undefined
      ? { steps: [{ ...command, amount: residualHold.amount }] }
      : { reversedBy };
  }
  if (payment.authorized.currency !== command.amount.currency)
    return { problem: otherCurrency(payment, command.amount) };
  if (command.type === 'refund' && command.capture !== undefined && command.lines === undefined)
    return refundFrom(command.capture, command, payment);
  if (command.type === 'refund' && command.lines !== undefined)
    return refundOfLines({ ...command, lines: command.lines }, payment, own);
  // A capture or refund that the request names itself: that one and no other.
  if (original?.operation === 'capture' && command.type === 'void') return voidOfCapture(command, payment);
  if (original?.operation === 'capture' && command.type === 'refund')
    return refundOfCapture(command, payment);
  if (original?.operation === 'refund' && command.type === 'void')
    return voidOfRefund(command, original, payment);
  return byState(command, payment, own, holdRules);
}

/** What the payment's state asks for. */
function byState(
  command: FollowOn,
  payment: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
  holdRules: HoldRules | undefined,
): Decision {
  const reach = command.type === 'void' ? command.reach : undefined;
  switch (followOnStrategyOf(payment.state, command.type)) {
    case 'refuse':
      return { problem: nothingLeft(command, payment) };
    case 'capture':
      return fits(command.amount, payment.capturable)
        ? capture(command, payment, holdRules)
        : { problem: nothingLeft(command, payment) };
    case 'hold':
      return payment.capturable.minor > 0 ? { steps: [command] } : { problem: nothingLeft(command, payment) };
    case 'reverse':
      return fits(command.amount, payment.capturable)
        ? { steps: reversals(command, payment) }
        : { problem: nothingLeft(command, payment) };
    case 'reverse-then-refund':
      return reach === undefined || fits(command.amount, payment.capturable)
        ? reverseThenRefund(command, payment)
        : { problem: nothingLeft(command, payment) };
    case 'void-or-refund': {
      const voids = reach === 'hold' ? undefined : voidOfAllCaptures(command, payment, own);
      if (voids === undefined && reach !== undefined) return { problem: nothingLeft(command, payment) };
      return voids ?? refund(command, payment);
    }
    case 'refund':
      return reach === undefined ? refund(command, payment) : { problem: nothingLeft(command, payment) };
  }
}

/** From a hold that has not expired; else what is captured is authorized again first, where the settings say so. */
function capture(
  command: FollowOn,
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
  const reauthorization: FollowOn = {
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
function reversals(command: FollowOn, payment: Payment<PaymentAttempt>): readonly FollowOn[] {
  const holds = holdsOf(payment, {});
  if (!holds.some(({ isRenewed }) => isRenewed)) return [command];
  const steps: FollowOn[] = [];
  let rest = command.amount;
  for (const { ref, left } of [...holds].reverse()) {
    if (rest.minor === 0) break;
    const amount = money(Math.min(rest.minor, left.minor), rest.currency);
    steps.push({ ...command, original: ref, amount });
    rest = minus(rest, amount);
  }
  return steps;
}

function reverseThenRefund(command: FollowOn, payment: Payment<PaymentAttempt>): Decision {
  const { amount } = command;
  const { capturable, refundable } = payment;
  if (fits(amount, capturable)) return { steps: reversals(command, payment) };
  if (amount.minor > capturable.minor + refundable.minor) return { problem: nothingLeft(command, payment) };
  if (capturable.minor === 0) return refund(command, payment);
  const rest = refund({ ...command, amount: minus(amount, capturable) }, payment);
  if (!('steps' in rest)) return rest;
  return { steps: [...reversals({ ...command, amount: capturable }, payment), ...rest.steps] };
}

/** Only all that was captured, and only before anything was refunded: a void takes back a whole capture or nothing. */
function voidOfAllCaptures(
  command: FollowOn,
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

/** From the one capture that has room for all of it, else from the oldest that has any, and so on with the rest. */
function refund(command: FollowOn, payment: Payment): Decision {
  const problem = nothingLeft(command, payment);
  if (!fits(command.amount, payment.refundable)) return { problem };
  const steps: Refund[] = [];
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
function refundFrom(capture: GatewayRef, command: Refund, payment: Payment): Decision {
  const funds = payment.captures.find(({ ref }) => ref === capture);
  if (funds === undefined) return { problem: noSuchCapture(capture, payment) };
  if (!fits(command.amount, payment.refundable)) return { problem: nothingLeft(command, payment) };
  return fits(command.amount, funds.left)
    ? { steps: [{ ...command, original: funds.ref, of: funds.of }] }
    : { problem: captureExceeded(funds, payment) };
}

/** Neither the payment nor the capture may give more than was taken. */
function refundOfCapture(command: FollowOn & { type: 'refund' }, payment: Payment): Decision {
  if (!fits(command.amount, payment.refundable)) return { problem: nothingLeft(command, payment) };
  const funds = payment.captures.find(({ ref }) => ref === command.original);
  return funds === undefined || fits(command.amount, funds.left)
    ? { steps: [{ ...command, of: 'capture' }] }
    : { problem: captureExceeded(funds, payment) };
}

/** A void takes back a whole capture, before it is settled. */
function voidOfCapture(command: FollowOn & { type: 'void' }, payment: Payment): Decision {
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
function voidOfRefund(
  command: FollowOn & { type: 'void' },
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

/** A no, or an unknown outcome: nothing more is sent. But what can no longer be voided can still be refunded. */
function isFinalNo(attempt: PaymentAttempt, command: FollowOn, payment: Payment<PaymentAttempt>): boolean {
  if (isApplied(attempt)) return false;
  if (attempt.result?.outcome === 'unknown') return true;
  const cancelsPayment = originalOf(command, payment)?.operation === 'authorize';
  const mayRefund = command.type === 'void' && command.reach === undefined;
  return !(cancelsPayment && mayRefund && effectOf(attempt, payment.steps) === 'void-capture');
}

function originalOf({ original }: FollowOn, { steps }: Payment<PaymentAttempt>): PaymentAttempt | undefined {
  return steps.find(({ result }) => gatewayRefOf(result) === original);
}

/** What every step of a request has in common with it. */
function about(command: FollowOn): Omit<Refund, 'type' | 'of' | 'original' | 'amount'> {
  const { key, fingerprint, caller, site, channel, orderId } = command;
  const group = 'paymentGroupId' in command ? { paymentGroupId: command.paymentGroupId } : {};
  return { key, fingerprint, caller, site, channel, orderId, ...group };
}

function fits(asked: Money, free: Money): boolean {
  return asked.minor > 0 && asked.minor <= free.minor;
}

/** What the request has come to so far. A re-authorization moves nothing by itself. */
function doneOf(own: readonly PaymentAttempt[], amount: Money): Money {
  return sumOf(
    own.filter((attempt) => isApplied(attempt) && attempt.operation !== 'reauthorize'),
    amount,
  );
}

/** The request with the amount that it comes to, where it asks for all: what it has done, and what is left to do. */
function withWholeAmount(command: FollowOn, payment: Payment<PaymentAttempt>): FollowOn {
  if (command.type !== 'void') return command;
  const payable = authorizedPayment(command.original, payment);
  if (command.isWhole !== true && !cancelsAll(command, payable)) return command;
  const { currency } = payment.authorized;
  const own = requestSteps(command.key, withStepsOf(command, payment.steps));
  const done = doneOf(own, money(0, currency));
  return { ...command, amount: plus(done, wholeOf(command, payable, own)) };
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
  return command.reach === 'hold' || releases || capturable.minor > 0 ? capturable : captured;
}

function sumOf(attempts: readonly PaymentAttempt[], { currency }: Money): Money {
  return attempts
    .filter(({ amount }) => amount.currency === currency)
    .reduce((sum, { amount }) => plus(sum, amount), money(0, currency));
}
