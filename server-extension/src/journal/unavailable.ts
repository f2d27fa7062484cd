import { Problem } from '../domain/problem.ts';

/** A journal that cannot be read or written stops payments before they are sent. */
export function journalUnavailable(cause: unknown): Problem {
  const problem = new Problem(
    'journal-unavailable',
    'The payment journal cannot be reached or written. Nothing was sent. Try again later.',
  );
  problem.cause = cause;
  return problem;
}
