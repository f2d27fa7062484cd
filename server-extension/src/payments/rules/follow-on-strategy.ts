import type { Capture, Refund, Void } from '../../domain/payment/command.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';

/** What is done about a request to capture, cancel or refund a payment. */
export type FollowOnStrategy =
  | 'capture'
  /** Let go of what is held. */
  | 'reverse'
  /** Let go of what is held, and refund what was taken, as far as the amount asked for reaches. */
  | 'reverse-then-refund'
  /** Void what was taken while CyberSource still can, else refund it. */
  | 'void-or-refund'
  | 'refund'
  /** Nothing is sent; the caller hears what is left and what to ask for instead. */
  | 'refuse';

type Asked = (Capture | Void | Refund)['type'];

/** Every state and everything that can be asked of it. What a step that failed has left open, the sums decide. */
const COURSE: Readonly<Record<PaymentState, Readonly<Record<Asked, FollowOnStrategy>>>> = {
  Created: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  Authorized: { capture: 'capture', void: 'reverse', refund: 'refuse' },
  PartiallyCaptured: { capture: 'capture', void: 'reverse-then-refund', refund: 'refund' },
  Captured: { capture: 'refuse', void: 'void-or-refund', refund: 'refund' },
  AuthorizationVoided: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  CaptureVoided: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  Settled: { capture: 'refuse', void: 'refund', refund: 'refund' },
  Refunded: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  AuthorizationVoidFailed: { capture: 'capture', void: 'reverse-then-refund', refund: 'refund' },
  RefundFailed: { capture: 'capture', void: 'reverse-then-refund', refund: 'refund' },
};

export function followOnStrategyOf(state: PaymentState, asked: Asked): FollowOnStrategy {
  return COURSE[state][asked];
}
