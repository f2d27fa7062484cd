import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RecoveryTask } from '../../payments/ports/recovery-task.ts';

/** A row of the table `attempts`; instants are milliseconds since 1970. */
export interface SqliteRow {
  readonly id: number;
  readonly payment: string;
  readonly request: string;
  readonly claimed_at: number;
  readonly completed_at: number | null;
  readonly result: string | null;
  readonly reported_result: string | null;
  readonly resolved_at: number | null;
  readonly batched_at: number | null;
  readonly task: RecoveryTask | null;
  readonly run_at: number | null;
  readonly runs: number;
  /** Its place in the chain of its payment; null where a release without a chain wrote it. */
  readonly link: string | null;
  readonly seal: string | null;
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
  | 'lastLink'
  | 'link'
  | 'update'
  | 'due'
  | 'lease'
  | 'leased'
  | 'leasable'
  | 'markBatched'
  | 'manualReview'
  | 'reschedule'
  | 'closeManualReview'
  | 'releaseLease'
  | 'manualReviews'
  | 'countManualReviews'
  | 'tasksAfter'
  | 'checkpoint'
  | 'keepCheckpoint';

/** The journal's statements, by name. */
export type Statements = Readonly<Record<Statement, StatementSync>>;

/** Every statement of the journal, compiled once. */
export function prepare(database: DatabaseSync): Statements {
  const attempts = (rest: string): StatementSync => database.prepare(`SELECT * FROM attempts ${rest}`);
  return {
    latest: attempts('WHERE key = ? ORDER BY attempt_number DESC LIMIT 1'),
    byAttempt: attempts('WHERE key = ? AND attempt_number = ?'),
    byPayment: attempts('WHERE payment = ? ORDER BY id'),
    byOrder: attempts('WHERE order_id = ? ORDER BY id'),
    byCheckout: attempts('WHERE payment IN (SELECT payment FROM attempts WHERE checkout = ?) ORDER BY id'),
    byRef: attempts('WHERE gateway_ref = ?'),
    bySavedCard: attempts('WHERE saved_card = ? ORDER BY id LIMIT 1'),
    insert: database.prepare(
      'INSERT INTO attempts (key, attempt_number, payment, order_id, claimed_at, request, task, run_at, checkout, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    lastLink: database.prepare('SELECT link FROM attempts WHERE payment = ? ORDER BY id DESC LIMIT 1'),
    link: database.prepare('SELECT link FROM attempts WHERE key = ? AND attempt_number = ?'),
    update: database.prepare(
      `UPDATE attempts SET completed_at = ?, result = ?, gateway_ref = ?, saved_card = ?, reported_result = ?, resolved_at = ?,
        task = ?, run_at = ?, runs = 0, seal = ? WHERE key = ? AND attempt_number = ?`,
    ),
    due: attempts(
      `AS this WHERE run_at <= ? AND NOT EXISTS
        (SELECT 1 FROM attempts WHERE payment = this.payment AND leased_until > ?) ORDER BY run_at`,
    ),
    lease: database.prepare('UPDATE attempts SET lease = ?, leased_until = ? WHERE id = ?'),
    leased: attempts('WHERE key = ? AND attempt_number = ? AND lease = ? AND leased_until > ?'),
    leasable: attempts(
      `AS this WHERE key = ? AND attempt_number = ? AND task IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM attempts WHERE payment = this.payment AND leased_until > ?)`,
    ),
    markBatched: database.prepare(
      'UPDATE attempts SET batched_at = coalesce(batched_at, ?) WHERE key = ? AND attempt_number = ?',
    ),
    manualReview: database.prepare(
      "UPDATE attempts SET task = 'manual-review', run_at = NULL WHERE key = ? AND attempt_number = ?",
    ),
    closeManualReview: database.prepare(
      "UPDATE attempts SET task = NULL WHERE key = ? AND attempt_number = ? AND task = 'manual-review'",
    ),
    reschedule: database.prepare('UPDATE attempts SET task = ?, run_at = ?, runs = runs + ? WHERE id = ?'),
    releaseLease: database.prepare('UPDATE attempts SET lease = NULL, leased_until = NULL WHERE id = ?'),
    manualReviews: attempts("WHERE task = 'manual-review' ORDER BY claimed_at LIMIT ?"),
    countManualReviews: database.prepare(
      "SELECT count(*) AS attempts FROM attempts WHERE task = 'manual-review'",
    ),
    tasksAfter: database.prepare(
      `SELECT id, task, run_at, claimed_at, result IS NULL AS in_flight FROM attempts
        WHERE run_at IS NOT NULL AND (run_at, id) > (?, ?) ORDER BY run_at, id LIMIT ?`,
    ),
    checkpoint: database.prepare('SELECT at FROM checkpoints WHERE name = ?'),
    keepCheckpoint: database.prepare(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
    ),
  };
}
