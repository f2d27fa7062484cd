import type { PaymentKey } from '../domain/ids.ts';
import { fitsSearch } from '../payments/rules/search-key.ts';
import type { AttemptPage, AttemptSearch } from '../payments/ports/attempt-search.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import { malformedPosition } from './search-position.ts';

/** Payments that one page looks at: most are kept as text, and reading them takes the process's time. */
const PAYMENTS_MAX = 1_000;

/**
 * A search without an index: the payments from the newest on, each with its attempts, newest first. A page can be empty and
 * still have a next one. A page ends with a whole payment, so it can have a few attempts more than the limit.
 *
 * @param payments oldest first.
 */
export function searchPayments(
  payments: readonly PaymentKey[],
  ofPayment: (payment: PaymentKey) => readonly PaymentAttempt[],
  search: AttemptSearch,
): AttemptPage {
  const end = search.after === undefined ? payments.length : payments.indexOf(search.after as PaymentKey);
  if (end === -1) throw malformedPosition();
  const attempts: PaymentAttempt[] = [];
  let index = end;
  while (index > 0 && attempts.length < search.limit && end - index < PAYMENTS_MAX) {
    index -= 1;
    const payment = payments[index];
    if (payment !== undefined)
      attempts.push(
        ...ofPayment(payment)
          .filter((attempt) => fitsSearch(attempt, search))
          .toReversed(),
      );
  }
  const last = payments[index];
  return { attempts, ...(index > 0 && last !== undefined && { next: last }) };
}
