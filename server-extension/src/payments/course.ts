import type { Capture, Refund, Void } from '../domain/command.ts';
import type { PaymentState } from '../domain/payment-state.ts';

/** What is done about a request to capture, cancel or refund a payment. */
export type Course =
  | 'capture'
  /** Let go of what is held. */
  | 'release'
  /** Let go of what is held, and refund what was taken, as far as the amount asked for reaches. */
  | 'release-then-refund'
  /** Void what was taken while CyberSource still can, else refund it. */
  | 'take-back-or-refund'
  | 'refund'
  /** Nothing is sent; the caller hears what is left and what to ask for instead. */
  | 'refuse';

type Asked = (Capture | Void | Refund)['type'];

/** Every state and everything that can be asked of it. What a step that failed has left open, the sums decide. */
const COURSE: Readonly<Record<PaymentState, Readonly<Record<Asked, Course>>>> = {
  Created: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  Authorized: { capture: 'capture', void: 'release', refund: 'refuse' },
  PartiallyCaptured: { capture: 'capture', void: 'release-then-refund', refund: 'refund' },
  Captured: { capture: 'refuse', void: 'take-back-or-refund', refund: 'refund' },
  AuthorizationVoided: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  CaptureVoided: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  Settled: { capture: 'refuse', void: 'refund', refund: 'refund' },
  Refunded: { capture: 'refuse', void: 'refuse', refund: 'refuse' },
  AuthorizationVoidFailed: { capture: 'capture', void: 'release-then-refund', refund: 'refund' },
  RefundFailed: { capture: 'capture', void: 'release-then-refund', refund: 'refund' },
};

export function courseOf(state: PaymentState, asked: Asked): Course {
  return COURSE[state][asked];
}
