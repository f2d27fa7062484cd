import type { CheckoutKey, CommandKey } from '../../domain/ids.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { decideClaim, newRecords } from '../claim-decision.ts';
import { createCompletionListeners } from '../completion-listeners.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { SqliteAttemptTable } from './attempt-table.ts';
import type { Read, Write } from './failure.ts';
import type { Statements } from './statements.ts';

export interface SqliteClaimsDeps {
  readonly sql: Statements;
  readonly reader: AttemptReader;
  readonly table: SqliteAttemptTable;
  readonly read: Read;
  readonly write: Write;
}

/** How attempts come into the journal and get their results: claimed before the gateway is called, or recorded from its records. */
export function createSqliteClaims({
  sql,
  reader: { one, all },
  table,
  read,
  write,
}: SqliteClaimsDeps): Pick<Journal, 'claim' | 'complete' | 'whenCompleted' | 'record'> {
  const latest = (key: CommandKey): PaymentAttempt | undefined => one(sql.latest, key);
  const listeners = createCompletionListeners(async (keys) =>
    read(() => keys.flatMap((key) => latest(key) ?? [])),
  );
  const ofCheckout = (checkout: CheckoutKey | undefined): readonly PaymentAttempt[] =>
    checkout === undefined ? [] : all(sql.byCheckout, checkout);

  return {
    claim: (request, claimRule, merchantTransactionIdFor) =>
      write(() => {
        const decision = decideClaim(
          request,
          latest(request.key),
          () => all(sql.byPayment, request.payment),
          () => ofCheckout(request.checkout),
          claimRule,
          merchantTransactionIdFor,
        );
        if (decision.kind !== 'write') return decision;
        table.insert(decision.attempt);
        return { ...decision, kind: 'claimed' };
      }),

    async complete({ key, attemptNumber }, result, at) {
      const completed = await write(() => {
        const attempt = one(sql.byAttempt, key, attemptNumber);
        if (attempt === undefined) throw new RangeError(`No attempt was claimed for ${key}`);
        if (attempt.result !== undefined) return attempt;
        const written: PaymentAttempt = { ...attempt, result, completedAt: at };
        table.update(written);
        return written;
      });
      listeners.completed(completed);
      return completed;
    },

    async whenCompleted(key, withinMs) {
      const attempt = read(() => latest(key));
      return attempt?.result === undefined ? listeners.whenCompleted(key, withinMs) : attempt;
    },

    record: (attempts) =>
      write(() => {
        const orderId = attempts[0]?.orderId;
        const added = orderId === undefined ? [] : newRecords(attempts, all(sql.byOrder, orderId));
        for (const attempt of added) {
          table.insert(attempt);
          table.update(attempt);
        }
        return added;
      }),
  };
}
