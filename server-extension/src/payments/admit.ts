import type { Authorize, Capture, PaymentCommand, Refund, Void } from '../domain/command.ts';
import { describeMoney, isSameMoney } from '../domain/money.ts';
import { effectOf } from '../domain/effect.ts';
import { paymentFrom } from '../domain/payment.ts';
import { nextState } from '../domain/payment-state.ts';
import { fits, limitOf, otherCurrency, whyNotRefund, whyNotRefundVoided, whyNotTakenBack } from './limits.ts';
import { standingsOf } from './checkout-standing.ts';
import { type DecidedFrom, inFrontOf } from './in-front.ts';
import type { Admission, Admit, Entry } from './ports.ts';
import { withRecorded } from './recorded-entries.ts';
import { happened, mayHaveHappened } from './takings.ts';

/**
 * Whether the payment's state allows the command, judged from every earlier attempt while nobody else can add one.
 * Of the orders of one checkout only one may hold a live authorization, or wait for the outcome of one.
 */
export function admitTo(command: PaymentCommand, decidedFrom: DecidedFrom = { recorded: [] }): Admit {
  return (earlier, ofCheckout) => {
    if (command.type === 'authorize')
      return stoppedByAnother(command, ofCheckout, admitAuthorization(command, earlier));
    const known = withRecorded(decidedFrom.recorded, earlier);
    const inFront = inFrontOf(decidedFrom, earlier, known);
    if (inFront !== undefined) return { verdict: 'wait', entry: inFront };
    const problem = whyNot(command, known);
    return problem === undefined ? GO : forbidden(problem);
  };
}

const GO: Admission = { verdict: 'go' };
const OVERTAKEN = forbidden(
  'Not authorized: this payment group was cancelled after this request was made. Ask for it anew.',
);

/** What would be sent is not, where another order of the same checkout is paid already or may be. */
function stoppedByAnother(
  { orderId }: Authorize,
  ofCheckout: readonly Entry[],
  admission: Admission,
): Admission {
  if (admission.verdict !== 'go' || ofCheckout.length === 0) return admission;
  const others = standingsOf(ofCheckout).filter((other) => other.orderId !== orderId);
  const other = others.find(({ is }) => is === 'paid') ?? others.find(({ is }) => is === 'open');
  if (other === undefined) return admission;
  return { verdict: 'stop', otherOrder: { orderId: other.orderId, isPaid: other.is === 'paid' } };
}

/** One live authorization per payment group: a second one is answered with the first, or refused when it asks for something else. */
function admitAuthorization(command: Authorize, earlier: readonly Entry[]): Admission {
  const last = earlier.filter((entry) => entry.operation === 'authorize' && mayHaveHappened(entry)).at(-1);
  if (last === undefined) return GO;
  if (last.result === undefined) return { verdict: 'wait', entry: last };

  const payment = paymentFrom(earlier);
  const startsOver = !payment.pending && nextState(payment.state, 'authorized') !== undefined;
  if (startsOver) return isOvertaken(command, earlier) ? OVERTAKEN : GO;

  const isSameRequest = isSameMoney(last.amount, command.amount) && last.captureNow === command.captureNow;
  const isLive = last.result.outcome === 'unknown' || (!payment.pending && payment.state !== 'Refunded');
  if (isSameRequest && isLive) return { verdict: 'stands', entry: last };
  return forbidden(
    `This payment group is ${payment.state} with ${describeMoney(last.amount)}; it cannot be authorized for ${describeMoney(command.amount)}. Void the first authorization before asking for another.`,
  );
}

/** A copy that comes late must not hold money again that has been let go of since. */
function isOvertaken({ requestedAt }: Authorize, earlier: readonly Entry[]): boolean {
  if (requestedAt === undefined) return false;
  const isOver = requestedAt.getTime() + A_SECOND_MS;
  return earlier.some(
    (entry) => entry.operation !== 'authorize' && happened(entry) && entry.openedAt.getTime() >= isOver,
  );
}

/** As precise as OCC is about when it asked. */
const A_SECOND_MS = 1_000;

function whyNot(command: Capture | Void | Refund, earlier: readonly Entry[]): string | undefined {
  const effect = effectOf(
    { operation: command.type, captureNow: false, original: command.original },
    earlier,
  );
  // What the issuer holds behind a refusal is let go of whatever has become of the payment since.
  if (effect === 'pay-debt' || !knowsTheAuthorization(earlier)) return undefined;
  const payment = paymentFrom(earlier);
  const problem = otherCurrency(payment, command.amount);
  if (problem !== undefined) return problem;
  switch (command.type) {
    case 'refund':
      return whyNotRefund(command, earlier);
    case 'capture':
      return fits(command.amount, payment.capturable) ? undefined : limitOf('capture', payment);
    case 'void':
      if (effect === 'take-back') return whyNotTakenBack(command, earlier);
      if (effect === 'take-back-refund') return whyNotRefundVoided(command, earlier);
      return fits(command.amount, payment.capturable) ? undefined : limitOf('void', payment);
  }
}

/** Whether the journal has an authorization that approved, is under way, or may have approved. */
export function knowsTheAuthorization(earlier: readonly Entry[]): boolean {
  return earlier.some((entry) => entry.operation === 'authorize' && mayHaveHappened(entry));
}

function forbidden(problem: string): Admission {
  return { verdict: 'forbidden', problem };
}
