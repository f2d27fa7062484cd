import { isSameMoney } from '../../domain/money/money.ts';
import type { AttemptSearch, SearchKey } from '../ports/attempt-search.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/** Whether an attempt is one that the search finds. */
export function fitsSearch(
  attempt: PaymentAttempt,
  { key, from, to }: Pick<AttemptSearch, 'key' | 'from' | 'to'>,
): boolean {
  const { claimedAt } = attempt;
  return (
    (from === undefined || claimedAt >= from) && (to === undefined || claimedAt < to) && hasKey(attempt, key)
  );
}

function hasKey(attempt: PaymentAttempt, key: SearchKey): boolean {
  switch (key.by) {
    case 'time':
      return true;
    case 'operation':
      return attempt.operation === key.operation;
    case 'amount':
      return isSameMoney(attempt.amount, key.amount);
    case 'last-digits':
      return attempt.lastDigits === key.lastDigits;
    case 'merchant-transaction-id':
      return attempt.merchantTransactionId === key.id;
  }
}
