import { randomUUID } from 'node:crypto';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { decideClaim, newRecords } from '../claim-decision.ts';
import { createCompletionListeners } from '../completion-listeners.ts';
import { type LinkedAttempt, linkOf } from '../maintenance/attempt-chain.ts';
import { requestText } from '../stored-attempt.ts';
import type { PostgresReader } from './attempt-reader.ts';
import type { ClaimLink, PostgresAttemptTable } from './attempt-table.ts';
import type { Database, Query } from './connection/pool.ts';
import { isSameKnown, type KnownPayment, NOTHING_KNOWN, readKnownPayment } from './known-payment.ts';
import { type AttemptRow, SQL } from './statements.ts';

export interface PostgresClaimsDeps {
  readonly database: Database;
  readonly reader: PostgresReader;
  readonly table: PostgresAttemptTable;
}

/** An attempt that this instance has claimed. */
interface OwnAttempt extends ClaimLink {
  readonly attempt: PaymentAttempt;
}

/** How attempts come into the journal and get their results: claimed before the gateway is called, or recorded from its records. */
export function createPostgresClaims({
  database,
  reader,
  table,
}: PostgresClaimsDeps): Pick<Journal, 'claim' | 'complete' | 'whenCompleted' | 'record'> {
  const { query } = database;
  const { toAttempt, latest } = reader;
  const instance = randomUUID();
  let claims = 0;
  const nextClaim = (): string => `${instance}:${(claims += 1)}`;
  const listeners = createCompletionListeners(latest);
  /** Attempts whose call is under way in this process: completing one needs no reading of it before. */
  const ours = new Map<string, OwnAttempt>();

  async function requireAttempt({
    key,
    attemptNumber,
  }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<Pick<LinkedAttempt, 'attempt' | 'link'>> {
    const [row] = await query<AttemptRow>(SQL.attempt, [key, attemptNumber]);
    if (row === undefined) throw new RangeError(`No attempt was claimed for ${key}`);
    return { attempt: toAttempt(row), link: row.link };
  }

  /** Adds attempts with their results to one payment, each under its claim; nothing when something was written about it meanwhile. */
  async function insertCompleted(
    added: readonly PaymentAttempt[],
    claimOf: (attempt: PaymentAttempt) => string,
    known: KnownPayment,
    locked: Query,
  ): Promise<void> {
    let { sequence, versions, link } = known;
    for (const attempt of added) {
      const claimLink = { claim: claimOf(attempt), link: linkOf(attempt, link) };
      if (!(await table.insertIn(locked, attempt, { ...known, sequence, versions }, claimLink))) return;
      await table.completeIn(locked, attempt, claimLink.link);
      link = claimLink.link;
      sequence += 1;
      // One for the claim, one for the result.
      versions += 2;
    }
  }

  return {
    async claim(request, claimRule, merchantTransactionIdFor) {
      // Most payments are new: the first guess is that nothing is known, and the database contradicts.
      let known = NOTHING_KNOWN;
      const claim = nextClaim();
      for (;;) {
        const { latest: last, ofPayment, ofCheckout } = known;
        const decision = decideClaim(
          request,
          last,
          () => ofPayment,
          () => ofCheckout,
          claimRule,
          merchantTransactionIdFor,
        );
        if (decision.kind !== 'write' && known !== NOTHING_KNOWN) return decision;
        const link = decision.kind === 'write' ? linkOf(decision.attempt, known.link) : '';
        if (decision.kind === 'write' && (await table.insert(decision.attempt, known, { claim, link }))) {
          ours.set(idOf(decision.attempt), { attempt: decision.attempt, claim, link });
          return { ...decision, kind: 'claimed' };
        }
        const now = await readKnownPayment(query, toAttempt, request);
        // It was written, and the answer was lost.
        if (
          now.latestClaim === claim &&
          decision.kind === 'write' &&
          isWritten(decision.attempt, now.latest)
        ) {
          // Here, and perhaps on no standby: a server that crashed while it waited for one shows its commits all the same.
          await query(SQL.confirmClaim, [decision.attempt.key, decision.attempt.attemptNumber, claim]);
          ours.set(idOf(decision.attempt), { attempt: decision.attempt, claim, link });
          return { ...decision, kind: 'claimed' };
        }
        if (known !== NOTHING_KNOWN && isSameKnown(now, known))
          throw new RangeError(`The merchant transaction id of ${request.key} belongs to another attempt`);
        known = now;
      }
    },

    async complete(claimed, result, at) {
      const { attempt, link } = ours.get(idOf(claimed)) ?? (await requireAttempt(claimed));
      ours.delete(idOf(claimed));
      if (attempt.result !== undefined) return attempt;
      const written: PaymentAttempt = { ...attempt, result, completedAt: at };
      const completed = (await table.complete(written, link))
        ? written
        : (await requireAttempt(claimed)).attempt;
      listeners.completed(completed);
      return completed;
    },

    async whenCompleted(key, withinMs) {
      const [attempt] = await latest([key]);
      return attempt?.result === undefined ? listeners.whenCompleted(key, withinMs) : attempt;
    },

    async record(recorded) {
      const claimOf = new Map(recorded.map(({ key }) => [key, nextClaim()]));
      for (let before: KnownPayment | undefined; ;) {
        const [{ orderId } = { orderId: undefined }] = recorded;
        const ofOrder = orderId === undefined ? [] : await query<AttemptRow>(SQL.byOrder, [orderId]);
        const added = newRecords(recorded, ofOrder.map(toAttempt));
        const [next] = added;
        if (next === undefined) {
          // Another instance can have been faster, and an answer can be lost after it was written: the row's claim says whose it is.
          const written = new Set(ofOrder.map(({ claim }) => claim));
          return recorded.filter(({ key }) => written.has(claimOf.get(key) ?? ''));
        }
        const known = await readKnownPayment(query, toAttempt, next);
        // Another order has its merchant transaction id: none of ours can.
        if (before !== undefined && isSameKnown(known, before))
          throw new RangeError(`The name of ${next.key} belongs to another attempt`);
        before = known;
        await database.transaction((locked) =>
          insertCompleted(added, ({ key }) => claimOf.get(key) ?? nextClaim(), known, locked),
        );
      }
    },
  };
}

/** The attempt that stands there is the one that was to be written. */
function isWritten(attempt: PaymentAttempt, written: PaymentAttempt | undefined): boolean {
  return (
    written !== undefined && written.result === undefined && requestText(attempt) === requestText(written)
  );
}

function idOf({ key, attemptNumber }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): string {
  return `${attemptNumber} ${key}`;
}
