import type { Authorize, PaymentCommand, FollowOn } from '../../domain/payment/command.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';
import { describeMoney, isSameMoney } from '../../domain/money/money.ts';
import { toOrderLines } from '../../domain/payment/order-line.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { nextState } from '../../domain/payment/payment-state.ts';
import type { ClaimDecision, ClaimRule } from '../ports/claim.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { type ChargeBasis, paymentsOfGroup } from './charge-basis.ts';
import { standingsOf } from './checkout-standing.ts';
import { nextChargeNumber } from './follow-on-sequence.ts';
import { plan } from './plan.ts';
import { knownAttempts, type FollowOnBasis, precedingAttemptOf } from './follow-on-basis.ts';

/**
 * Whether an attempt may go ahead, judged from every earlier one while the journal's lock keeps others from being added.
 * An authorization: of the orders of one checkout only one may hold a live authorization, or wait for the outcome of one.
 * A step of a follow-on: the plan of the request still begins with exactly this step.
 */
export function claimRuleFor(command: PaymentCommand, basis?: FollowOnBasis | ChargeBasis): ClaimRule {
  return (earlier, ofCheckout) => {
    const ofCharge = basis !== undefined && 'payments' in basis ? basis : undefined;
    const ofFollowOn = basis !== undefined && 'command' in basis ? basis : undefined;
    if (command.type !== 'authorize')
      return admitStep(command, ofFollowOn ?? { command, seen: [], recorded: [] }, earlier);
    const decision =
      ofCharge === undefined ? admitAuthorization(command, earlier) : admitCharge(command, ofCharge, earlier);
    return blockedByAnother(command, ofCheckout, decision);
  };
}

const PROCEED: ClaimDecision = { verdict: 'proceed' };
const OVERTAKEN = refused(
  'Not authorized: this payment group was cancelled after this request was made. Ask for it anew.',
);

function admitStep(step: FollowOn, basis: FollowOnBasis, earlier: readonly PaymentAttempt[]): ClaimDecision {
  const known = knownAttempts(basis, earlier);
  const preceding = precedingAttemptOf(basis, earlier, known);
  if (preceding !== undefined) return { verdict: 'wait', attempt: preceding };
  if (known.length === 0) return refused('Nothing is known of this payment. Nothing was sent.');
  const planned = plan(basis.command, paymentFrom(known), basis.holdRules);
  switch (planned.kind) {
    case 'steps':
      return isSameStep(planned.steps[0], step) ? PROCEED : { verdict: 'changed' };
    case 'wait':
      return { verdict: 'wait', attempt: planned.attempt };
    case 'ended':
      return { verdict: 'existing', attempt: planned.attempt };
    case 'refused':
      return refused(planned.problem);
  }
}

function isSameStep(planned: FollowOn, step: FollowOn): boolean {
  return (
    planned.key === step.key &&
    planned.type === step.type &&
    planned.original === step.original &&
    isSameMoney(planned.amount, step.amount) &&
    linesOf(planned) === linesOf(step)
  );
}

function linesOf(step: FollowOn): string {
  return JSON.stringify('lines' in step ? toOrderLines(step.lines) : []);
}

/** An authorization is not sent where another order of the same checkout is paid already, or may be. */
function blockedByAnother(
  { orderId }: Authorize,
  ofCheckout: readonly PaymentAttempt[],
  claimDecision: ClaimDecision,
): ClaimDecision {
  if (claimDecision.verdict !== 'proceed' || ofCheckout.length === 0) return claimDecision;
  const others = standingsOf(ofCheckout).filter((other) => other.orderId !== orderId);
  const other = others.find(({ is }) => is === 'paid') ?? others.find(({ is }) => is === 'open');
  if (other === undefined) return claimDecision;
  return { verdict: 'blocked', otherOrder: { orderId: other.orderId, isPaid: other.is === 'paid' } };
}

/** One live authorization per payment group: a second one is answered with the first, or refused when it asks for something else. */
function admitAuthorization(command: Authorize, earlier: readonly PaymentAttempt[]): ClaimDecision {
  const last = earlier
    .filter((attempt) => attempt.operation === 'authorize' && isPossiblyApplied(attempt))
    .at(-1);
  if (last === undefined) return PROCEED;
  if (last.result === undefined) return { verdict: 'wait', attempt: last };

  const payment = paymentFrom(earlier);
  const startsOver = !payment.pending && nextState(payment.state, 'authorized') !== undefined;
  if (startsOver) return isOvertaken(command, earlier) ? OVERTAKEN : PROCEED;

  const isSameRequest = isSameMoney(last.amount, command.amount) && last.captureNow === command.captureNow;
  const isLive = last.result.outcome === 'unknown' || (!payment.pending && payment.state !== 'Refunded');
  if (isSameRequest && isLive) return { verdict: 'existing', attempt: last };
  return refused(
    `This payment group is ${payment.state} with ${describeMoney(last.amount)}; it cannot be authorized for ${describeMoney(command.amount)}. Void the first authorization before asking for another.`,
  );
}

/** Each payment of the group that the journal or the gateway's records know has to be over, and the number still free. */
function admitCharge(
  command: Authorize,
  { payments, sequence }: ChargeBasis,
  earlier: readonly PaymentAttempt[],
): ClaimDecision {
  const ofGroup = paymentsOfGroup(payments, earlier);
  const standing = ofGroup
    .map((payment) => admitAuthorization(command, payment))
    .find(({ verdict }) => verdict !== 'proceed');
  if (standing !== undefined) return standing;
  return nextChargeNumber(ofGroup.flat()) === sequence.number ? PROCEED : { verdict: 'changed' };
}

/** A late copy must not authorize again what was reversed since. */
function isOvertaken({ requestedAt }: Authorize, earlier: readonly PaymentAttempt[]): boolean {
  if (requestedAt === undefined) return false;
  const isOver = requestedAt.getTime() + A_SECOND_MS;
  return earlier.some(
    (attempt) =>
      attempt.operation !== 'authorize' && isApplied(attempt) && attempt.claimedAt.getTime() >= isOver,
  );
}

/** OCC states when it asked in whole seconds. */
const A_SECOND_MS = 1_000;

function refused(problem: string): ClaimDecision {
  return { verdict: 'refused', problem };
}
