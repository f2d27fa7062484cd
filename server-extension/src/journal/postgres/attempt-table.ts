import { gatewayRefOf, savedInstrumentOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import { sealOf } from '../maintenance/attempt-chain.ts';
import { remainingTask } from '../tasks/remaining-task.ts';
import { requestText } from '../stored-attempt.ts';
import type { Query } from './connection/pool.ts';
import { groupWrites } from './grouped-writes.ts';
import type { KnownPayment } from './known-payment.ts';
import { SQL } from './statements.ts';

/** Values of one attempt, in the order of the statement's parameters. */
type AddedRow = readonly unknown[];
type ResultRow = readonly unknown[];

/** Where {@link AddedRow} has the claim. */
const CLAIM = 13;

/** What a claim writes into an attempt's row besides the attempt and its place in the payment. */
export interface ClaimLink {
  /** Tells claims apart, also those of two copies of one delivery: whose it is that was written although the answer was lost. */
  readonly claim: string;
  /** Its place in the chain of its payment. */
  readonly link: string;
}

/**
 * What is written to the table `payment_attempts` on the way of a payment. Calls for several payments that come at once share a statement;
 * those in a transaction of the caller's do not.
 */
export interface PostgresAttemptTable {
  /** False when something was written about the payment since it was read. */
  readonly insert: (attempt: PaymentAttempt, known: KnownPayment, claimLink: ClaimLink) => Promise<boolean>;
  /** False when the attempt has a result already. */
  readonly complete: (attempt: PaymentAttempt, link: string | null) => Promise<boolean>;
  /** As `insert`, in a transaction of the caller's. */
  readonly insertIn: (
    transaction: Query,
    attempt: PaymentAttempt,
    known: KnownPayment,
    claimLink: ClaimLink,
  ) => Promise<boolean>;
  /** As `complete`, in a transaction of the caller's. */
  readonly completeIn: (transaction: Query, attempt: PaymentAttempt, link: string) => Promise<void>;
}

export function createPostgresAttemptTable(
  query: Query,
  recoveryTaskOf: RecoveryTaskOf,
): PostgresAttemptTable {
  /** The attempt with its place in the payment, as {@link SQL.insert} takes it. */
  function rowOf(
    attempt: PaymentAttempt,
    { sequence, versions, checkoutSequence }: KnownPayment,
    { claim, link }: ClaimLink,
  ): AddedRow {
    const { key, attemptNumber, payment, orderId, merchantTransactionId, claimedAt, checkout } = attempt;
    return [
      ...[key, attemptNumber, payment, sequence + 1, orderId, merchantTransactionId, claimedAt],
      ...[requestText(attempt), ...remainingTask(attempt, recoveryTaskOf), versions],
      ...(checkout === undefined ? [null, null] : [checkout, checkoutSequence + 1]),
      ...[claim, link],
    ];
  }

  async function insertAll(rows: readonly AddedRow[], run: Query = query): Promise<ReadonlySet<number>> {
    const added = await run<{ readonly claim: string }>(SQL.insert, columnsOf(rows));
    const claims = new Set(added.map(({ claim }) => claim));
    return new Set([...rows.keys()].filter((place) => claims.has(rows[place]?.[CLAIM] as string)));
  }

  /** The attempt with its result, as {@link SQL.complete} takes it. */
  function resultRowOf(attempt: PaymentAttempt, link: string | null): ResultRow {
    const { key, attemptNumber, completedAt, result } = attempt;
    return [
      ...[key, attemptNumber, completedAt, JSON.stringify(result)],
      ...[gatewayRefOf(result), savedInstrumentOf(result), ...remainingTask(attempt, recoveryTaskOf)],
      link === null ? null : sealOf(attempt, link),
    ];
  }

  async function completeAll(rows: readonly ResultRow[], run: Query = query): Promise<ReadonlySet<number>> {
    const completed = await run<{ readonly place: string }>(SQL.complete, columnsOf(rows));
    return new Set(completed.map(({ place }) => Number(place) - 1));
  }

  const insertGrouped = groupWrites(insertAll);
  const completeGrouped = groupWrites(completeAll);

  return {
    insert: (attempt, known, claimLink) => insertGrouped(rowOf(attempt, known, claimLink)),
    complete: (attempt, link) => completeGrouped(resultRowOf(attempt, link)),
    insertIn: async (transaction, attempt, known, claimLink) =>
      (await insertAll([rowOf(attempt, known, claimLink)], transaction)).size > 0,
    async completeIn(transaction, attempt, link) {
      await completeAll([resultRowOf(attempt, link)], transaction);
    },
  };
}

/** For each parameter the values of all rows. */
function columnsOf(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
}
