import { gatewayRefOf, savedInstrumentOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { RecoveryTask, RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import { linkOf, sealOf } from '../maintenance/attempt-chain.ts';
import { remainingTask } from '../tasks/remaining-task.ts';
import { requestText } from '../stored-attempt.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { SqliteRow, Statements } from './statements.ts';

/** What is written to the table `attempts` on the way of a payment. */
export interface SqliteAttemptTable {
  /** Adds an attempt, with what it leaves to do while its result is missing. */
  readonly insert: (attempt: PaymentAttempt) => void;
  /** The attempt with its result, and what that leaves to do. */
  readonly update: (attempt: PaymentAttempt) => void;
}

export function createSqliteAttemptTable(
  sql: Statements,
  { one }: AttemptReader,
  recoveryTaskOf: RecoveryTaskOf,
): SqliteAttemptTable {
  const taskColumns = (attempt: PaymentAttempt): readonly [RecoveryTask | null, number | null] => {
    const [task = null, runAt] = remainingTask(attempt, recoveryTaskOf);
    return [task, instant(runAt)];
  };

  /** Two attempts with one id of CyberSource's would be its mistake; the first one keeps it. */
  function firstRef({ key, attemptNumber, result }: PaymentAttempt): string | null {
    const ref = gatewayRefOf(result);
    const holder = ref === undefined ? undefined : one(sql.byRef, ref);
    const isOurs = holder === undefined || (holder.key === key && holder.attemptNumber === attemptNumber);
    return isOurs ? (ref ?? null) : null;
  }

  return {
    insert(attempt) {
      const { key, attemptNumber, payment, orderId, claimedAt, checkout = null } = attempt;
      sql.insert.run(
        ...[key, attemptNumber, payment, orderId, claimedAt.getTime(), requestText(attempt)],
        ...[...taskColumns(attempt), checkout],
        linkOf(attempt, linkIn(sql.lastLink.get(payment)) ?? ''),
      );
    },

    update(attempt) {
      const { key, attemptNumber, completedAt, result, reportedResult, resolvedAt } = attempt;
      const link = linkIn(sql.link.get(key, attemptNumber));
      sql.update.run(
        ...[instant(completedAt), text(result), firstRef(attempt), savedInstrumentOf(result) ?? null],
        ...[text(reportedResult), instant(resolvedAt), ...taskColumns(attempt)],
        link === null ? null : sealOf(attempt, link),
        ...[key, attemptNumber],
      );
    },
  };
}

/** The link in a row; null where there is none, or no row. */
function linkIn(row: unknown): string | null {
  return (row as Pick<SqliteRow, 'link'> | undefined)?.link ?? null;
}

function text(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function instant(at: Date | undefined): number | null {
  return at === undefined ? null : at.getTime();
}
