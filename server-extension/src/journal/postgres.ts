import type { CheckoutKey, CommandKey } from '../domain/ids.ts';
import { refOf, savedInstrumentOf } from '../domain/reported.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Duty, DutyOf, Entry, Journal, Left, NewEntry, Taken } from '../payments/ports.ts';
import { decideOpening } from './opening.ts';
import { connect, type Query, type Statement } from './postgres-pool.ts';
import { migrate } from './postgres-schema.ts';
import { SQL } from './postgres-statements.ts';
import { entryFrom, type Request, requestText } from './row.ts';
import { createWaiting } from './waiting.ts';
import { withFinding } from './written.ts';

export interface PostgresJournalDeps {
  /** `postgres://…` */
  readonly url: string;
  readonly dutyOf: DutyOf;
  /** Milliseconds that the database's clock is taken to be ahead of itself. For tests. */
  readonly aheadMs?: () => number;
}

/**
 * A journal in PostgreSQL, for any number of instances. Leases run by the database's clock. Makes its tables when there
 * are none, and rejects with a Problem `journal-unavailable` when the database cannot be reached.
 */
export async function createPostgresJournal({
  url,
  dutyOf,
  aheadMs = () => 0,
}: PostgresJournalDeps): Promise<Journal> {
  const database = connect(url);
  try {
    await database.transaction((_query, client) => migrate(client));
  } catch (error) {
    await database.end();
    throw error;
  }
  const { query } = database;
  const entries = async (statement: Statement, values: readonly unknown[]): Promise<readonly Entry[]> =>
    (await query<Row>(statement, values)).map(toEntry);
  const latest = (keys: readonly CommandKey[]): Promise<readonly Entry[]> => entries(SQL.latest, [keys]);
  const waiting = createWaiting(latest);
  /** Attempts whose call is under way in this process: closing one needs no look at it before. */
  const ours = new Map<string, Entry>();

  async function insert(entry: Entry, { place, versions, checkoutPlace }: Known): Promise<boolean> {
    const { key, attempt, payment, orderId, merchantTransactionId, openedAt, checkout } = entry;
    const rows = await query(SQL.insert, [
      ...[key, attempt, payment, place + 1, orderId, merchantTransactionId, openedAt],
      ...[requestText(entry), ...leftOver(entry), versions],
      ...(checkout === undefined ? [null, null] : [checkout, checkoutPlace + 1]),
    ]);
    return rows.length > 0;
  }

  async function look({ payment, key, checkout }: NewEntry): Promise<Known> {
    const rows = await query<Row>(SQL.known, [payment, key]);
    const inCheckout = checkout === undefined ? [] : await query<Row>(SQL.ofCheckout, [checkout]);
    const ofPayment = rows.filter((row) => row.payment === payment);
    return {
      latest: rows
        .filter((row) => row.key === key)
        .map(toEntry)
        .toSorted((a, b) => a.attempt - b.attempt)
        .at(-1),
      ofPayment: ofPayment.map(toEntry),
      place: ofPayment.at(-1)?.place ?? 0,
      versions: ofPayment.reduce((sum, { version }) => sum + version, 0),
      ofCheckout: inCheckout.map(toEntry),
      checkoutPlace: Math.max(0, ...inCheckout.map((row) => placeIn(row, checkout))),
    };
  }

  async function closeFirst(entry: Entry): Promise<boolean> {
    const { key, attempt, closedAt, result } = entry;
    const rows = await query(SQL.close, [
      ...[key, attempt, closedAt, JSON.stringify(result), refOf(result), savedInstrumentOf(result)],
      ...leftOver(entry),
    ]);
    return rows.length > 0;
  }

  async function requireAttempt({ key, attempt }: Pick<Entry, 'key' | 'attempt'>): Promise<Entry> {
    const [entry] = await entries(SQL.attempt, [key, attempt]);
    if (entry === undefined) throw new RangeError(`No attempt was opened for ${key}`);
    return entry;
  }

  async function settle(locked: Query, row: Row, { duty }: Taken, left: Left): Promise<Entry> {
    const entry = toEntry(row);
    if ('found' in left) {
      const resolved = withFinding(entry, left.found, left.at);
      const { result, told, foundAt } = resolved;
      await locked(SQL.resolve, [
        ...[row.nr, text(result), text(told), foundAt, refOf(result), savedInstrumentOf(result)],
        ...leftOver(resolved),
      ]);
      return resolved;
    }
    // Its owner closed it meanwhile: what that leaves to do is another duty.
    if (row.duty !== duty) return entry;
    if ('againAt' in left)
      await locked(SQL.putOff, [row.nr, duty, left.againAt, left.accessRefused === undefined ? 1 : 0]);
    else await locked(SQL.putOff, [row.nr, 'needsPerson' in left ? 'person' : null, null, 0]);
    return entry;
  }

  function leftOver(entry: Entry): readonly [Duty | undefined, Date | undefined] {
    const next = dutyOf(entry);
    return [next?.duty, next?.dueAt];
  }

  return {
    async open(wanted, admit, name) {
      // Most payments are new: the first guess is that nothing is known, and the database contradicts.
      let known = NOTHING;
      for (;;) {
        const { latest: last, ofPayment, ofCheckout } = known;
        const decision = decideOpening(
          wanted,
          last,
          () => ofPayment,
          () => ofCheckout,
          admit,
          name,
        );
        if (decision.kind !== 'write' && known !== NOTHING) return decision;
        if (decision.kind === 'write' && (await insert(decision.entry, known))) {
          ours.set(idOf(decision.entry), decision.entry);
          return { ...decision, kind: 'opened' };
        }
        const now = await look(wanted);
        if (known !== NOTHING && isSame(now, known))
          throw new RangeError(`The name of ${wanted.key} belongs to another attempt`);
        known = now;
      }
    },

    async close(opened, result, at) {
      const entry = ours.get(idOf(opened)) ?? (await requireAttempt(opened));
      ours.delete(idOf(opened));
      if (entry.result !== undefined) return entry;
      const written: Entry = { ...entry, result, closedAt: at };
      const closed = (await closeFirst(written)) ? written : await requireAttempt(opened);
      waiting.closed(closed);
      return closed;
    },

    async whenClosed(key, withinMs) {
      const [entry] = await latest([key]);
      return entry?.result === undefined ? waiting.forClosing(key, withinMs) : entry;
    },

    find: async (key) => (await latest([key]))[0],
    byGatewayRef: async (ref) => (await entries(SQL.byRef, [ref]))[0],
    bySavedCard: async (paymentInstrumentId) => (await entries(SQL.bySavedCard, [paymentInstrumentId]))[0],
    ofOrder: (orderId) => entries(SQL.byOrder, [orderId]),

    ofCheckout: (checkout) => entries(SQL.ofCheckout, [checkout]),

    async take(limit, leaseMs) {
      const leases = await query<Lease>(SQL.lease, [aheadMs(), limit, leaseMs]);
      if (leases.length === 0) return [];
      const byRow = new Map(leases.map(({ nr, lease }) => [nr, lease]));
      const rows = await query<Row>(SQL.leased, [aheadMs(), [...byRow.keys()]]);
      return rows.map((row) => ({
        entry: toEntry(row),
        duty: row.duty ?? 'person',
        tries: row.tries,
        lease: byRow.get(row.nr) ?? '',
      }));
    },

    leave: (taken, left) =>
      database.transaction(async (locked) => {
        const { key, attempt, payment } = taken.entry;
        const [lease] = await locked(SQL.release, [aheadMs(), payment, taken.lease]);
        const [row] = await locked<Row>(SQL.lockAttempt, [key, attempt]);
        return lease === undefined || row === undefined ? undefined : settle(locked, row, taken, left);
      }),

    needingPerson: (limit) => entries(SQL.forPerson, [limit]),

    async checkpoint(name) {
      const [row] = await query<{ readonly at: Date }>(SQL.checkpoint, [name]);
      return row?.at;
    },
    async keepCheckpoint(name, at) {
      await query(SQL.keepCheckpoint, [name, at]);
    },

    end: () => database.end(),
  };
}

/** What was read about a payment, and a key, before an attempt is added. */
interface Known {
  readonly latest: Entry | undefined;
  readonly ofPayment: readonly Entry[];
  /** How many attempts the payment has. */
  readonly place: number;
  /** Changes with everything that is written about the payment. */
  readonly versions: number;
  readonly ofCheckout: readonly Entry[];
  /** How many attempts its checkout has. */
  readonly checkoutPlace: number;
}

const NOTHING: Known = {
  latest: undefined,
  ofPayment: [],
  place: 0,
  versions: 0,
  ofCheckout: [],
  checkoutPlace: 0,
};

function isSame(one: Known, other: Known): boolean {
  return (
    one.versions === other.versions &&
    one.latest?.attempt === other.latest?.attempt &&
    one.checkoutPlace === other.checkoutPlace
  );
}

function placeIn(row: Row, checkout: CheckoutKey | undefined): number {
  return row.checkout === checkout ? (row.checkout_place ?? 0) : 0;
}

interface Row {
  /** A bigint, as text. */
  readonly nr: string;
  readonly key: string;
  readonly payment: string;
  readonly place: number;
  readonly checkout: string | null;
  readonly checkout_place: number | null;
  readonly version: number;
  readonly request: Request;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly result: PaymentResult | null;
  readonly told: PaymentResult | null;
  readonly found_at: Date | null;
  readonly duty: Duty | null;
  readonly tries: number;
}

interface Lease {
  readonly nr: string;
  readonly lease: string;
}

function toEntry({ request, opened_at, closed_at, result, told, found_at }: Row): Entry {
  return entryFrom({ request, openedAt: opened_at, closedAt: closed_at, result, told, foundAt: found_at });
}

function idOf({ key, attempt }: Pick<Entry, 'key' | 'attempt'>): string {
  return `${attempt} ${key}`;
}

function text(value: object | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
