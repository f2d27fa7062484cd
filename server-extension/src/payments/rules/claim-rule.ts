import type { Authorize, Capture, PaymentCommand, Refund, Void } from '../../domain/payment/command.ts';
import { describeMoney, isSameMoney } from '../../domain/money.ts';
import { effectOf } from '../../domain/payment/effect.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { nextState } from '../../domain/payment/payment-state.ts';
import {
  fits,
  refusalMessage,
  currencyMismatch,
  whyNotRefund,
  whyNotVoidRefund,
  whyNotVoidCapture,
} from './refusal-messages.ts';
import { standingsOf } from './checkout-standing.ts';
import { type FollowOnBasis, precedingAttemptOf } from './preceding-attempt.ts';
import type { ClaimDecision, ClaimRule, PaymentAttempt } from '../ports/ports.ts';
import { withRecordedAttempts } from './recorded-attempts.ts';
import { isApplied, isPossiblyApplied } from './captured-funds.ts';

/**
 * Whether the payment's state allows the command, judged from every earlier attempt while nobody else can add one.
 * Of the orders of one checkout only one may hold a live authorization, or wait for the outcome of one.
 */
export function claimRuleFor(
  command: PaymentCommand,
  plannedFrom: FollowOnBasis = { recorded: [] },
): ClaimRule {
  return (earlier, ofCheckout) => {
    if (command.type === 'authorize')
      return stoppedByAnother(command, ofCheckout, admitAuthorization(command, earlier));
    const known = withRecordedAttempts(plannedFrom.recorded, earlier);
    const preceding = precedingAttemptOf(plannedFrom, earlier, known);
    if (preceding !== undefined) return { verdict: 'wait', attempt: preceding };
    const problem = whyNot(command, known);
    return problem === undefined ? GO : forbidden(problem);
  };
}

const GO: ClaimDecision = { verdict: 'proceed' };
const OVERTAKEN = forbidden(
  'Not authorized: this payment group was cancelled after this request was made. Ask for it anew.',
);

/** What would be sent is not, where another order of the same checkout is paid already or may be. */
function stoppedByAnother(
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
  if (last === undefined) return GO;
  if (last.result === undefined) return { verdict: 'wait', attempt: last };

  const payment = paymentFrom(earlier);
  const startsOver = !payment.pending && nextState(payment.state, 'authorized') !== undefined;
  if (startsOver) return isOvertaken(command, earlier) ? OVERTAKEN : GO;

  const isSameRequest = isSameMoney(last.amount, command.amount) && last.captureNow === command.captureNow;
  const isLive = last.result.outcome === 'unknown' || (!payment.pending && payment.state !== 'Refunded');
  if (isSameRequest && isLive) return { verdict: 'existing', attempt: last };
  return forbidden(
    `This payment group is ${payment.state} with ${describeMoney(last.amount)}; it cannot be authorized for ${describeMoney(command.amount)}. Void the first authorization before asking for another.`,
  );
}

/** A copy that comes late must not hold money again that has been let go of since. */
function isOvertaken({ requestedAt }: Authorize, earlier: readonly PaymentAttempt[]): boolean {
  if (requestedAt === undefined) return false;
  const isOver = requestedAt.getTime() + A_SECOND_MS;
  return earlier.some(
    (attempt) =>
      attempt.operation !== 'authorize' && isApplied(attempt) && attempt.claimedAt.getTime() >= isOver,
  );
}

/** As precise as OCC is about when it asked. */
const A_SECOND_MS = 1_000;

function whyNot(command: Capture | Void | Refund, earlier: readonly PaymentAttempt[]): string | undefined {
  const effect = effectOf(
    { operation: command.type, captureNow: false, original: command.original },
    earlier,
  );
  // What the issuer holds behind a refusal is let go of whatever has become of the payment since.
  if (effect === 'reverse-residual-hold' || !knowsTheAuthorization(earlier)) return undefined;
  const payment = paymentFrom(earlier);
  const problem = currencyMismatch(payment, command.amount);
  if (problem !== undefined) return problem;
  switch (command.type) {
    case 'refund':
      return whyNotRefund(command, earlier);
    case 'capture':
      return fits(command.amount, payment.capturable) ? undefined : refusalMessage('capture', payment);
    case 'void':
      if (effect === 'void-capture') return whyNotVoidCapture(command, earlier);
      if (effect === 'void-refund') return whyNotVoidRefund(command, earlier);
      return fits(command.amount, payment.capturable) ? undefined : refusalMessage('void', payment);
  }
}

/** Whether the journal has an authorization that approved, is under way, or may have approved. */
export function knowsTheAuthorization(earlier: readonly PaymentAttempt[]): boolean {
  return earlier.some((attempt) => attempt.operation === 'authorize' && isPossiblyApplied(attempt));
}

function forbidden(problem: string): ClaimDecision {
  return { verdict: 'refused', problem };
}
