import { residualHoldOf, holdReversedBy } from './residual-hold.ts';
import { type Effect, effectOf, type PaymentStep } from './effect.ts';
import { type Money, minus, money, plus } from '../money.ts';
import { nextState, type PaymentEvent, type PaymentState } from './payment-state.ts';
import type { PaymentResult } from './result.ts';

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
  /** Held behind a refusal and not let go of yet. */
  readonly residualHold: Money;
}

interface Sums {
  readonly authorized: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
}

/** Adds up a payment from its attempts, oldest first. @throws RangeError when there is none, or the currencies differ. */
export function paymentFrom(steps: readonly PaymentStep[]): Payment {
  const first = steps[0];
  if (first === undefined) throw new RangeError('A payment has at least one attempt');
  const nothing = money(0, first.amount.currency);
  const none: Sums = { authorized: nothing, captured: nothing, refunded: nothing, reversed: nothing };

  let state: PaymentState = 'Created';
  let done = none;
  let used = { capturable: nothing, refundable: nothing };
  let pending = false;
  for (const step of steps) {
    const effect = effectOf(step, steps);
    const certainty = certaintyOf(step.result);
    if (certainty === 'happened') {
      if (step.operation === 'authorize') done = none;
      done = added(done, effect, step.amount);
    } else if (certainty === 'open' && step.amount.minor > 0) {
      pending ||= effect !== 'reverse-residual-hold';
      used = { ...used, ...usedBy(used, effect, step.amount) };
    }
    const event = eventOf(step, effect, certainty, { state, done });
    state = (event && nextState(state, event)) ?? state;
  }

  return {
    ...done,
    state,
    pending,
    capturable: minus(heldOf(done), used.capturable),
    refundable: minus(minus(done.captured, done.refunded), used.refundable),
    residualHold: owedOf(steps, nothing),
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
    case 'challenge':
    case 'declined':
    case 'refused':
    case 'not-sent':
      return 'did-not-happen';
  }
}

function added(sums: Sums, effect: Effect, amount: Money): Sums {
  switch (effect) {
    case 'authorize':
      return { ...sums, authorized: plus(sums.authorized, amount) };
    case 'sale':
      return {
        ...sums,
        authorized: plus(sums.authorized, amount),
        captured: plus(sums.captured, amount),
      };
    case 'capture':
      return { ...sums, captured: plus(sums.captured, amount) };
    case 'reverse':
      return { ...sums, reversed: plus(sums.reversed, amount) };
    case 'void-capture':
      // CyberSource lets go of the hold as well: nothing can be captured again.
      return {
        ...sums,
        captured: minus(sums.captured, amount),
        reversed: plus(sums.reversed, amount),
      };
    case 'refund':
      return { ...sums, refunded: plus(sums.refunded, amount) };
    case 'void-refund':
      return { ...sums, refunded: minus(sums.refunded, amount) };
    case 'reverse-residual-hold':
      return sums;
  }
}

type Free = Pick<Payment, 'capturable' | 'refundable'>;

/** What may have happened is used up; what it might have given back is not there yet. */
function usedBy(used: Free, effect: Effect, amount: Money): Partial<Free> {
  switch (effect) {
    case 'capture':
    case 'reverse':
      return { capturable: plus(used.capturable, amount) };
    case 'refund':
    case 'void-capture':
      return { refundable: plus(used.refundable, amount) };
    case 'authorize':
    case 'sale':
    case 'void-refund':
    case 'reverse-residual-hold':
      return {};
  }
}

function eventOf(
  step: PaymentStep,
  effect: Effect,
  certainty: Certainty,
  { state, done }: { readonly state: PaymentState; readonly done: Sums },
): PaymentEvent | undefined {
  if (certainty === 'did-not-happen') return step.result?.outcome === 'not-sent' ? undefined : FAILED[effect];
  if (certainty === 'open') return undefined;
  const isHeld = heldOf(done).minor > 0;
  switch (effect) {
    case 'authorize':
      return 'authorized';
    case 'sale':
      return 'sold';
    case 'capture':
      return isHeld ? 'capturedInPart' : 'capturedInFull';
    case 'reverse':
      if (isHeld) return 'reduced';
      return state === 'PartiallyCaptured' && isNothingTaken(done) ? 'captureVoided' : 'voided';
    case 'void-capture':
      return !isHeld && isNothingTaken(done) ? 'captureVoided' : undefined;
    case 'refund':
      return done.refunded.minor < done.captured.minor ? 'refundedInPart' : 'refundedInFull';
    case 'void-refund':
      return 'refundVoided';
    case 'reverse-residual-hold':
      return undefined;
  }
}

const FAILED: Readonly<Partial<Record<Effect, PaymentEvent>>> = {
  reverse: 'voidFailed',
  refund: 'refundFailed',
};

function isNothingTaken({ captured }: Sums): boolean {
  return captured.minor === 0;
}

function heldOf({ authorized, captured, reversed }: Sums): Money {
  return minus(minus(authorized, captured), reversed);
}

function owedOf(steps: readonly PaymentStep[], nothing: Money): Money {
  const released = new Set(steps.map(holdReversedBy));
  return steps
    .map(residualHoldOf)
    .filter((residualHold) => residualHold !== undefined && !released.has(residualHold.ref))
    .reduce((sum, residualHold) => (residualHold ? plus(sum, residualHold.amount) : sum), nothing);
}
