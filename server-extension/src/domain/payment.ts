import type { Operation } from './command.ts';
import { type Money, minus, money, plus } from './money.ts';
import { nextState, type PaymentEvent, type PaymentState } from './payment-state.ts';
import type { PaymentResult } from './result.ts';

/** One attempt of a payment, as far as its sums and its state depend on it. */
export interface Step {
  readonly operation: Operation;
  readonly amount: Money;
  readonly captureNow: boolean;
  /** Absent while the call is under way. */
  readonly result?: PaymentResult;
}

/** One payment group's money, added up from its attempts. */
export interface Payment {
  readonly state: PaymentState;
  /** Something is under way or its outcome is unknown. */
  readonly pending: boolean;
  readonly authorized: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
  /** Still held and free to capture: what is under way or unknown counts as used. */
  readonly capturable: Money;
  /** Taken and free to refund: what is under way or unknown counts as used. */
  readonly refundable: Money;
}

interface Sums {
  readonly authorized: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
}

/** Adds up a payment from its attempts, oldest first. @throws RangeError when there is none, or the currencies differ. */
export function paymentFrom(steps: readonly Step[]): Payment {
  const first = steps[0];
  if (first === undefined) throw new RangeError('A payment has at least one attempt');
  const nothing = money(0, first.amount.currency);
  const none: Sums = { authorized: nothing, captured: nothing, refunded: nothing, reversed: nothing };

  let state: PaymentState = 'Created';
  let done = none;
  let open = none;
  for (const step of steps) {
    const certainty = certaintyOf(step.result);
    if (certainty === 'happened') {
      if (step.operation === 'authorize') done = none;
      done = added(done, step);
    } else if (certainty === 'open') {
      open = added(open, step);
    }
    const event = eventOf(step, certainty, done);
    state = (event && nextState(state, event)) ?? state;
  }

  const held = minus(minus(done.authorized, done.captured), done.reversed);
  return {
    ...done,
    state,
    pending: Object.values(open).some((sum: Money) => sum.minor > 0),
    capturable: minus(minus(held, open.captured), open.reversed),
    refundable: minus(minus(done.captured, done.refunded), open.refunded),
  };
}

/** `open`: under way, or nobody knows. */
type Certainty = 'happened' | 'open' | 'did-not-happen';

function certaintyOf(result: PaymentResult | undefined): Certainty {
  if (result === undefined) return 'open';
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return 'happened';
    case 'unknown':
      return 'open';
    case 'declined':
      // Money that the issuer still holds after a refusal counts until it has been reversed.
      return result.holdsMoney ? 'open' : 'did-not-happen';
    case 'challenge':
    case 'refused':
    case 'not-sent':
      return 'did-not-happen';
  }
}

function added(sums: Sums, { operation, amount, captureNow }: Step): Sums {
  switch (operation) {
    case 'authorize':
      return {
        ...sums,
        authorized: plus(sums.authorized, amount),
        captured: captureNow ? plus(sums.captured, amount) : sums.captured,
      };
    case 'capture':
      return { ...sums, captured: plus(sums.captured, amount) };
    case 'void':
      return { ...sums, reversed: plus(sums.reversed, amount) };
    case 'refund':
      return { ...sums, refunded: plus(sums.refunded, amount) };
  }
}

function eventOf(step: Step, certainty: Certainty, done: Sums): PaymentEvent | undefined {
  if (certainty === 'did-not-happen')
    return step.result?.outcome === 'not-sent' ? undefined : failureOf(step.operation);
  if (certainty === 'open') return undefined;
  const held = minus(minus(done.authorized, done.captured), done.reversed);
  switch (step.operation) {
    case 'authorize':
      return step.captureNow ? 'sold' : 'authorized';
    case 'capture':
      return held.minor > 0 ? 'capturedInPart' : 'capturedInFull';
    case 'void':
      return held.minor > 0 ? 'reduced' : 'voided';
    case 'refund':
      return done.refunded.minor < done.captured.minor ? 'refundedInPart' : 'refundedInFull';
  }
}

function failureOf(operation: Operation): PaymentEvent | undefined {
  if (operation === 'void') return 'voidFailed';
  if (operation === 'refund') return 'refundFailed';
  return undefined;
}
