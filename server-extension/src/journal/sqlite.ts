import { randomUUID } from 'node:crypto';
import type { CheckoutKey, CommandKey, PaymentKey } from '../domain/ids.ts';
import { refOf, savedInstrumentOf } from '../domain/reported.ts';
import type { Duty, DutyOf, Entry, Journal, Left, Taken } from '../payments/ports.ts';
import { groupCommits } from './grouped-commits.ts';
import { decideOpening } from './opening.ts';
import { requestText } from './row.ts';
import { isDatabaseFailure } from './sqlite-failure.ts';
import { openDatabase } from './sqlite-schema.ts';
import { all, one, prepare, type Row, toEntry } from './sqlite-statements.ts';
import { journalUnavailable } from './unavailable.ts';
import { createWaiting } from './waiting.ts';
import { withFinding } from './written.ts';

export interface SqliteJournalDeps {
  readonly file: string;
  readonly dutyOf: DutyOf;
  readonly now: () => Date;
}

/**
 * A journal in one SQLite file: survives crashes of the process and of the machine (write-ahead log, synchronised at
 * every commit). Several processes of one machine may share the file; instances on several machines need PostgreSQL.
 */
export function createSqliteJournal({ file, dutyOf, now }: SqliteJournalDeps): Journal {
  /** @throws Problem `journal-unavailable` for what SQLite reports. */
  const asProblem = (error: unknown): never => {
    throw isDatabaseFailure(error) ? journalUnavailable(`sqlite:${file}`, error) : error;
  };
  const available = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return asProblem(error);
    }
  };
  const database = available(() => openDatabase(file, dutyOf));
  const sql = prepare(database);
  const commit = groupCommits(database);
  const latest = (key: CommandKey): Entry | undefined => one(sql.latest, key);
  const waiting = createWaiting(async (keys) => available(() => keys.flatMap((key) => latest(key) ?? [])));
  const write = <T>(work: () => T): Promise<T> => commit(work).catch(asProblem);

  const ofCheckout = (checkout: CheckoutKey | undefined): readonly Entry[] =>
    checkout === undefined ? [] : all(sql.byCheckout, checkout);

  function insert(entry: Entry): void {
    const { key, attempt, payment, orderId, openedAt, checkout = null } = entry;
    const request = requestText(entry);
    const { duty, dueAt } = leftOver(entry);
    sql.insert.run(key, attempt, payment, orderId, openedAt.getTime(), request, duty, dueAt, checkout);
  }

  /** The attempt with its result, and what that leaves to do. */
  function update(entry: Entry): void {
    const { key, attempt, closedAt, result, told, foundAt } = entry;
    const { duty, dueAt } = leftOver(entry);
    sql.update.run(
      instant(closedAt),
      text(result),
      firstRef(entry),
      savedInstrumentOf(result) ?? null,
      text(told),
      instant(foundAt),
      duty,
      dueAt,
      key,
      attempt,
    );
  }

  /** Two attempts with one id of CyberSource's would be its mistake; the first one keeps it. */
  function firstRef({ key, attempt, result }: Entry): string | null {
    const ref = refOf(result);
    const holder = ref === undefined ? undefined : one(sql.byRef, ref);
    const isOurs = holder === undefined || (holder.key === key && holder.attempt === attempt);
    return isOurs ? (ref ?? null) : null;
  }

  function leftOver(entry: Entry): { readonly duty: Duty | null; readonly dueAt: number | null } {
    const next = dutyOf(entry);
    return next === undefined
      ? { duty: null, dueAt: null }
      : { duty: next.duty, dueAt: next.dueAt.getTime() };
  }

  function lease(row: Row, leaseMs: number): Taken {
    const id = randomUUID();
    sql.lease.run(id, now().getTime() + leaseMs, row.nr);
    return { entry: toEntry(row), duty: row.duty ?? 'person', tries: row.tries, lease: id };
  }

  function settle(row: Row, { duty }: Taken, left: Left): Entry {
    const entry = toEntry(row);
    sql.release.run(row.nr);
    if ('found' in left) {
      const resolved = withFinding(entry, left.found, left.at);
      update(resolved);
      return resolved;
    }
    // Its owner closed it meanwhile: what that leaves to do is another duty.
    if (row.duty !== duty) return entry;
    const again = 'againAt' in left ? left.againAt.getTime() : null;
    const next = 'againAt' in left ? duty : 'needsPerson' in left ? 'person' : null;
    const isTry = 'againAt' in left && left.accessRefused === undefined;
    sql.leave.run(next, again, isTry ? 1 : 0, row.nr);
    return entry;
  }

  return {
    open: (wanted, admit, name) =>
      write(() => {
        const earlier = (): readonly Entry[] => all(sql.byPayment, wanted.payment);
        const decision = decideOpening(
          wanted,
          latest(wanted.key),
          earlier,
          () => ofCheckout(wanted.checkout),
          admit,
          name,
        );
        if (decision.kind !== 'write') return decision;
        insert(decision.entry);
        return { ...decision, kind: 'opened' };
      }),

    async close({ key, attempt }, result, at) {
      const closed = await write(() => {
        const entry = one(sql.byAttempt, key, attempt);
        if (entry === undefined) throw new RangeError(`No attempt was opened for ${key}`);
        if (entry.result !== undefined) return entry;
        const written: Entry = { ...entry, result, closedAt: at };
        update(written);
        return written;
      });
      waiting.closed(closed);
      return closed;
    },

    async whenClosed(key, withinMs) {
      const entry = available(() => latest(key));
      return entry?.result === undefined ? waiting.forClosing(key, withinMs) : entry;
    },

    find: async (key) => available(() => latest(key)),
    byGatewayRef: async (ref) => available(() => one(sql.byRef, ref)),
    bySavedCard: async (paymentInstrumentId) => available(() => one(sql.bySavedCard, paymentInstrumentId)),
    ofOrder: async (orderId) => available(() => all(sql.byOrder, orderId)),

    ofCheckout: async (checkout) => available(() => ofCheckout(checkout)),

    take: (limit, leaseMs) =>
      write(() => {
        const payments = new Map<PaymentKey, Row>();
        const at = now().getTime();
        for (const row of sql.due.iterate(at, at) as unknown as Iterable<Row>) {
          if (payments.size === limit) break;
          const payment = row.payment as PaymentKey;
          if (!payments.has(payment)) payments.set(payment, row);
        }
        return [...payments.values()].map((row) => lease(row, leaseMs));
      }),

    leave: (taken, left) =>
      write(() => {
        const { key, attempt } = taken.entry;
        const row = sql.leased.get(key, attempt, taken.lease, now().getTime()) as unknown as Row | undefined;
        return row === undefined ? undefined : settle(row, taken, left);
      }),

    needingPerson: async (limit) => available(() => all(sql.forPerson, limit)),

    async checkpoint(name) {
      const row = available(() => sql.checkpoint.get(name)) as { readonly at: number } | undefined;
      return row === undefined ? undefined : new Date(row.at);
    },
    keepCheckpoint: (name, at) => write(() => void sql.keepCheckpoint.run(name, at.getTime())),

    async end() {
      await write(() => undefined).catch(() => undefined);
      database.close();
    },
  };
}

function text(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function instant(at: Date | undefined): number | null {
  return at === undefined ? null : at.getTime();
}
