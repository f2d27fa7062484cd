import type { Capture, Refund, Void } from '../domain/command.ts';
import { debtOf, releasedBy } from '../domain/debt.ts';
import type { CommandKey } from '../domain/ids.ts';
import { describeMoney, isSameMoney, minus, type Money, money, plus } from '../domain/money.ts';
import { effectOf } from '../domain/effect.ts';
import { type Payment, paymentFrom } from '../domain/payment.ts';
import { refOf } from '../domain/reported.ts';
import { courseOf } from './course.ts';
import { limitOf, otherCurrency } from './limits.ts';
import type { Entry } from './ports.ts';
import { happened, takingsOf } from './takings.ts';

export type FollowOn = Capture | Void | Refund;

/** What remains to be done about a capture, void or refund that was asked for. */
export type Next =
  | { readonly kind: 'send'; readonly step: FollowOn }
  /** A step of it is under way, in another delivery. */
  | { readonly kind: 'wait'; readonly entry: Entry }
  /** Nothing more: the entry says how it ended. */
  | { readonly kind: 'ended'; readonly entry: Entry }
  | { readonly kind: 'forbidden'; readonly problem: string };

/**
 * One request can take several calls: a refund is spread over captures, a cancelled order is partly released and partly
 * refunded. Every call is an attempt of its own in the journal, under a key that is counted up from the request's. So the
 * journal alone says what the next call is, and a request that comes again goes on where it stopped.
 *
 * @param entries every attempt of the payment, oldest first.
 */
export function nextStep(asked: FollowOn, entries: readonly Entry[]): Next {
  const own = stepsOf(asked.key, entries);
  // The journal refuses it: the same key came with another body.
  if (own.some(({ fingerprint }) => fingerprint !== asked.fingerprint)) return { kind: 'send', step: asked };
  const last = own.at(-1);
  if (last !== undefined && last.result === undefined) return { kind: 'wait', entry: last };

  const done = sumOf(own.filter(happened), asked.amount);
  const left = minus(asked.amount, done);
  const wasNotSent = last?.result?.outcome === 'not-sent';
  if (last !== undefined && !wasNotSent && (left.minor === 0 || isFinalNo(last, asked, entries)))
    return { kind: 'ended', entry: last };
  const key = stepKey(asked.key, wasNotSent ? own.length : own.length + 1);
  const next = planned({ ...asked, key, amount: left }, own, entries);
  return next.kind === 'forbidden' ? { ...next, problem: withDone(next.problem, asked, done) } : next;
}

/** Somebody else was faster in the middle of it: the caller hears how far it got. */
function withDone(problem: string, { type, amount }: FollowOn, done: Money): string {
  return done.minor === 0
    ? problem
    : `Done in part: ${describeMoney(done)} of ${describeMoney(amount)} (${type}). ${problem}`;
}

/** The steps that the journal has of this request, in their order: of each the latest attempt. */
function stepsOf(key: CommandKey, entries: readonly Entry[]): readonly Entry[] {
  const latest = new Map<CommandKey, Entry>();
  for (const entry of entries) {
    if (isStepOf(entry.key, key) && entry.attempt >= (latest.get(entry.key)?.attempt ?? 0))
      latest.set(entry.key, entry);
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
function isFinalNo(entry: Entry, asked: FollowOn, entries: readonly Entry[]): boolean {
  if (happened(entry)) return false;
  if (entry.result?.outcome === 'unknown') return true;
  const cancelsPayment = originalOf(asked, entries)?.operation === 'authorize';
  return !(cancelsPayment && asked.type === 'void' && effectOf(entry, entries) === 'take-back');
}

function originalOf({ original }: FollowOn, entries: readonly Entry[]): Entry | undefined {
  return entries.find(({ result }) => refOf(result) === original);
}

function planned(asked: FollowOn, own: readonly Entry[], entries: readonly Entry[]): Next {
  const original = originalOf(asked, entries);
  const debt = original && debtOf(original);
  if (debt !== undefined && asked.type === 'void') {
    const released = entries.find((entry) => releasedBy(entry) === debt.ref);
    if (released !== undefined) return { kind: 'ended', entry: released };
    return send({ ...asked, amount: debt.amount });
  }
  // Named by the step itself: that step and no other.
  if (original?.operation === 'capture' && asked.type !== 'capture') return send({ ...asked, of: 'capture' });
  if (original?.operation === 'refund' && asked.type === 'void') return send({ ...asked, of: 'refund' });

  const payment = paymentFrom(entries);
  const problem = otherCurrency(payment, asked.amount);
  return problem === undefined ? followed(asked, payment, own, entries) : { kind: 'forbidden', problem };
}

/** The course that the payment's state asks for, one step of it. */
function followed(asked: FollowOn, payment: Payment, own: readonly Entry[], entries: readonly Entry[]): Next {
  switch (courseOf(payment.state, asked.type)) {
    case 'refuse':
      return { kind: 'forbidden', problem: limitOf(asked.type, payment) };
    case 'capture':
    case 'release':
      return send(asked);
    case 'release-then-refund':
      return releaseThenRefund(asked, payment, entries);
    case 'take-back-or-refund':
      return takeBack(asked, payment, own, entries) ?? refund(asked, payment, entries);
    case 'refund':
      return refund(asked, payment, entries);
  }
}

function releaseThenRefund(asked: FollowOn, payment: Payment, entries: readonly Entry[]): Next {
  const { capturable, refundable } = payment;
  if (asked.amount.minor <= capturable.minor) return send(asked);
  if (asked.amount.minor > capturable.minor + refundable.minor)
    return { kind: 'forbidden', problem: limitOf('void', payment) };
  return capturable.minor > 0 ? send({ ...asked, amount: capturable }) : refund(asked, payment, entries);
}

/** Only all that was taken, and only before anything was given back: a void takes the whole or nothing. */
function takeBack(
  asked: FollowOn,
  { captured, refunded, refundable }: Payment,
  own: readonly Entry[],
  entries: readonly Entry[],
): Next | undefined {
  const isStarted = own.some((entry) => !(happened(entry) && effectOf(entry, entries) === 'take-back'));
  const isWhole = isSameMoney(asked.amount, captured) && isSameMoney(captured, refundable);
  if (isStarted || !isWhole || refunded.minor > 0) return undefined;
  const taking = takingsOf(entries).find(({ left }) => left.minor > 0);
  return (
    taking &&
    send({ ...about(asked), type: 'void', original: taking.ref, of: taking.of, amount: taking.left })
  );
}

/** From the one capture that has room for all of it, else from the oldest that has any. */
function refund(asked: FollowOn, payment: Payment, entries: readonly Entry[]): Next {
  if (asked.amount.minor > payment.refundable.minor)
    return { kind: 'forbidden', problem: limitOf(asked.type, payment) };
  const takings = takingsOf(entries).filter(({ left }) => left.minor > 0);
  const taking = takings.find(({ left }) => left.minor >= asked.amount.minor) ?? takings[0];
  if (taking === undefined) return { kind: 'forbidden', problem: limitOf(asked.type, payment) };
  const amount = money(Math.min(asked.amount.minor, taking.left.minor), asked.amount.currency);
  return send({ ...about(asked), type: 'refund', original: taking.ref, of: taking.of, amount });
}

/** What every step of a request has in common with it. */
function about(asked: FollowOn): Omit<Refund, 'type' | 'of' | 'original' | 'amount'> {
  const { key, fingerprint, caller, site, channel, orderId } = asked;
  const group = 'paymentGroupId' in asked ? { paymentGroupId: asked.paymentGroupId } : {};
  return { key, fingerprint, caller, site, channel, orderId, ...group };
}

function sumOf(entries: readonly Entry[], { currency }: Money): Money {
  return entries
    .filter(({ amount }) => amount.currency === currency)
    .reduce((sum, { amount }) => plus(sum, amount), money(0, currency));
}

function send(step: FollowOn): Next {
  return { kind: 'send', step };
}
