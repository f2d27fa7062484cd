import { Problem } from '../domain/problem.ts';
import type { Admit, Entry, Journal, NameAttempt, NewEntry, Opening } from '../payments/ports.ts';
import { decideOpening } from './opening.ts';
import type { Spool, Unwritten } from './spool.ts';

export interface UnwrittenDeps {
  readonly journal: Journal;
  readonly spool: Spool;
  readonly now: () => Date;
  /**
   * How long after a failure of the journal no duty is taken, in milliseconds: other instances first write what they
   * kept, or an attempt that only waits to be written would be taken for lost.
   */
  readonly quietMs: number;
  /** Told of a result that its caller has heard and the journal has not: a person has to look at both. */
  readonly onStray: (stray: Unwritten, why: Stray) => void;
}

export type Stray =
  /** Somebody had closed the attempt as lost before. */
  | 'closed-as-lost'
  /** The attempt is not in this journal. */
  | 'not-opened-here';

const RETRY_MS = 1_000;

/**
 * A journal that forgets no result: what cannot be written when it is known is kept, on the disk too, and written as
 * soon as the journal answers, even by the next process. The caller of `close` is still told that it failed. A delivery
 * that was decided before gets that answer, too, while the journal can be read and not written.
 */
export function keepingUnwritten({ journal, spool, now, quietMs, onStray }: UnwrittenDeps): Journal {
  const kept = new Map<string, Unwritten>();
  let quietUntil = 0;
  let retry: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let ended = false;
  let spooled = false;
  let strays = false;
  const loading = spool.load().then((found) => {
    found.forEach(keep);
    if (kept.size > 0) writeLater();
  });
  // Told to whoever takes duties: until it can be read, none is.
  loading.catch(() => undefined);

  function keep(unwritten: Unwritten): void {
    const id = idOf(unwritten);
    if (!kept.has(id)) kept.set(id, unwritten);
    spooled = true;
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
    for (const [id, unwritten] of kept) {
      const why = await writeOne(unwritten);
      if (why !== undefined) {
        strays = true;
        onStray(unwritten, why);
      }
      kept.delete(id);
    }
    if (spooled && kept.size === 0 && !strays) {
      spooled = false;
      // What stays is written once more by the next process, which changes nothing.
      await spool.clear().catch(() => undefined);
    }
  }

  async function writeOne(unwritten: Unwritten): Promise<Stray | undefined> {
    const { result, at } = unwritten;
    try {
      const entry = await watched(journal.close(unwritten, result, at));
      return entry.result?.outcome === 'unknown' && result.outcome !== 'unknown'
        ? 'closed-as-lost'
        : undefined;
    } catch (error) {
      if (error instanceof RangeError) return 'not-opened-here';
      throw error;
    }
  }

  async function watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (isUnavailable(error)) quietUntil = now().getTime() + quietMs;
      throw error;
    }
  }

  /** What opening comes to where nothing has to be written for it; undefined where something has. */
  async function openedByReading(
    wanted: NewEntry,
    admit: Admit,
    name: NameAttempt,
  ): Promise<Opening | undefined> {
    const latest = await journal.find(wanted.key);
    // Another order of the checkout only matters to what would be written.
    const ofOrder = await journal.ofOrder(wanted.orderId);
    const ofPayment = ofOrder.filter(({ payment }) => payment === wanted.payment).map(withKept);
    const decision = decideOpening(
      wanted,
      latest && withKept(latest),
      () => ofPayment,
      () => [],
      admit,
      name,
    );
    return decision.kind === 'write' ? undefined : decision;
  }

  /** The attempt with the result that its caller heard, where that could not be written yet. */
  function withKept(entry: Entry): Entry {
    const unwritten = kept.get(idOf(entry));
    if (entry.result !== undefined || unwritten === undefined) return entry;
    // Of one that took so long its caller heard that nobody knows.
    const tookMs = unwritten.at.getTime() - entry.openedAt.getTime();
    return tookMs < quietMs ? { ...entry, result: unwritten.result, closedAt: unwritten.at } : entry;
  }

  return {
    ...journal,

    async open(wanted, admit, name) {
      try {
        if (kept.size > 0) await writeKept();
        return await watched(journal.open(wanted, admit, name));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        // A full disk, or a database that only reads, still knows what was decided before.
        const known = await openedByReading(wanted, admit, name).catch(() => undefined);
        if (known === undefined) throw error;
        return known;
      }
    },

    async close({ key, attempt }, result, at) {
      try {
        return await watched(journal.close({ key, attempt }, result, at));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        const unwritten = { key, attempt, result, at };
        keep(unwritten);
        writeLater();
        // Where the disk takes nothing either, memory has it.
        await spool.add(unwritten).catch(() => undefined);
        throw error;
      }
    },

    async take(limit, leaseMs) {
      await loading;
      await writeKept();
      return now().getTime() < quietUntil ? [] : watched(journal.take(limit, leaseMs));
    },

    async end() {
      ended = true;
      clearTimeout(retry);
      await loading;
      await writeKept().catch(() => undefined);
      await journal.end();
    },
  };
}

function idOf({ key, attempt }: Pick<Entry, 'key' | 'attempt'>): string {
  return `${attempt} ${key}`;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Problem && error.code === 'journal-unavailable';
}
