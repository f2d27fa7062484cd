import type { PaymentStep } from './effect.ts';
import { gatewayRefOf, isApprovedOrPending } from './reported.ts';

type Attempted = Pick<PaymentStep, 'result'>;

/**
 * Whether the gateway has carried an attempt out: `unresolved` while the call is in flight or its outcome is unknown.
 * What is unresolved counts as used wherever money could be captured, voided or refunded twice.
 */
export type Application = 'applied' | 'unresolved' | 'not-applied';

export function applicationOf({ result }: Attempted): Application {
  if (result === undefined) return 'unresolved';
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return 'applied';
    case 'unknown':
      return 'unresolved';
    case 'challenge':
    case 'declined':
    case 'refused':
    case 'not-sent':
      return 'not-applied';
  }
}

/** The gateway has carried it out, or will unless a review or the settlement says otherwise. */
export function isApplied({ result }: Attempted): boolean {
  return isApprovedOrPending(result);
}

/** It was carried out, is in flight, or its outcome is unknown. */
export function isPossiblyApplied(attempt: Attempted): boolean {
  return applicationOf(attempt) !== 'not-applied';
}

/** An authorization that was approved and, as far as these attempts tell, not voided since. */
export function isLive(authorization: PaymentStep, steps: readonly PaymentStep[]): boolean {
  const ref = gatewayRefOf(authorization.result);
  const isVoided = steps.some(
    (step) => step.operation === 'void' && step.original === ref && isApplied(step),
  );
  return authorization.operation === 'authorize' && isApplied(authorization) && !isVoided;
}
