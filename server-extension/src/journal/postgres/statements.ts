import type { RecoveryTask } from '../../payments/ports/recovery-task.ts';
import type { StoredRequest, StoredResult } from '../stored-attempt.ts';
import type { Statement } from './connection/pool.ts';

/** What is read of an attempt: {@link AttemptRow}. */
export const COLUMNS =
  'key, attempt_number, payment, sequence, checkout, checkout_sequence, version, request, claimed_at, completed_at, result, reported_result, resolved_at, batched_at, task, run_at, runs, id, claim, link, seal';

/** A row of the table `payment_attempts`. */
export interface AttemptRow {
  /** A bigint, as text. */
  readonly id: string;
  readonly key: string;
  readonly attempt_number: number;
  /** Its place in the chain of its payment; null where a release without a chain wrote it. */
  readonly link: string | null;
  readonly seal: string | null;
  /** The id that the writing process gave to the claim; null where release 1.0.0 wrote the row. */
  readonly claim: string | null;
  readonly payment: string;
  readonly sequence: number;
  readonly checkout: string | null;
  readonly checkout_sequence: number | null;
  readonly version: number;
  readonly request: StoredRequest;
  readonly claimed_at: Date;
  readonly completed_at: Date | null;
  readonly result: StoredResult | null;
  readonly reported_result: StoredResult | null;
  readonly resolved_at: Date | null;
  readonly batched_at: Date | null;
  readonly task: RecoveryTask | null;
  readonly run_at: Date | null;
  readonly runs: number;
}

/** A page of a search, newest first, each row read from an index in this order. `$1` to `$5`: from, to, instant and id of the page's start, limit. */
function searching(condition: string): string {
  return `SELECT ${COLUMNS} FROM payment_attempts WHERE ${condition} AND claimed_at >= $1 AND claimed_at < $2
    AND (claimed_at, id) < ($3, $4) ORDER BY claimed_at DESC, id DESC LIMIT $5`;
}

/** The database's clock, `$1` milliseconds ahead. */
const NOW = "now() + $1 * interval '1 millisecond'";

/**
 * Every statement that the journal sends to PostgreSQL; the names are those of the prepared statements. Each may be run a
 * second time when its answer was lost: it changes nothing then, and what was written is found by what its writer gave it
 * (`claim`, a lease).
 */
export const SQL = {
  /**
   * Adds attempts, a column of values for each parameter, provided that their payments still are as they were read: the sum of
   * versions changes with everything that is written about a payment. Of two writers only one gets the payment's next sequence
   * number, the checkout's, or the key, also within one statement; `claim` says which. In one order, so that two instances do
   * not wait for each other.
   */
  insert: {
    name: 'insert',
    text: `INSERT INTO payment_attempts
        (key, attempt_number, payment, sequence, order_id, merchant_transaction_id, claimed_at, request, task, run_at, checkout, checkout_sequence, claim, link)
      SELECT key, attempt_number, payment, sequence, order_id, merchant_transaction_id, claimed_at, request::json, task, run_at, checkout, checkout_sequence, claim, link
      FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[],
        $10::timestamptz[], $11::bigint[], $12::text[], $13::integer[], $14::text[], $15::text[])
        AS asked (key, attempt_number, payment, sequence, order_id, merchant_transaction_id, claimed_at, request, task, run_at, versions, checkout, checkout_sequence, claim, link)
      WHERE (SELECT coalesce(sum(version), 0) FROM payment_attempts WHERE payment = asked.payment) = versions
      ORDER BY payment, sequence
      ON CONFLICT DO NOTHING RETURNING claim`,
  },
  /** The attempts of a payment, and those under a key, whatever payment they belong to. */
  known: {
    name: 'known',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE payment = $1 OR key = $2 ORDER BY sequence`,
  },
  /** Every attempt of the payments that a checkout opened. */
  ofCheckout: {
    name: 'of-checkout',
    text: `SELECT ${COLUMNS} FROM payment_attempts
      WHERE payment IN (SELECT payment FROM payment_attempts WHERE checkout = $1) ORDER BY id`,
  },
  /**
   * Writes results, a column of values for each parameter; each attempt's once: of two rows about one attempt PostgreSQL takes one,
   * and `place` says which. Two attempts with one id of CyberSource's would be its mistake; the first one keeps it.
   */
  complete: {
    name: 'complete',
    text: `UPDATE payment_attempts AS this SET version = version + 1, completed_at = done.completed_at, result = done.result::json,
        saved_card = done.saved_card, gateway_ref =
          CASE WHEN (SELECT count(*) FROM payment_attempts WHERE gateway_ref = done.gateway_ref) = 0 THEN done.gateway_ref END,
        task = done.task, run_at = done.run_at, runs = 0, seal = done.seal
      FROM unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])
        WITH ORDINALITY AS done (key, attempt_number, completed_at, result, gateway_ref, saved_card, task, run_at, seal, place)
      WHERE this.key = done.key AND this.attempt_number = done.attempt_number AND this.result IS NULL RETURNING done.place`,
  },
  attempt: {
    name: 'attempt',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE key = $1 AND attempt_number = $2`,
  },
  lockAttempt: {
    name: 'lock-attempt',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE key = $1 AND attempt_number = $2 FOR UPDATE`,
  },
  latest: {
    name: 'latest',
    text: `SELECT DISTINCT ON (key) ${COLUMNS} FROM payment_attempts WHERE key = ANY($1) ORDER BY key, attempt_number DESC`,
  },
  byRef: {
    name: 'by-ref',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE gateway_ref = $1`,
  },
  bySavedCard: {
    name: 'by-saved-card',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE saved_card = $1 ORDER BY id LIMIT 1`,
  },
  byOrder: {
    name: 'by-order',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE order_id = $1 ORDER BY id`,
  },
  /** Leases payments. In the order of their names, so that two instances never wait for each other. */
  lease: {
    name: 'lease',
    text: `WITH due AS (
        SELECT payment, id, run_at FROM payment_attempts AS this
        WHERE run_at <= ${NOW} AND NOT EXISTS
          (SELECT 1 FROM payment_leases WHERE payment = this.payment AND until > ${NOW} AND lease <> $4)
        ORDER BY run_at LIMIT $2
      ), firsts AS (SELECT DISTINCT ON (payment) payment, id FROM due ORDER BY payment, run_at),
      leased AS (
        INSERT INTO payment_leases
        SELECT payment, $4, ${NOW} + $3 * interval '1 millisecond' FROM firsts ORDER BY payment
        ON CONFLICT (payment) DO UPDATE SET lease = excluded.lease, until = excluded.until
          WHERE payment_leases.until <= ${NOW} OR payment_leases.lease = excluded.lease
        RETURNING payment, lease
      ) SELECT id, lease FROM leased JOIN firsts USING (payment)`,
  },
  /** Leases the payment of one attempt, whose task may not be due yet. */
  leaseOne: {
    name: 'lease-one',
    text: `WITH leased AS (
        INSERT INTO payment_leases
        SELECT payment, $5, ${NOW} + $4 * interval '1 millisecond' FROM payment_attempts
        WHERE key = $2 AND attempt_number = $3 AND task IS NOT NULL
        ON CONFLICT (payment) DO UPDATE SET lease = excluded.lease, until = excluded.until
          WHERE payment_leases.until <= ${NOW} OR payment_leases.lease = excluded.lease
        RETURNING lease
      ) SELECT lease FROM leased`,
  },
  markBatched: {
    name: 'mark-batched',
    text: `UPDATE payment_attempts SET version = version + 1, batched_at = $3
      WHERE key = $1 AND attempt_number = $2 AND batched_at IS NULL`,
  },
  /**
   * Changes nothing, and is written to the log all the same: its commit is acknowledged when a synchronous standby has
   * everything before it, the claim too.
   */
  confirmClaim: {
    name: 'confirm-claim',
    text: `UPDATE payment_attempts SET claim = claim WHERE key = $1 AND attempt_number = $2 AND claim = $3 RETURNING id`,
  },
  closeManualReview: {
    name: 'close-manual-review',
    text: `UPDATE payment_attempts SET version = version + 1, task = NULL
      WHERE key = $1 AND attempt_number = $2 AND task = 'manual-review' RETURNING id`,
  },
  manualReview: {
    name: 'manual-review',
    text: `UPDATE payment_attempts SET version = version + 1, task = 'manual-review', run_at = NULL
      WHERE key = $1 AND attempt_number = $2`,
  },
  /** What was leased, as it is now: another instance may have finished it between the look and the lease. */
  leased: {
    name: 'leased',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE id = ANY($2) AND run_at <= ${NOW} ORDER BY run_at`,
  },
  release: {
    name: 'release',
    text: `DELETE FROM payment_leases WHERE payment = $2 AND lease = $3 AND until > ${NOW} RETURNING lease`,
  },
  resolve: {
    name: 'resolve',
    text: `UPDATE payment_attempts SET version = version + 1, result = $2, reported_result = $3, resolved_at = $4, saved_card = $6,
        gateway_ref = CASE WHEN NOT EXISTS (SELECT 1 FROM payment_attempts WHERE gateway_ref = $5 AND id <> $1) THEN $5 END,
        task = $7, run_at = $8, runs = 0, seal = $9
      WHERE id = $1`,
  },
  reschedule: {
    name: 'put-off',
    text: 'UPDATE payment_attempts SET task = $2, run_at = $3, runs = runs + $4 WHERE id = $1',
  },
  manualReviews: {
    name: 'manual-reviews',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE task = 'manual-review' ORDER BY claimed_at LIMIT $1`,
  },
  searchByTime: { name: 'search-by-time', text: searching('TRUE') },
  searchByOperation: { name: 'search-by-operation', text: searching("request ->> 'operation' = $6") },
  searchByAmount: {
    name: 'search-by-amount',
    text: searching("request -> 'amount' ->> 'currency' = $6 AND request -> 'amount' ->> 'minor' = $7"),
  },
  searchByLastDigits: { name: 'search-by-last-digits', text: searching("request ->> 'lastDigits' = $6") },
  // One attempt at most has it: there is nothing to put in order, and its instant is compared afterwards.
  searchByName: {
    name: 'search-by-name',
    text: `SELECT ${COLUMNS} FROM payment_attempts WHERE merchant_transaction_id = $1`,
  },
  /** Adds up in the database; the age is that of attempts whose call is over, or must be. */
  taskCounts: {
    name: 'task-counts',
    text: `SELECT task, run_at IS NULL OR run_at <= ${NOW} AS is_due, count(*)::integer AS attempts,
        min(claimed_at) FILTER (WHERE result IS NOT NULL OR run_at <= ${NOW}) AS oldest
      FROM payment_attempts WHERE run_at IS NOT NULL OR task = 'manual-review' GROUP BY 1, 2`,
  },
  version: { name: 'version', text: 'SHOW server_version' },
  checkpoint: { name: 'checkpoint', text: 'SELECT at FROM payment_checkpoints WHERE name = $1' },
  keepCheckpoint: {
    name: 'keep-checkpoint',
    text: `INSERT INTO payment_checkpoints VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at RETURNING name`,
  },
} as const satisfies Readonly<Record<string, Statement>>;
