import type { FollowOn } from '../../../domain/payment/command.ts';
import type { PaymentState } from '../../../domain/payment/payment-state.ts';

/** What is done about a request to void a payment. */
export type VoidStrategy =
  /** Reverse what is held. */
  | 'reverse'
  /** Reverse what is held, and refund what was taken, as far as the amount asked for reaches. */
  | 'reverse-then-refund'
  /** Void what was taken while CyberSource still can, else refund it. */
  | 'void-or-refund'
  | 'refund'
  | 'refuse';

/** What is done about each command. `refuse`: nothing is sent; the caller gets what is left and what to ask for instead. */
export interface FollowOnStrategies {
  readonly capture: 'capture' | 'refuse';
  readonly void: VoidStrategy;
  readonly refund: 'refund' | 'refuse';
  /** Hold more. */
  readonly increment: 'hold' | 'refuse';
  /** Hold again. */
  readonly reauthorize: 'hold' | 'refuse';
}

/** The strategy for each state and operation. After a step that failed, the payment's sums decide what is still possible. */
const STRATEGIES: Readonly<Record<PaymentState, FollowOnStrategies>> = {
  Created: {
    capture: 'refuse',
    void: 'refuse',
    refund: 'refuse',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  Authorized: {
    capture: 'capture',
    void: 'reverse',
    refund: 'refuse',
    increment: 'hold',
    reauthorize: 'hold',
  },
  PartiallyCaptured: {
    capture: 'capture',
    void: 'reverse-then-refund',
    refund: 'refund',
    increment: 'hold',
    reauthorize: 'hold',
  },
  Captured: {
    capture: 'refuse',
    void: 'void-or-refund',
    refund: 'refund',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  AuthorizationVoided: {
    capture: 'refuse',
    void: 'refuse',
    refund: 'refuse',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  CaptureVoided: {
    capture: 'refuse',
    void: 'refuse',
    refund: 'refuse',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  Settled: {
    capture: 'refuse',
    void: 'refund',
    refund: 'refund',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  Refunded: {
    capture: 'refuse',
    void: 'refuse',
    refund: 'refuse',
    increment: 'refuse',
    reauthorize: 'refuse',
  },
  AuthorizationVoidFailed: {
    capture: 'capture',
    void: 'reverse-then-refund',
    refund: 'refund',
    increment: 'hold',
    reauthorize: 'hold',
  },
  RefundFailed: {
    capture: 'capture',
    void: 'reverse-then-refund',
    refund: 'refund',
    increment: 'hold',
    reauthorize: 'hold',
  },
};

export function followOnStrategyOf<Asked extends FollowOn['type']>(
  state: PaymentState,
  asked: Asked,
): FollowOnStrategies[Asked] {
  return STRATEGIES[state][asked];
}
