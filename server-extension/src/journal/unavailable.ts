import { Problem } from '../domain/problem.ts';

/**
 * A journal that cannot be read or written stops payments before they are sent.
 *
 * @param where which journal, for the log: `sqlite:/var/lib/payments.sqlite`. Never an address with a password.
 * @param cause what the database or the network said
 */
export function journalUnavailable(where: string, cause: unknown): Problem {
  const problem = new Problem(
    'journal-unavailable',
    'The payment journal cannot be reached or written. Nothing was sent. Try again later.',
  );
  problem.cause = new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  return problem;
}
