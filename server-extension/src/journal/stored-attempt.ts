import type { PaymentResult } from '../domain/payment/result.ts';
import { present } from '../domain/present.ts';
import type { JournalResult, WithReasons } from '../payments/ports/journal-result.ts';
import type { FollowOnSequence, PaymentAttempt } from '../payments/ports/payment-attempt.ts';

/** An attempt as a database keeps it: what was known before the call is one document, what comes after has fields of its own. */
export interface StoredAttempt {
  readonly request: StoredRequest;
  readonly claimedAt: Date;
  readonly completedAt: Date | null;
  readonly result: StoredResult | null;
  readonly reportedResult: StoredResult | null;
  readonly resolvedAt: Date | null;
  readonly batchedAt: Date | null;
}

/** What is written once, before the call. */
type RequestDocument = Omit<
  PaymentAttempt,
  'claimedAt' | 'completedAt' | 'result' | 'reportedResult' | 'resolvedAt' | 'batchedAt'
>;

/** The document of the request, also as 1.x wrote it. */
export type StoredRequest = RequestDocument & {
  /** `attemptNumber` until 1.x. */
  readonly attempt?: number;
  /** `sequence` until 1.x. */
  readonly turn?: FollowOnSequence;
};

/** The document of a result, also as 1.x wrote it. */
export type StoredResult = JournalResult & {
  /** `callerUnknown` until 1.x. */
  readonly abandoned?: true;
  /** `blockedBy` until 1.x. */
  readonly stoppedBy?: string;
};

/** The request of an attempt as JSON: {@link StoredRequest} with today's names. */
export function requestText(attempt: PaymentAttempt): string {
  const later = {
    claimedAt: undefined,
    completedAt: undefined,
    result: undefined,
    reportedResult: undefined,
    batchedAt: undefined,
  };
  return JSON.stringify({ ...attempt, ...later, resolvedAt: undefined });
}

/** The attempt that a database keeps, whichever version wrote it. */
export function attemptFrom(stored: StoredAttempt, withReasons: WithReasons): PaymentAttempt {
  const { claimedAt, completedAt, result, reportedResult, resolvedAt, batchedAt } = stored;
  return {
    ...requestFrom(stored.request),
    claimedAt,
    ...(completedAt !== null && { completedAt }),
    ...(result !== null && { result: resultFrom(result, withReasons) }),
    ...(reportedResult !== null && { reportedResult: resultFrom(reportedResult, withReasons) }),
    ...(resolvedAt !== null && { resolvedAt }),
    ...(batchedAt !== null && { batchedAt }),
  };
}

function requestFrom(document: StoredRequest): RequestDocument {
  if (document.attempt === undefined && document.turn === undefined) return document;
  const { attempt, turn, ...rest } = document;
  return {
    ...rest,
    ...present({ attemptNumber: attempt, sequence: turn }),
  };
}

/** A result with today's names and reasons, whichever version wrote it. */
export function resultFrom(document: StoredResult, withReasons: WithReasons): PaymentResult {
  if (document.abandoned === undefined && document.stoppedBy === undefined) return withReasons(document);
  const { abandoned, stoppedBy, ...rest } = document;
  return withReasons({
    ...rest,
    ...present({ callerUnknown: abandoned, blockedBy: stoppedBy }),
  });
}
