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
  step: Pick<Step, 'operation' | 'captureNow' | 'original'>,
  steps: readonly Step[],
): Effect {
  switch (step.operation) {
    case 'authorize':
      return step.captureNow ? 'sell' : 'hold';
    case 'capture':
    case 'refund':
      return step.operation;
    case 'void':
      return effectOfVoid(steps.find((each) => isStepOf(each, step.original)));
  }
}

function effectOfVoid(target: Step | undefined): Effect {
  switch (target?.operation) {
    case 'capture':
      return 'take-back';
    case 'refund':
      return 'take-back-refund';
    case 'authorize':
      if (debtOf(target) !== undefined) return 'pay-debt';
      return target.captureNow ? 'take-back' : 'release';
    case 'void':
    case undefined:
      return 'release';
  }
}

function isStepOf({ result }: Step, ref: GatewayRef | undefined): boolean {
  return ref !== undefined && refOf(result) === ref;
}
