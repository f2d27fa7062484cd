import { DatabaseSync } from 'node:sqlite';
import { debtOf, releasedBy } from '../domain/debt.ts';
import type { CommandKey, GatewayRef, OrderId, PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Entry, Journal } from '../payments/ports.ts';
import { decideOpening } from './opening.ts';
import { createWaiting } from './waiting.ts';

/**
 * Attempts are only ever added; `result` and `closed_at` are written once. `debts` lists those that left money held, until
 * it is let go of: it follows from the attempts, and spares the search through them.
 */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS attempts (
    key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    payment TEXT NOT NULL,
    order_id TEXT NOT NULL,
    gateway_ref TEXT,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    request TEXT NOT NULL,
    result TEXT,
    PRIMARY KEY (key, attempt)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS attempts_by_payment ON attempts (payment, opened_at);
  CREATE INDEX IF NOT EXISTS attempts_by_order ON attempts (order_id, opened_at);
  CREATE INDEX IF NOT EXISTS attempts_by_gateway_ref ON attempts (gateway_ref) WHERE gateway_ref IS NOT NULL;
  CREATE INDEX IF NOT EXISTS attempts_by_saved_card ON attempts (result ->> '$.savedCard.paymentInstrumentId')
    WHERE result ->> '$.savedCard.paymentInstrumentId' IS NOT NULL;
  CREATE TABLE IF NOT EXISTS debts (
    gateway_ref TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    opened_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS debts_by_age ON debts (opened_at);
`;

interface Row {
  readonly request: string;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly result: string | null;
}

/**
 * A journal in one SQLite file: survives crashes of the process and of the machine (write-ahead log, synchronised at
 * every write). For one process; several instances need PostgreSQL.
 */
export function createSqliteJournal(file: string): Journal {
  const database = available(() => openDatabase(file));
  const insert = database.prepare(
    'INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE attempts SET result = ?, closed_at = ?, gateway_ref = ? WHERE key = ? AND attempt = ? AND result IS NULL',
  );
  const byKey = database.prepare('SELECT * FROM attempts WHERE key = ? ORDER BY attempt DESC LIMIT 1');
  const byRef = database.prepare('SELECT * FROM attempts WHERE gateway_ref = ? LIMIT 1');
  const byPayment = database.prepare('SELECT * FROM attempts WHERE payment = ? ORDER BY opened_at, attempt');
  const byOrder = database.prepare('SELECT * FROM attempts WHERE order_id = ? ORDER BY opened_at, attempt');
  const bySavedCard = database.prepare(
    "SELECT * FROM attempts WHERE result ->> '$.savedCard.paymentInstrumentId' = ? ORDER BY closed_at LIMIT 1",
  );
  const addDebt = database.prepare(
    'INSERT OR IGNORE INTO debts (gateway_ref, key, attempt, opened_at) VALUES (?, ?, ?, ?)',
  );
  const removeDebt = database.prepare('DELETE FROM debts WHERE gateway_ref = ?');
  const debtors = database.prepare(
    'SELECT attempts.* FROM debts JOIN attempts USING (key, attempt) WHERE debts.opened_at < ? ORDER BY debts.opened_at LIMIT ?',
  );
  const waiting = createWaiting();

  const latest = (key: CommandKey): Entry | undefined => toEntry(byKey.get(key) as Row | undefined);
  const ofPayment = (payment: PaymentKey): Entry[] => toEntries(byPayment.all(payment));

  /** One transaction that no other process can interleave with. */
  function locked<T>(work: () => T): T {
    return available(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const done = work();
        database.exec('COMMIT');
        return done;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  function write(entry: Entry): void {
    // The instant has a column of its own, in milliseconds; everything else that was known before the call is one text.
    const request = JSON.stringify({ ...entry, openedAt: undefined });
    insert.run(entry.key, entry.attempt, entry.payment, entry.orderId, entry.openedAt.getTime(), request);
  }

  function keepDebts(closed: Entry): void {
    const debt = debtOf(closed);
    const released = releasedBy(closed);
    if (debt !== undefined) addDebt.run(debt.ref, closed.key, closed.attempt, closed.openedAt.getTime());
    if (released !== undefined) removeDebt.run(released);
  }

  return {
    async open(wanted, admit, name) {
      return locked(() => {
        const earlier = (): Entry[] => ofPayment(wanted.payment);
        const decision = decideOpening(wanted, latest(wanted.key), earlier, admit, name);
        if (decision.kind !== 'write') return decision;
        write(decision.entry);
        return { kind: 'opened', entry: decision.entry };
      });
    },

    async close(key, result, at) {
      const closed = locked(() => {
        const entry = latest(key);
        if (entry === undefined) throw new RangeError(`No attempt was opened for ${key}`);
        update.run(JSON.stringify(result), at.getTime(), refOf(result), key, entry.attempt);
        const written = latest(key) ?? entry;
        keepDebts(written);
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
    byGatewayRef: async (ref: GatewayRef) => available(() => toEntry(byRef.get(ref) as Row | undefined)),
    bySavedCard: async (paymentInstrumentId) =>
      available(() => toEntry(bySavedCard.get(paymentInstrumentId) as Row | undefined)),
    ofOrder: async (orderId: OrderId) => available(() => toEntries(byOrder.all(orderId))),

    owing: async (openedBefore, limit) =>
      available(() => toEntries(debtors.all(openedBefore.getTime(), limit))),

    async end() {
      database.close();
    },
  };
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec(SCHEMA);
  return database;
}

/** A journal that cannot be read or written stops payments before they are sent. */
function available<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isDatabaseFailure(error)) {
      throw new Problem(
        'journal-unavailable',
        'The payment journal cannot be written; nothing was sent. Try again later.',
      );
    }
    throw error;
  }
}

function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

function toEntries(rows: unknown): Entry[] {
  return (rows as Row[]).flatMap((row) => toEntry(row) ?? []);
}

function toEntry(row: Row | undefined): Entry | undefined {
  if (row === undefined) return undefined;
  const request = JSON.parse(row.request) as Omit<Entry, 'openedAt' | 'closedAt' | 'result'>;
  return {
    ...request,
    openedAt: new Date(row.opened_at),
    ...(row.closed_at !== null && { closedAt: new Date(row.closed_at) }),
    ...(row.result !== null && { result: JSON.parse(row.result) as PaymentResult }),
  };
}

function refOf(result: PaymentResult): string | null {
  return 'ref' in result ? result.ref : null;
}
