import { present } from '../domain/present.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';

/**
 * An attempt as one text. A completed one takes a fifth of the memory that its objects would. Times are epoch milliseconds:
 * a text with dates in it takes twice as long to make.
 */
export function serialize({
  claimedAt,
  completedAt,
  resolvedAt,
  batchedAt,
  ...rest
}: PaymentAttempt): string {
  const written: Written = {
    ...rest,
    ...present({
      claimedAt: claimedAt.getTime(),
      completedAt: completedAt?.getTime(),
      resolvedAt: resolvedAt?.getTime(),
      batchedAt: batchedAt?.getTime(),
    }),
  };
  return JSON.stringify(written);
}

/** The attempt that {@link serialize} wrote. */
export function deserialize(text: string): PaymentAttempt {
  const { claimedAt, completedAt, resolvedAt, batchedAt, ...rest } = JSON.parse(text) as Written;
  return {
    ...rest,
    claimedAt: new Date(claimedAt),
    ...(completedAt !== undefined && { completedAt: new Date(completedAt) }),
    ...(resolvedAt !== undefined && { resolvedAt: new Date(resolvedAt) }),
    ...(batchedAt !== undefined && { batchedAt: new Date(batchedAt) }),
  };
}

type Written = Omit<PaymentAttempt, 'claimedAt' | 'completedAt' | 'resolvedAt' | 'batchedAt'> & {
  readonly claimedAt: number;
  readonly completedAt?: number;
  readonly resolvedAt?: number;
  readonly batchedAt?: number;
};

/** The attempt with its resolved outcome: an unknown outcome becomes known, a known one stays as it is. */
export function withResolution(attempt: PaymentAttempt, found: PaymentResult, at: Date): PaymentAttempt {
  const { result } = attempt;
  if (result?.outcome !== 'unknown' || found.outcome === 'unknown') return attempt;
  return { ...attempt, result: found, reportedResult: attempt.reportedResult ?? result, resolvedAt: at };
}
