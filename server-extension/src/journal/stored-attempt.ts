import type { PaymentResult } from '../domain/payment/result.ts';
import type { PaymentAttempt } from '../payments/ports/ports.ts';

/** An attempt as a database keeps it: what was known before the call is one document, what comes after has fields of its own. */
export interface StoredAttempt {
  readonly request: StoredRequest;
  readonly claimedAt: Date;
  readonly completedAt: Date | null;
  readonly result: PaymentResult | null;
  readonly reportedResult: PaymentResult | null;
  readonly resolvedAt: Date | null;
}

/** What is written once, before the call. */
export type StoredRequest = Omit<
  PaymentAttempt,
  'claimedAt' | 'completedAt' | 'result' | 'reportedResult' | 'resolvedAt'
>;

/** {@link StoredRequest} as JSON. */
export function requestText(attempt: PaymentAttempt): string {
  const later = {
    claimedAt: undefined,
    completedAt: undefined,
    result: undefined,
    reportedResult: undefined,
  };
  return JSON.stringify({ ...attempt, ...later, resolvedAt: undefined });
}

export function attemptFrom({
  request,
  claimedAt,
  completedAt,
  result,
  reportedResult,
  resolvedAt,
}: StoredAttempt): PaymentAttempt {
  return {
    ...request,
    claimedAt,
    ...(completedAt !== null && { completedAt }),
    ...(result !== null && { result }),
    ...(reportedResult !== null && { reportedResult }),
    ...(resolvedAt !== null && { resolvedAt }),
  };
}
