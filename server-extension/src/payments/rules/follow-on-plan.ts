import type { Capture, Refund, Void } from '../../domain/payment/command.ts';
import { residualHoldOf, holdReversedBy } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { describeMoney, isSameMoney, minus, type Money, money, plus } from '../../domain/money.ts';
import { effectOf } from '../../domain/payment/effect.ts';
import { type Payment, paymentFrom } from '../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { followOnStrategyOf } from './follow-on-strategy.ts';
import { refusalMessage, currencyMismatch } from './refusal-messages.ts';
import type { PaymentAttempt } from '../ports/ports.ts';
import { isApplied, capturedFundsOf } from './captured-funds.ts';

export type FollowOn = Capture | Void | Refund;

/** What remains to be done about a capture, void or refund that was asked for. */
export type PlannedStep =
  | { readonly kind: 'send'; readonly step: FollowOn }
  /** A step of it is under way, in another delivery. */
  | { readonly kind: 'wait'; readonly attempt: PaymentAttempt }
  /** Nothing more: the entry says how it ended. */
  | { readonly kind: 'ended'; readonly attempt: PaymentAttempt }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * One request can take several calls: a refund is spread over captures, a cancelled order is partly released and partly
 * refunded. Every call is an attempt of its own in the journal, under a key that is counted up from the request's. So the
 * journal alone says what the next call is, and a request that comes again goes on where it stopped.
 *
 * @param entries every attempt of the payment, oldest first.
 */
export function planNextStep(asked: FollowOn, attempts: readonly PaymentAttempt[]): PlannedStep {
  const own = stepsOf(asked.key, attempts);
  // The journal refuses it: the same key came with another body.
  if (own.some(({ fingerprint }) => fingerprint !== asked.fingerprint)) return { kind: 'send', step: asked };
  const last = own.at(-1);
  if (last !== undefined && last.result === undefined) return { kind: 'wait', attempt: last };

  const done = sumOf(own.filter(isApplied), asked.amount);
  const left = minus(asked.amount, done);
  const wasNotSent = last?.result?.outcome === 'not-sent';
  if (last !== undefined && !wasNotSent && (left.minor === 0 || isFinalNo(last, asked, attempts)))
    return { kind: 'ended', attempt: last };
  const key = stepKey(asked.key, wasNotSent ? own.length : own.length + 1);
  const next = planned({ ...asked, key, amount: left }, own, attempts);
  return next.kind === 'refused' ? { ...next, problem: withDone(next.problem, asked, done) } : next;
}

/** Somebody else was faster in the middle of it: the caller hears how far it got. */
function withDone(problem: string, { type, amount }: FollowOn, done: Money): string {
  return done.minor === 0
    ? problem
    : `Done in part: ${describeMoney(done)} of ${describeMoney(amount)} (${type}). ${problem}`;
}

/** The steps that the journal has of this request, in their order: of each the latest attempt. */
function stepsOf(key: CommandKey, attempts: readonly PaymentAttempt[]): readonly PaymentAttempt[] {
  const latest = new Map<CommandKey, PaymentAttempt>();
  for (const attempt of attempts) {
    if (isStepOf(attempt.key, key) && attempt.attemptNumber >= (latest.get(attempt.key)?.attemptNumber ?? 0))
      latest.set(attempt.key, attempt);
  }
  return [...latest.values()].sort((a, b) => ordinalOf(a.key, key) - ordinalOf(b.key, key));
}

/** Whether the key is the request's own, or one that was counted up from it. */
export function isStepOf(key: CommandKey, asked: CommandKey): boolean {
  return key === asked || (key.startsWith(`${asked}/`) && /^\d{1,3}$/.test(key.slice(asked.length + 1)));
}

/** The key of a request's step, 1 for the first. */
export function stepKey(asked: CommandKey, ordinal: number): CommandKey {
  return (ordinal === 1 ? asked : `${asked}/${ordinal}`) as CommandKey;
}

function ordinalOf(key: CommandKey, asked: CommandKey): number {
  return key === asked ? 1 : Number(key.slice(asked.length + 1));
}

/** A no, or nobody knows: nothing more is sent. But what can no longer be voided can still be refunded. */
function isFinalNo(attempt: PaymentAttempt, asked: FollowOn, attempts: readonly PaymentAttempt[]): boolean {
  if (isApplied(attempt)) return false;
  if (attempt.result?.outcome === 'unknown') return true;
  const cancelsPayment = originalOf(asked, attempts)?.operation === 'authorize';
  return !(cancelsPayment && asked.type === 'void' && effectOf(attempt, attempts) === 'void-capture');
}

function originalOf({ original }: FollowOn, attempts: readonly PaymentAttempt[]): PaymentAttempt | undefined {
  return attempts.find(({ result }) => gatewayRefOf(result) === original);
}

function planned(
  asked: FollowOn,
  own: readonly PaymentAttempt[],
  attempts: readonly PaymentAttempt[],
): PlannedStep {
  const original = originalOf(asked, attempts);
  const residualHold = original && residualHoldOf(original);
  if (residualHold !== undefined && asked.type === 'void') {
    const released = attempts.find((attempt) => holdReversedBy(attempt) === residualHold.ref);
    if (released !== undefined) return { kind: 'ended', attempt: released };
    return send({ ...asked, amount: residualHold.amount });
  }
  // Named by the step itself: that step and no other.
  if (original?.operation === 'capture' && asked.type !== 'capture') return send({ ...asked, of: 'capture' });
  if (original?.operation === 'refund' && asked.type === 'void') return send({ ...asked, of: 'refund' });

  const payment = paymentFrom(attempts);
  const problem = currencyMismatch(payment, asked.amount);
  return problem === undefined ? followed(asked, payment, own, attempts) : { kind: 'refused', problem };
}

/** The course that the payment's state asks for, one step of it. */
function followed(
  asked: FollowOn,
  payment: Payment,
  own: readonly PaymentAttempt[],
  attempts: readonly PaymentAttempt[],
): PlannedStep {
  switch (followOnStrategyOf(payment.state, asked.type)) {
    case 'refuse':
      return { kind: 'refused', problem: refusalMessage(asked.type, payment) };
    case 'capture':
    case 'reverse':
      return send(asked);
    case 'reverse-then-refund':
      return releaseThenRefund(asked, payment, attempts);
    case 'void-or-refund':
      return takeBack(asked, payment, own, attempts) ?? refund(asked, payment, attempts);
    case 'refund':
      return refund(asked, payment, attempts);
  }
}

function releaseThenRefund(
  asked: FollowOn,
  payment: Payment,
  attempts: readonly PaymentAttempt[],
): PlannedStep {
  const { capturable, refundable } = payment;
  if (asked.amount.minor <= capturable.minor) return send(asked);
  if (asked.amount.minor > capturable.minor + refundable.minor)
    return { kind: 'refused', problem: refusalMessage('void', payment) };
  return capturable.minor > 0 ? send({ ...asked, amount: capturable }) : refund(asked, payment, attempts);
}

/** Only all that was taken, and only before anything was given back: a void takes the whole or nothing. */
function takeBack(
  asked: FollowOn,
  { captured, refunded, refundable }: Payment,
  own: readonly PaymentAttempt[],
  attempts: readonly PaymentAttempt[],
): PlannedStep | undefined {
  const isStarted = own.some(
    (attempt) => !(isApplied(attempt) && effectOf(attempt, attempts) === 'void-capture'),
  );
  const isWhole = isSameMoney(asked.amount, captured) && isSameMoney(captured, refundable);
  if (isStarted || !isWhole || refunded.minor > 0) return undefined;
  const funds = capturedFundsOf(attempts).find(({ left }) => left.minor > 0);
  return (
    funds && send({ ...about(asked), type: 'void', original: funds.ref, of: funds.of, amount: funds.left })
  );
}

/** From the one capture that has room for all of it, else from the oldest that has any. */
function refund(asked: FollowOn, payment: Payment, attempts: readonly PaymentAttempt[]): PlannedStep {
  if (asked.amount.minor > payment.refundable.minor)
    return { kind: 'refused', problem: refusalMessage(asked.type, payment) };
  const capturedFunds = capturedFundsOf(attempts).filter(({ left }) => left.minor > 0);
  const funds = capturedFunds.find(({ left }) => left.minor >= asked.amount.minor) ?? capturedFunds[0];
  if (funds === undefined) return { kind: 'refused', problem: refusalMessage(asked.type, payment) };
  const amount = money(Math.min(asked.amount.minor, funds.left.minor), asked.amount.currency);
  return send({ ...about(asked), type: 'refund', original: funds.ref, of: funds.of, amount });
}

/** What every step of a request has in common with it. */
function about(asked: FollowOn): Omit<Refund, 'type' | 'of' | 'original' | 'amount'> {
  const { key, fingerprint, caller, site, channel, orderId } = asked;
  const group = 'paymentGroupId' in asked ? { paymentGroupId: asked.paymentGroupId } : {};
  return { key, fingerprint, caller, site, channel, orderId, ...group };
}

function sumOf(attempts: readonly PaymentAttempt[], { currency }: Money): Money {
  return attempts
    .filter(({ amount }) => amount.currency === currency)
    .reduce((sum, { amount }) => plus(sum, amount), money(0, currency));
}

function send(step: FollowOn): PlannedStep {
  return { kind: 'send', step };
}
