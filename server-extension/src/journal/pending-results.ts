import { Problem } from '../domain/problem.ts';
import type {
  ClaimRule,
  PaymentAttempt,
  Journal,
  MerchantTransactionIdFor,
  AttemptRequest,
  ClaimResult,
} from '../payments/ports/ports.ts';
import { decideClaim } from './claim-decision.ts';
import type { Outbox, PendingResult } from './outbox.ts';

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
   * Called with a result that its caller has heard and the journal has not, and with the attempt where the journal has it: a
   * person has to look at both.
   */
  readonly onOrphanedResult: (orphaned: PendingResult, why: OrphanReason, attempt?: PaymentAttempt) => void;
}

/** A result that waits here, with when its caller was answered: the process that waits may be another one. */
type KeptResult = PendingResult & { readonly answeredAt?: Date };

export type OrphanReason =
  /** Another process had completed the attempt as lost before. */
  | 'closed-as-lost'
  /** The attempt is not in this journal. */
  | 'not-opened-here';

const RETRY_MS = 1_000;

/**
 * A journal that forgets no result: what cannot be written when it is known is kept, on the disk too, and written as
 * soon as the journal answers, even by the next process. The caller of `complete` still learns that it failed. A delivery
 * that was decided before gets that answer, too, while the journal can be read and not written.
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
  const loading = outbox.load().then((found) => {
    found.forEach(keep);
    if (kept.size > 0) writeLater();
  });
  // Given to callers that lease tasks: until it can be read, no task is leased.
  loading.catch(() => undefined);

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
      const orphaned = await writeOne(pendingResult);
      if (orphaned !== undefined) {
        hasOrphans = true;
        onOrphanedResult(pendingResult, orphaned.why, orphaned.attempt);
      }
      kept.delete(id);
    }
    if (isInOutbox && kept.size === 0 && !hasOrphans) {
      isInOutbox = false;
      // What stays is written once more by the next process, which changes nothing.
      await outbox.clear().catch(() => undefined);
    }
  }

  async function writeOne(
    pendingResult: PendingResult,
  ): Promise<{ readonly why: OrphanReason; readonly attempt?: PaymentAttempt } | undefined> {
    const { result, at } = pendingResult;
    try {
      const attempt = await watched(journal.complete(pendingResult, result, at));
      return attempt.result?.outcome === 'unknown' && result.outcome !== 'unknown'
        ? { why: 'closed-as-lost', attempt }
        : undefined;
    } catch (error) {
      if (error instanceof RangeError) return { why: 'not-opened-here' };
      throw error;
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

  /** What opening comes to where nothing has to be written for it; undefined where something has. */
  async function openedByReading(
    request: AttemptRequest,
    claimRule: ClaimRule,
    name: MerchantTransactionIdFor,
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
      name,
    );
    return decision.kind === 'write' || decision.kind === 'changed' ? undefined : decision;
  }

  /** The attempt with the result that its caller got, where that could not be written yet. */
  function withKept(attempt: PaymentAttempt): PaymentAttempt {
    const pendingResult = kept.get(idOf(attempt));
    if (attempt.result !== undefined || pendingResult === undefined) return attempt;
    // An attempt that took so long was answered with an unknown outcome. Judged when it was answered: a corrected clock
    // would judge its copies otherwise.
    const { answeredAt = pendingResult.at } = pendingResult;
    const tookMs = answeredAt.getTime() - attempt.claimedAt.getTime();
    return tookMs < settleDelayMs
      ? { ...attempt, result: pendingResult.result, completedAt: pendingResult.at }
      : attempt;
  }

  return {
    ...journal,

    async claim(request, claimRule, name) {
      try {
        if (kept.size > 0) await writeKept();
        return await watched(journal.claim(request, claimRule, name));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        // A full disk, or a database that only reads, still knows what was decided before.
        const known = await openedByReading(request, claimRule, name).catch(() => undefined);
        if (known === undefined) throw error;
        return known;
      }
    },

    async complete({ key, attemptNumber }, result, at) {
      try {
        return await watched(journal.complete({ key, attemptNumber }, result, at));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        const pendingResult = { key, attemptNumber, result, at };
        keep(pendingResult);
        writeLater();
        // Where the disk takes nothing either, memory has it.
        await outbox.add(pendingResult).catch(() => undefined);
        const waiting = kept.get(idOf(pendingResult));
        if (waiting !== undefined) kept.set(idOf(pendingResult), { ...waiting, answeredAt: now() });
        throw error;
      }
    },

    async leaseTasks(limit, leaseMs) {
      await loading;
      await writeKept();
      return now().getTime() < settledAt ? [] : watched(journal.leaseTasks(limit, leaseMs));
    },

    async close() {
      ended = true;
      clearTimeout(retry);
      await loading;
      await writeKept().catch(() => undefined);
      await journal.close();
    },
  };
}

function idOf({ key, attemptNumber }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): string {
  return `${attemptNumber} ${key}`;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Problem && error.code === 'journal-unavailable';
}
