import type { PaymentState } from '../../../domain/payment/payment-state.ts';
import type { FollowOn } from './request-steps.ts';

/** What is done about a request to capture, cancel or refund a payment. */
export type FollowOnStrategy =
  | 'capture'
  /** Reverse what is held. */
  | 'reverse'
  /** Reverse what is held, and refund what was taken, as far as the amount asked for reaches. */
  | 'reverse-then-refund'
  /** Void what was taken while CyberSource still can, else refund it. */
  | 'void-or-refund'
  | 'refund'
  /** Hold more, or hold again. */
  | 'hold'
  /** Nothing is sent; the caller gets what is left and what to ask for instead. */
  | 'refuse';

type Asked = FollowOn['type'];

/** The strategy for each state and operation. After a step that failed, the payment's sums decide what is still possible. */
const STRATEGIES: Readonly<Record<PaymentState, Readonly<Record<Asked, FollowOnStrategy>>>> = {
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

export function followOnStrategyOf(state: PaymentState, asked: Asked): FollowOnStrategy {
  return STRATEGIES[state][asked];
}
