import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CommandKey, PaymentKey } from '../domain/ids.ts';
import { refOf, savedInstrumentOf } from '../domain/reported.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Duty, DutyOf, Entry, Journal, Left, Taken } from '../payments/ports.ts';
import { groupCommits } from './grouped-commits.ts';
import { decideOpening } from './opening.ts';
import { entryFrom, type Request, requestText } from './row.ts';
import { isDatabaseFailure } from './sqlite-failure.ts';
import { openDatabase } from './sqlite-schema.ts';
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
  const database = available(() => openDatabase(file, dutyOf));
  const sql = prepare(database);
  const commit = groupCommits(database);
  const latest = (key: CommandKey): Entry | undefined => one(sql.latest, key);
  const waiting = createWaiting(async (keys) => available(() => keys.flatMap((key) => latest(key) ?? [])));
  const write = <T>(work: () => T): Promise<T> => commit(work).catch(asProblem);

  function insert(entry: Entry): void {
    const { key, attempt, payment, orderId, openedAt } = entry;
    const request = requestText(entry);
    const { duty, dueAt } = leftOver(entry);
    sql.insert.run(key, attempt, payment, orderId, openedAt.getTime(), request, duty, dueAt);
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
    sql.leave.run(next, again, again === null ? 0 : 1, row.nr);
    return entry;
  }

  return {
    open: (wanted, admit, name) =>
      write(() => {
        const earlier = (): readonly Entry[] => all(sql.byPayment, wanted.payment);
        const decision = decideOpening(wanted, latest(wanted.key), earlier, admit, name);
        if (decision.kind !== 'write') return decision;
        insert(decision.entry);
        return { kind: 'opened', entry: decision.entry };
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

interface Row {
  readonly nr: number;
  readonly payment: string;
  readonly request: string;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly result: string | null;
  readonly told: string | null;
  readonly found_at: number | null;
  readonly duty: Duty | null;
  readonly tries: number;
}

type Statement =
  | 'latest'
  | 'byAttempt'
  | 'byPayment'
  | 'byOrder'
  | 'byRef'
  | 'bySavedCard'
  | 'insert'
  | 'update'
  | 'due'
  | 'lease'
  | 'leased'
  | 'leave'
  | 'release'
  | 'forPerson'
  | 'checkpoint'
  | 'keepCheckpoint';

function prepare(database: DatabaseSync): Readonly<Record<Statement, StatementSync>> {
  const attempts = (rest: string): StatementSync => database.prepare(`SELECT * FROM attempts ${rest}`);
  return {
    latest: attempts('WHERE key = ? ORDER BY attempt DESC LIMIT 1'),
    byAttempt: attempts('WHERE key = ? AND attempt = ?'),
    byPayment: attempts('WHERE payment = ? ORDER BY nr'),
    byOrder: attempts('WHERE order_id = ? ORDER BY nr'),
    byRef: attempts('WHERE gateway_ref = ?'),
    bySavedCard: attempts('WHERE saved_card = ? ORDER BY nr LIMIT 1'),
    insert: database.prepare(
      'INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request, duty, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    update: database.prepare(
      `UPDATE attempts SET closed_at = ?, result = ?, gateway_ref = ?, saved_card = ?, told = ?, found_at = ?,
        duty = ?, due_at = ?, tries = 0 WHERE key = ? AND attempt = ?`,
    ),
    due: attempts(
      `AS this WHERE due_at <= ? AND NOT EXISTS
        (SELECT 1 FROM attempts WHERE payment = this.payment AND leased_until > ?) ORDER BY due_at`,
    ),
    lease: database.prepare('UPDATE attempts SET lease = ?, leased_until = ? WHERE nr = ?'),
    leased: attempts('WHERE key = ? AND attempt = ? AND lease = ? AND leased_until > ?'),
    leave: database.prepare('UPDATE attempts SET duty = ?, due_at = ?, tries = tries + ? WHERE nr = ?'),
    release: database.prepare('UPDATE attempts SET lease = NULL, leased_until = NULL WHERE nr = ?'),
    forPerson: attempts("WHERE duty = 'person' ORDER BY opened_at LIMIT ?"),
    checkpoint: database.prepare('SELECT at FROM checkpoints WHERE name = ?'),
    keepCheckpoint: database.prepare(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
    ),
  };
}

function available<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return asProblem(error);
  }
}

function asProblem(error: unknown): never {
  throw isDatabaseFailure(error) ? journalUnavailable(error) : error;
}

function one(statement: StatementSync, ...values: (string | number)[]): Entry | undefined {
  const row = statement.get(...values) as unknown as Row | undefined;
  return row === undefined ? undefined : toEntry(row);
}

function all(statement: StatementSync, ...values: (string | number)[]): readonly Entry[] {
  return (statement.all(...values) as unknown as Row[]).map(toEntry);
}

function toEntry({ request, opened_at, closed_at, result, told, found_at }: Row): Entry {
  return entryFrom({
    request: JSON.parse(request) as Request,
    openedAt: new Date(opened_at),
    closedAt: closed_at === null ? null : new Date(closed_at),
    result: result === null ? null : (JSON.parse(result) as PaymentResult),
    told: told === null ? null : (JSON.parse(told) as PaymentResult),
    foundAt: found_at === null ? null : new Date(found_at),
  });
}

function text(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function instant(at: Date | undefined): number | null {
  return at === undefined ? null : at.getTime();
}
