import type { Operation } from './command.ts';
import { debtOf } from './debt.ts';
import type { GatewayRef } from './ids.ts';
import type { Money } from './money.ts';
import { refOf } from './reported.ts';
import type { PaymentResult } from './result.ts';

/** One attempt of a payment, as far as its sums and its state depend on it. */
export interface Step {
  readonly operation: Operation;
  readonly amount: Money;
  readonly captureNow: boolean;
  /** What a capture, void or refund refers to. */
  readonly original?: GatewayRef;
  /** Absent while the call is under way. */
  readonly result?: PaymentResult;
}

/** What a step does to the money: a void takes back whatever it refers to. */
export type Effect =
  'hold' | 'sell' | 'capture' | 'release' | 'take-back' | 'refund' | 'take-back-refund' | 'pay-debt';

/** What the step does, or would do, among the steps of its payment. */
export function effectOf(
  step: Pick<Step, 'operation' | 'captureNow' | 'original' | 'result'>,
  steps: readonly Step[],
): Effect {
  switch (step.operation) {
    case 'authorize':
      return isSale(step) ? 'sell' : 'hold';
    case 'capture':
    case 'refund':
      return step.operation;
    case 'void':
      return effectOfVoid(steps.find((each) => isStepOf(each, step.original)));
  }
}

/** A sale that people have to look at first is only held: its capture was not run. CyberSource: AUTHORIZED_PENDING_REVIEW. */
export function isSale({ captureNow, result }: Pick<Step, 'captureNow' | 'result'>): boolean {
  return captureNow && !(result?.outcome === 'pending' && result.because === 'review');
}

function effectOfVoid(target: Step | undefined): Effect {
  switch (target?.operation) {
    case 'capture':
      return 'take-back';
    case 'refund':
      return 'take-back-refund';
    case 'authorize':
      if (debtOf(target) !== undefined) return 'pay-debt';
      return isSale(target) ? 'take-back' : 'release';
    case 'void':
    case undefined:
      return 'release';
  }
}

function isStepOf({ result }: Step, ref: GatewayRef | undefined): boolean {
  return ref !== undefined && refOf(result) === ref;
}
