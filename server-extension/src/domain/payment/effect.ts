import type { Operation } from './command.ts';
import { residualHoldOf } from './residual-hold.ts';
import type { GatewayRef } from '../ids.ts';
import type { Money } from '../money/money.ts';
import type { OrderLine } from './order-line.ts';
import { gatewayRefOf } from './reported.ts';
import type { PaymentResult } from './result.ts';

/** One attempt of a payment, as far as its sums and its state depend on it. */
export interface PaymentStep {
  readonly operation: Operation;
  readonly amount: Money;
  readonly captureNow: boolean;
  /** What a capture, void or refund refers to. */
  readonly original?: GatewayRef;
  /** A capture after which CyberSource releases what is still held. */
  readonly isFinal?: boolean;
  /** The lines of the order that a capture or refund was for, where its caller named them. */
  readonly lines?: readonly OrderLine[];
  /** Absent while the call is under way. */
  readonly result?: PaymentResult;
  /** When it had left for the acquirer. */
  readonly batchedAt?: Date;
}

/** What a step does to the money: a void takes back whatever it refers to. */
export type Effect =
  | 'authorize'
  | 'sale'
  | 'increment'
  | 'reauthorize'
  | 'capture'
  | 'reverse'
  | 'void-capture'
  | 'refund'
  | 'void-refund'
  | 'reverse-residual-hold';

/** What the step does, or would do, among the steps of its payment. */
export function effectOf(
  step: Pick<PaymentStep, 'operation' | 'captureNow' | 'original' | 'result'>,
  steps: readonly PaymentStep[],
): Effect {
  switch (step.operation) {
    case 'authorize':
      return isSale(step) ? 'sale' : 'authorize';
    case 'capture':
    case 'refund':
    case 'increment':
    case 'reauthorize':
      return step.operation;
    case 'void':
      return effectOfVoid(steps.find((each) => isStepOf(each, step.original)));
  }
}

/** A sale that people have to look at first is only held: its capture was not run. CyberSource: AUTHORIZED_PENDING_REVIEW. */
export function isSale({ captureNow, result }: Pick<PaymentStep, 'captureNow' | 'result'>): boolean {
  return captureNow && !(result?.outcome === 'pending' && result.because === 'review');
}

function effectOfVoid(target: PaymentStep | undefined): Effect {
  switch (target?.operation) {
    case 'capture':
      return 'void-capture';
    case 'refund':
      return 'void-refund';
    case 'authorize':
      if (residualHoldOf(target) !== undefined) return 'reverse-residual-hold';
      return isSale(target) ? 'void-capture' : 'reverse';
    case 'reauthorize':
      return residualHoldOf(target) === undefined ? 'reverse' : 'reverse-residual-hold';
    case 'increment':
    case 'void':
    case undefined:
      return 'reverse';
  }
}

function isStepOf({ result }: PaymentStep, ref: GatewayRef | undefined): boolean {
  return ref !== undefined && gatewayRefOf(result) === ref;
}
