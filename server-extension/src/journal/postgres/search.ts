import type { AttemptSearch, SearchKey } from '../../payments/ports/attempt-search.ts';
import { requirePosition } from '../search-position.ts';
import type { Statement } from './connection/pool.ts';
import { SQL } from './statements.ts';

/** Instants that every attempt is between. */
const EARLIEST = new Date(0);
const LATEST = new Date('9999-12-31T00:00:00Z');

/** The statement of a search and its values. It finds one row more than the limit where there is one. */
export function searchQuery({
  key,
  from = EARLIEST,
  to = LATEST,
  after,
  limit,
}: AttemptSearch): readonly [Statement, readonly unknown[]] {
  if (key.by === 'merchant-transaction-id') return [SQL.searchByName, [key.id]];
  const start = after === undefined ? undefined : requirePosition(after);
  const page = [
    from,
    to,
    start === undefined ? LATEST : new Date(start.claimedAt),
    start?.id ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  ];
  const [statement, values] = keyed(key);
  return [statement, [...page, ...values]];
}

function keyed(
  key: Exclude<SearchKey, { readonly by: 'merchant-transaction-id' }>,
): readonly [Statement, readonly unknown[]] {
  switch (key.by) {
    case 'time':
      return [SQL.searchByTime, []];
    case 'operation':
      return [SQL.searchByOperation, [key.operation]];
    case 'amount':
      return [SQL.searchByAmount, [key.amount.currency, String(key.amount.minor)]];
    case 'last-digits':
      return [SQL.searchByLastDigits, [key.lastDigits]];
  }
}
