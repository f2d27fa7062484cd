import { residualHoldOf, holdReversedBy } from './residual-hold.ts';
import { type Effect, effectOf, type PaymentStep } from './effect.ts';
import { type Money, minus, money, plus } from '../money/money.ts';
import { nextState, type PaymentEvent, type PaymentState } from './payment-state.ts';
import { gatewayRefOf } from './reported.ts';
import { type Application, applicationOf } from './applied.ts';
import { type CapturedFunds, capturedFundsOf } from './captured-funds.ts';

/** Amounts of follow-ons that may yet turn out to have been carried out. */
export interface ReservedFunds {
  /** Of captures and reversals: no other one may use it. */
  readonly capturable: Money;
  /** Of refunds and voids of captures: no other one may use it. */
  readonly refundable: Money;
}

/** One payment group's money, added up from its attempts: everything that a follow-on is decided from. */
export interface Payment<Step extends PaymentStep = PaymentStep> {
  /** The attempts that it was added up from, oldest first. */
  readonly steps: readonly Step[];
  readonly state: PaymentState;
  /** Some attempt is in flight, or its outcome is unknown. */
  readonly pending: boolean;
  readonly authorized: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
  /** What calls in flight may use up. */
  readonly inFlight: ReservedFunds;
  /** What attempts of unknown outcome may have used up. */
  readonly unknown: ReservedFunds;
  /** Still held and free to capture: what is in flight or unknown counts as used. */
  readonly capturable: Money;
  /** Captured and free to refund: what is in flight or unknown counts as used. */
  readonly refundable: Money;
  /** Every capture, and a sale, with what is left of it, oldest first. */
  readonly captures: readonly CapturedFunds[];
  /** Held behind a declined authorization and not reversed yet. */
  readonly residualHold: Money;
}

interface Sums {
  readonly authorized: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reversed: Money;
}

/** Adds up a payment from its attempts, oldest first. @throws RangeError when there is none, or the currencies differ. */
export function paymentFrom<Step extends PaymentStep>(steps: readonly Step[]): Payment<Step> {
  const first = steps[0];
  if (first === undefined) throw new RangeError('A payment has at least one attempt');
  const nothing = money(0, first.amount.currency);
  const none: Sums = { authorized: nothing, captured: nothing, refunded: nothing, reversed: nothing };

  let state: PaymentState = 'Created';
  let done = none;
  let inFlight: ReservedFunds = { capturable: nothing, refundable: nothing };
  let unknown = inFlight;
  let pending = false;
  for (const step of steps) {
    const effect = effectOf(step, steps);
    const application = applicationOf(step);
    const before = settledState(state, done);
    if (application === 'applied') {
      if (step.operation === 'authorize') done = none;
      done = added(done, effect, step.amount);
      if (isReleasing(step)) done = { ...done, reversed: plus(done.reversed, heldOf(done)) };
    } else if (application === 'unresolved' && step.amount.minor > 0) {
      pending ||= effect !== 'reverse-residual-hold';
      const amount = isReleasing(step) ? heldOf(done) : step.amount;
      if (step.result === undefined) inFlight = reserved(inFlight, effect, amount);
      else unknown = reserved(unknown, effect, amount);
    }
    const event = eventOf(step, effect, application, { state: before, done });
    state = (event && nextState(before, event)) ?? state;
  }

  const used = {
    capturable: plus(inFlight.capturable, unknown.capturable),
    refundable: plus(inFlight.refundable, unknown.refundable),
  };
  const captures = capturedFundsOf(steps);
  // With a rest that can still be captured it is not over.
  const isSettled = state === 'Captured' && areBatched(captures, steps);
  return {
    steps,
    ...done,
    state: (isSettled ? nextState(state, 'settled') : undefined) ?? state,
    pending,
    inFlight,
    unknown,
    capturable: minus(heldOf(done), used.capturable),
    refundable: minus(minus(done.captured, done.refunded), used.refundable),
    captures,
    residualHold: residualHoldSum(steps, nothing),
  };
}

/** CyberSource: `captureOptions.isFinal`, what is still held afterwards is released. */
function isReleasing({ operation, isFinal }: PaymentStep): boolean {
  return operation === 'capture' && isFinal === true;
}

/** A void or refund that failed has moved no money: the next step starts from where the sums say that the payment stands. */
function settledState(state: PaymentState, sums: Sums): PaymentState {
  if (state !== 'AuthorizationVoidFailed' && state !== 'RefundFailed') return state;
  if (isNothingCaptured(sums)) return 'Authorized';
  return heldOf(sums).minor > 0 ? 'PartiallyCaptured' : 'Captured';
}

function added(sums: Sums, effect: Effect, amount: Money): Sums {
  switch (effect) {
    case 'authorize':
    case 'increment':
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
      // CyberSource reverses the hold as well: nothing can be captured again.
      return {
        ...sums,
        captured: minus(sums.captured, amount),
        reversed: plus(sums.reversed, amount),
      };
    case 'refund':
      return { ...sums, refunded: plus(sums.refunded, amount) };
    case 'void-refund':
      return { ...sums, refunded: minus(sums.refunded, amount) };
    // One hold takes the place of another.
    case 'reauthorize':
    case 'reverse-residual-hold':
      return sums;
  }
}

/**
 * What may have been carried out is used up; what it might have released is not there yet. A re-authorization is meant for
 * one capture: another one must not be authorized again beside it.
 */
function reserved(funds: ReservedFunds, effect: Effect, amount: Money): ReservedFunds {
  switch (effect) {
    case 'capture':
    case 'reverse':
    case 'reauthorize':
      return { ...funds, capturable: plus(funds.capturable, amount) };
    case 'refund':
    case 'void-capture':
      return { ...funds, refundable: plus(funds.refundable, amount) };
    case 'authorize':
    case 'sale':
    case 'increment':
    case 'void-refund':
    case 'reverse-residual-hold':
      return funds;
  }
}

function eventOf(
  step: PaymentStep,
  effect: Effect,
  application: Application,
  { state, done }: { readonly state: PaymentState; readonly done: Sums },
): PaymentEvent | undefined {
  if (application === 'not-applied') return step.result?.outcome === 'not-sent' ? undefined : FAILED[effect];
  if (application === 'unresolved') return undefined;
  const isHeld = heldOf(done).minor > 0;
  switch (effect) {
    case 'authorize':
      return 'authorized';
    case 'sale':
      return 'sold';
    case 'increment':
      return 'incremented';
    case 'capture':
      return isHeld ? 'capturedInPart' : 'capturedInFull';
    case 'reverse':
      if (isHeld) return 'reduced';
      return state === 'PartiallyCaptured' && isNothingCaptured(done) ? 'captureVoided' : 'voided';
    case 'void-capture':
      return !isHeld && isNothingCaptured(done) ? 'captureVoided' : undefined;
    case 'refund':
      return done.refunded.minor < done.captured.minor ? 'refundedInPart' : 'refundedInFull';
    case 'void-refund':
      return 'refundVoided';
    case 'reauthorize':
    case 'reverse-residual-hold':
      return undefined;
  }
}

const FAILED: Readonly<Partial<Record<Effect, PaymentEvent>>> = {
  reverse: 'voidFailed',
  refund: 'refundFailed',
};

/** Every capture has left for the acquirer: none can be voided any more. */
function areBatched(captures: readonly CapturedFunds[], steps: readonly PaymentStep[]): boolean {
  const batched = new Set(
    steps.filter(({ batchedAt }) => batchedAt !== undefined).map(({ result }) => gatewayRefOf(result)),
  );
  return captures.length > 0 && captures.every(({ ref }) => batched.has(ref));
}

function isNothingCaptured({ captured }: Sums): boolean {
  return captured.minor === 0;
}

function heldOf({ authorized, captured, reversed }: Sums): Money {
  return minus(minus(authorized, captured), reversed);
}

function residualHoldSum(steps: readonly PaymentStep[], nothing: Money): Money {
  const released = new Set(steps.map(holdReversedBy));
  return steps
    .map(residualHoldOf)
    .filter((residualHold) => residualHold !== undefined && !released.has(residualHold.ref))
    .reduce((sum, residualHold) => (residualHold ? plus(sum, residualHold.amount) : sum), nothing);
}
