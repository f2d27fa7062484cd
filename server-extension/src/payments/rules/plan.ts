import type { FollowOn, FollowOnStep, Void } from '../../domain/payment/command.ts';
import { minus } from '../../domain/money/money.ts';
import { applicationOf, isApplied } from '../../domain/payment/applied.ts';
import { effectOf } from '../../domain/payment/effect.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { holdReversedBy, residualHoldOf } from '../../domain/payment/residual-hold.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { authorizationOf, authorizedPayment } from './follow-on/authorized-payment.ts';
import { capture, reversals } from './follow-on/capture.ts';
import { type Decision, fits, originalOf } from './follow-on/decision.ts';
import { followOnStrategyOf } from './follow-on/follow-on-strategy.ts';
import type { HoldRules } from './follow-on/holds.ts';
import { refund, refundFrom, refundOfCapture, reverseThenRefund } from './follow-on/refund.ts';
import { refundOfLines } from './follow-on/refund-of-lines.ts';
import {
  ANOTHER_BODY,
  nothingLeft,
  otherCurrency,
  stepUnderWay,
  withDone,
} from './follow-on/refusal-messages.ts';
import { requestSteps, stepKey } from './follow-on/request-steps.ts';
import { voidOfAllCaptures, voidOfCapture, voidOfRefund } from './follow-on/void.ts';
import { doneOf, withWholeAmount } from './follow-on/whole-amount.ts';
import { withStepsOf } from './recorded-attempts.ts';

/** What remains to be done about a capture, void or refund that was asked for. */
export type FollowOnPlan =
  /** The calls to make, in this order, if the gateway approves each: after any other answer the request is planned again. */
  | { readonly kind: 'steps'; readonly steps: readonly [FollowOnStep, ...FollowOnStep[]] }
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
  const asked = aboutTheHold(request, payment);
  const own = requestSteps(asked.key, withStepsOf(asked, payment.steps));
  const command = withWholeAmount(asked, payment, own);
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
  const isRefundInParts = command.type === 'refund' && decision.steps.length > 1;
  const [first, ...others] = decision.steps.map((step, index) => ({
    ...step,
    ...(isRefundInParts && index === 0 && { requested: amount }),
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
  const { state, capturable } = payment;
  switch (command.type) {
    case 'capture':
      return followOnStrategyOf(state, 'capture') === 'capture' && fits(command.amount, capturable)
        ? capture(command, payment, holdRules)
        : { problem: nothingLeft(command, payment) };
    case 'void':
      return voidByState(command, payment, own);
    case 'refund':
      return followOnStrategyOf(state, 'refund') === 'refund'
        ? refund(command, payment)
        : { problem: nothingLeft(command, payment) };
    case 'increment':
    case 'reauthorize':
      return followOnStrategyOf(state, command.type) === 'hold' && capturable.minor > 0
        ? { steps: [command] }
        : { problem: nothingLeft(command, payment) };
  }
}

function voidByState(
  command: Void,
  payment: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
): Decision {
  const { reach } = command;
  const isAllHeld = fits(command.amount, payment.capturable);
  const refused = { problem: nothingLeft(command, payment) };
  switch (followOnStrategyOf(payment.state, 'void')) {
    case 'refuse':
      return refused;
    case 'reverse':
      return isAllHeld ? { steps: reversals(command, payment) } : refused;
    case 'reverse-then-refund':
      return reach === undefined || isAllHeld ? reverseThenRefund(command, payment) : refused;
    case 'void-or-refund': {
      const voids = reach === 'hold' ? undefined : voidOfAllCaptures(command, payment, own);
      if (voids === undefined && reach !== undefined) return refused;
      return voids ?? refund(command, payment);
    }
    case 'refund':
      return reach === undefined ? refund(command, payment) : refused;
  }
}

/** A refusal, a decline or an unknown outcome: nothing more is sent. But money that can no longer be voided can still be refunded. */
function isFinalNo(attempt: PaymentAttempt, command: FollowOn, payment: Payment<PaymentAttempt>): boolean {
  if (isApplied(attempt)) return false;
  if (attempt.result?.outcome === 'unknown') return true;
  const cancelsPayment = originalOf(command, payment)?.operation === 'authorize';
  const mayRefund = command.type === 'void' && command.reach === undefined;
  return !(cancelsPayment && mayRefund && effectOf(attempt, payment.steps) === 'void-capture');
}
