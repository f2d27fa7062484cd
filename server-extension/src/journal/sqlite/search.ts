import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { AttemptSearch, SearchKey } from '../../payments/ports/attempt-search.ts';
import { requirePosition } from '../search-position.ts';
import type { SqliteRow } from './statements.ts';

/** For each way of searching what its index is asked for. */
const CONDITIONS: Readonly<Record<SearchKey['by'], string>> = {
  time: 'TRUE',
  operation: "request ->> '$.operation' = ?",
  amount: "request ->> '$.amount.currency' = ? AND request ->> '$.amount.minor' = ?",
  'last-digits': "request ->> '$.lastDigits' = ?",
  'merchant-transaction-id': "request ->> '$.merchantTransactionId' = ?",
};

/** Rows newest first, each read from an index in this order: a page costs what it returns. */
export function searchStatement(by: SearchKey['by']): string {
  return `SELECT * FROM attempts WHERE ${CONDITIONS[by]} AND claimed_at BETWEEN ? AND ? AND (claimed_at, id) < (?, ?)
    ORDER BY claimed_at DESC, id DESC LIMIT ?`;
}

/** @returns finds one row more than the limit where there is one. */
export function createSqliteSearch(database: DatabaseSync): (search: AttemptSearch) => readonly SqliteRow[] {
  const statements = new Map<string, StatementSync>();
  return ({ key, from, to, after, limit }) => {
    const statement = statements.get(key.by) ?? database.prepare(searchStatement(key.by));
    statements.set(key.by, statement);
    const before = after === undefined ? { claimedAt: LATEST, id: LATEST } : requirePosition(after);
    return statement.all(
      ...valuesOf(key),
      ...[from?.getTime() ?? 0, to === undefined ? LATEST : to.getTime() - 1],
      ...[before.claimedAt, before.id, limit + 1],
    ) as unknown as SqliteRow[];
  };
}

const LATEST = Number.MAX_SAFE_INTEGER;

/** The values of {@link CONDITIONS}. */
export function valuesOf(key: SearchKey): readonly SQLInputValue[] {
  switch (key.by) {
    case 'time':
      return [];
    case 'operation':
      return [key.operation];
    case 'amount':
      return [key.amount.currency, key.amount.minor];
    case 'last-digits':
      return [key.lastDigits];
    case 'merchant-transaction-id':
      return [key.id];
  }
}
