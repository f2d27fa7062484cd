import { decide } from '../domain/decision-table.ts';
import { toLateResult } from '../domain/payment/late-result.ts';
import { Problem } from '../domain/problem.ts';
import type { ClaimRule, MerchantTransactionIdFor, ClaimResult } from '../payments/ports/claim.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { PaymentAttempt, AttemptRequest } from '../payments/ports/payment-attempt.ts';
import { decideClaim } from './claim-decision.ts';
import type { Outbox, PendingResult } from './outbox.ts';
import {
  type CompletionAnswer,
  KNOWN_RESULT_TABLE,
  type KnownResultEvidence,
  type OrphanReason,
  OUTBOX_TABLE,
  PENDING_RESULT_TRANSITIONS,
} from './pending-results-table.ts';

export interface PendingResultsDeps {
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /**
   * How long after a failure of the journal no task is leased, in milliseconds: other instances first write what they
   * kept, or an attempt that only waits to be written would be taken for lost.
   */
  readonly settleDelayMs: number;
  /**
   * Called with a result that its caller was answered with and that the journal will not have, and with the attempt where the journal has it: a
   * person has to look at both.
   */
  readonly onOrphanedResult: (orphaned: PendingResult, why: OrphanReason, attempt?: PaymentAttempt) => void;
}

/** A result that waits here, with when its caller was answered: the process that waits may be another one. */
type KeptResult = PendingResult & { readonly answeredAt?: Date };

/** What came of a try to write a result: the attempt as the journal has it, or why it has not. */
interface Completion {
  readonly answer: CompletionAnswer;
  readonly attempt?: PaymentAttempt;
  readonly error?: unknown;
}

const RETRY_MS = 1_000;

/**
 * A journal that forgets no result: what cannot be written when it is known is kept, on the disk too, and written as
 * soon as the journal answers, even by the next process. The caller of `complete` still learns that it failed. A delivery
 * that was decided before gets that answer, too, while the journal can be read and not written. What happens to a result is
 * decided by the tables of `pending-results-table.ts`.
 */
export function withPendingResults({
  journal,
  outbox,
  now,
  settleDelayMs,
  onOrphanedResult,
}: PendingResultsDeps): Journal {
  const kept = new Map<string, KeptResult>();
  let settledAt = 0;
  let retry: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let ended = false;
  let isInOutbox = false;
  let hasOrphans = false;
  let loading: Promise<void> | undefined;
  load().catch(() => undefined);

  /** Reads what other processes have left, once. Where that fails, it is read again with the next call. */
  function load(): Promise<void> {
    loading ??= outbox.load().then(
      (found) => {
        found.forEach(keep);
        if (kept.size > 0) writeLater();
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  }

  function keep(pendingResult: KeptResult): void {
    const id = idOf(pendingResult);
    if (!kept.has(id)) kept.set(id, pendingResult);
    isInOutbox = true;
  }

  function writeLater(): void {
    if (retry !== undefined || ended) return;
    retry = setTimeout(() => {
      retry = undefined;
      void writeKept().catch(writeLater);
    }, RETRY_MS);
    retry.unref();
  }

  /** Writes everything that is kept, in the order it came. Rejects when the journal still does not take it. */
  function writeKept(): Promise<void> {
    writing ??= writeAll().finally(() => (writing = undefined));
    return writing;
  }

  async function writeAll(): Promise<void> {
    for (const [id, pendingResult] of kept) {
      const { answer, attempt, error } = await completionOf(await asHeard(pendingResult));
      switch (PENDING_RESULT_TRANSITIONS.kept[answer].action) {
        case 'retry':
          throw error;
        case 'report':
          hasOrphans = true;
          onOrphanedResult(pendingResult, answer as OrphanReason, attempt);
          break;
        case 'remove':
          break;
      }
      kept.delete(id);
    }
    const files = isInOutbox ? 'some' : 'none';
    const left = kept.size > 0 ? 'some' : 'none';
    const orphans = hasOrphans ? 'some' : 'none';
    if (decide(OUTBOX_TABLE, { files, kept: left, orphans }).action === 'clear') {
      isInOutbox = false;
      // What stays is written once more by the next process, which changes nothing.
      await outbox.clear().catch(() => undefined);
    }
  }

  /** The result as its caller was answered with it, so that copies get the same answer. Recovery resolves what was answered as unknown. */
  async function asHeard(pendingResult: KeptResult): Promise<KeptResult> {
    const attempt = await journal.find(pendingResult.key);
    return attempt !== undefined && punctuality(pendingResult, attempt) === 'too-late'
      ? { ...pendingResult, result: toLateResult(pendingResult.result) }
      : pendingResult;
  }

  async function completionOf({ key, attemptNumber, result, at }: PendingResult): Promise<Completion> {
    try {
      const attempt = await watched(journal.complete({ key, attemptNumber }, result, at));
      const isLost = attempt.result?.outcome === 'unknown' && result.outcome !== 'unknown';
      return { answer: isLost ? 'completed-as-lost' : 'taken', attempt };
    } catch (error) {
      return { answer: answerOfError(error), error };
    }
  }

  async function watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (isUnavailable(error)) settledAt = now().getTime() + settleDelayMs;
      throw error;
    }
  }

  /** What a claim comes to where nothing has to be written for it; undefined where something has. */
  async function claimedByReading(
    request: AttemptRequest,
    claimRule: ClaimRule,
    merchantTransactionIdFor: MerchantTransactionIdFor,
  ): Promise<ClaimResult | undefined> {
    const latest = await journal.find(request.key);
    // Another order of the checkout only matters to what would be written.
    const ofOrder = await journal.ofOrder(request.orderId);
    const ofPayment = ofOrder.filter(({ payment }) => payment === request.payment).map(withKept);
    const decision = decideClaim(
      request,
      latest && withKept(latest),
      () => ofPayment,
      () => [],
      claimRule,
      merchantTransactionIdFor,
    );
    return decision.kind === 'write' || decision.kind === 'changed' ? undefined : decision;
  }

  /** The attempt with the result that its caller got, where that could not be written yet. */
  function withKept(attempt: PaymentAttempt): PaymentAttempt {
    const pendingResult = kept.get(idOf(attempt));
    const evidence: KnownResultEvidence = {
      stored: attempt.result === undefined ? 'none' : 'result',
      kept: pendingResult === undefined ? 'none' : punctuality(pendingResult, attempt),
    };
    return pendingResult !== undefined && decide(KNOWN_RESULT_TABLE, evidence).action === 'kept'
      ? { ...attempt, result: pendingResult.result, completedAt: pendingResult.at }
      : attempt;
  }

  /** Judged when its caller was answered: a corrected clock would judge its copies otherwise. */
  function punctuality(
    { at, answeredAt = at }: KeptResult,
    { claimedAt }: PaymentAttempt,
  ): 'in-time' | 'too-late' {
    return answeredAt.getTime() - claimedAt.getTime() < settleDelayMs ? 'in-time' : 'too-late';
  }

  /** Until it is on the disk. Where the disk takes nothing either, memory has it. */
  async function keepOnDisk(pendingResult: PendingResult): Promise<void> {
    keep(pendingResult);
    writeLater();
    await outbox.add(pendingResult).catch(() => undefined);
    const waiting = kept.get(idOf(pendingResult));
    if (waiting !== undefined) kept.set(idOf(pendingResult), { ...waiting, answeredAt: now() });
  }

  return {
    ...journal,

    async claim(request, claimRule, merchantTransactionIdFor) {
      try {
        if (kept.size > 0) await writeKept();
        return await watched(journal.claim(request, claimRule, merchantTransactionIdFor));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        // A full disk, or a database that only reads, still knows what was decided before.
        const known = await claimedByReading(request, claimRule, merchantTransactionIdFor).catch(
          () => undefined,
        );
        if (known === undefined) throw error;
        return known;
      }
    },

    async complete({ key, attemptNumber }, result, at) {
      const pendingResult = { key, attemptNumber, result, at };
      const { answer, attempt, error } = await completionOf(pendingResult);
      if (PENDING_RESULT_TRANSITIONS.completing[answer].action === 'keep') await keepOnDisk(pendingResult);
      if (attempt === undefined) throw error;
      return attempt;
    },

    async leaseTasks(limit, leaseMs) {
      // Of what cannot be read, an attempt that only waits to be written would be taken for lost.
      await load();
      await writeKept();
      return now().getTime() < settledAt ? [] : watched(journal.leaseTasks(limit, leaseMs));
    },

    async close() {
      ended = true;
      clearTimeout(retry);
      await load().catch(() => undefined);
      await writeKept().catch(() => undefined);
      await journal.close();
    },
  };
}

function idOf({ key, attemptNumber }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): string {
  return `${attemptNumber} ${key}`;
}

function answerOfError(error: unknown): CompletionAnswer {
  if (isUnavailable(error)) return 'unavailable';
  return error instanceof RangeError ? 'not-claimed-here' : 'failed';
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Problem && error.code === 'journal-unavailable';
}
