import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { RecoveryTask, PaymentAttempt } from '../../payments/ports/ports.ts';
import { attemptFrom, type StoredRequest } from '../stored-attempt.ts';

/** A row of the table `attempts`; instants are milliseconds since 1970. */
export interface SqliteRow {
  readonly nr: number;
  readonly payment: string;
  readonly request: string;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly result: string | null;
  readonly reportedResult: string | null;
  readonly found_at: number | null;
  readonly task: RecoveryTask | null;
  readonly runs: number;
}

type Statement =
  | 'latest'
  | 'byAttempt'
  | 'byPayment'
  | 'byOrder'
  | 'byCheckout'
  | 'byRef'
  | 'bySavedCard'
  | 'insert'
  | 'update'
  | 'due'
  | 'lease'
  | 'leased'
  | 'leave'
  | 'release'
  | 'manualReviews'
  | 'checkpoint'
  | 'keepCheckpoint';

/** Every statement of the journal, compiled once. */
export function prepare(database: DatabaseSync): Readonly<Record<Statement, StatementSync>> {
  const attempts = (rest: string): StatementSync => database.prepare(`SELECT * FROM attempts ${rest}`);
  return {
    latest: attempts('WHERE key = ? ORDER BY attempt DESC LIMIT 1'),
    byAttempt: attempts('WHERE key = ? AND attempt = ?'),
    byPayment: attempts('WHERE payment = ? ORDER BY nr'),
    byOrder: attempts('WHERE order_id = ? ORDER BY nr'),
    byCheckout: attempts('WHERE payment IN (SELECT payment FROM attempts WHERE checkout = ?) ORDER BY nr'),
    byRef: attempts('WHERE gateway_ref = ?'),
    bySavedCard: attempts('WHERE saved_card = ? ORDER BY nr LIMIT 1'),
    insert: database.prepare(
      'INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request, duty, due_at, checkout) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    update: database.prepare(
      `UPDATE attempts SET closed_at = ?, result = ?, gateway_ref = ?, saved_card = ?, told = ?, found_at = ?,
        duty = ?, due_at = ?, tries = 0 WHERE key = ? AND attempt = ?`,
    ),
    due: attempts(
      `AS this WHERE due_at <= ? AND NOT EXISTS
        (SELECT 1 FROM attempts WHERE payment = this.payment AND leased_until > ?) ORDER BY due_at`,
    ),
    lease: database.prepare('UPDATE attempts SET lease = ?, leased_until = ? WHERE nr = ?'),
    leased: attempts('WHERE key = ? AND attempt = ? AND lease = ? AND leased_until > ?'),
    leave: database.prepare('UPDATE attempts SET duty = ?, due_at = ?, tries = tries + ? WHERE nr = ?'),
    release: database.prepare('UPDATE attempts SET lease = NULL, leased_until = NULL WHERE nr = ?'),
    manualReviews: attempts("WHERE duty = 'manual-review' ORDER BY opened_at LIMIT ?"),
    checkpoint: database.prepare('SELECT at FROM checkpoints WHERE name = ?'),
    keepCheckpoint: database.prepare(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
    ),
  };
}

/** The entry in the statement's first row. */
export function one(statement: StatementSync, ...values: (string | number)[]): PaymentAttempt | undefined {
  const row = statement.get(...values) as unknown as SqliteRow | undefined;
  return row === undefined ? undefined : toAttempt(row);
}

/** The entries in all its rows. */
export function all(statement: StatementSync, ...values: (string | number)[]): readonly PaymentAttempt[] {
  return (statement.all(...values) as unknown as SqliteRow[]).map(toAttempt);
}

export function toAttempt({
  request,
  opened_at,
  closed_at,
  result,
  reportedResult,
  found_at,
}: SqliteRow): PaymentAttempt {
  return attemptFrom({
    request: JSON.parse(request) as StoredRequest,
    claimedAt: new Date(opened_at),
    completedAt: closed_at === null ? null : new Date(closed_at),
    result: result === null ? null : (JSON.parse(result) as PaymentResult),
    reportedResult: reportedResult === null ? null : (JSON.parse(reportedResult) as PaymentResult),
    resolvedAt: found_at === null ? null : new Date(found_at),
  });
}
