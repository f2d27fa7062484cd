import { randomUUID } from 'node:crypto';
import type { CheckoutKey, CommandKey } from '../../domain/ids.ts';
import { gatewayRefOf, isOutcomeKnown, savedInstrumentOf } from '../../domain/payment/reported.ts';
import type { PaymentAttempt, AttemptRequest } from '../../payments/ports/payment-attempt.ts';
import type {
  RecoveryTask,
  RecoveryTaskOf,
  TaskResult,
  LeasedTask,
} from '../../payments/ports/recovery-task.ts';
import type { WithReasons } from '../../payments/ports/journal-result.ts';
import { decideClaim, newRecords } from '../claim-decision.ts';
import { fitsSearch } from '../../payments/rules/search-key.ts';
import type { DatabaseJournal } from '../notifications/database-journal.ts';
import { createPostgresCases } from './cases.ts';
import { createPostgresNotifications } from './notifications.ts';
import { connect, type Query, type Statement } from './pool.ts';
import { migrate, MIGRATIONS_TABLE } from './schema.ts';
import { searchQuery } from './search.ts';
import { type AttemptRow, SQL } from './statements.ts';
import { groupWrites } from './grouped-writes.ts';
import { createPostgresMaintenance } from './maintenance.ts';
import { type LinkedAttempt, linkOf, sealOf } from '../maintenance/attempt-chain.ts';
import { positionText } from '../search-position.ts';
import { attemptFrom, requestText, type StoredAttempt } from '../stored-attempt.ts';
import { createCompletionListeners } from '../completion-listeners.ts';
import { withResolution } from '../serialize.ts';

export interface PostgresJournalDeps {
  /** `postgres://…` */
  readonly url: string;
  readonly recoveryTaskOf: RecoveryTaskOf;
  readonly withReasons: WithReasons;
  /** Milliseconds that the database's clock is taken to be ahead of itself. For tests. */
  readonly aheadMs?: () => number;
}

/**
 * A journal in PostgreSQL, for any number of instances. Leases run by the database's clock. Makes its tables when there
 * are none, and rejects with a Problem `journal-unavailable` when the database cannot be reached.
 */
export async function createPostgresJournal({
  url,
  recoveryTaskOf,
  withReasons,
  aheadMs = () => 0,
}: PostgresJournalDeps): Promise<DatabaseJournal> {
  const database = connect(url);
  try {
    await database.query(MIGRATIONS_TABLE, []).catch(() => database.query(MIGRATIONS_TABLE, []));
    await database.transaction((_query, client) => migrate(client));
  } catch (error) {
    await database.end();
    throw error;
  }
  const { query } = database;
  /** Tells claims apart, also those of two copies of one delivery: whose it is that was written although the answer was lost. */
  const instance = randomUUID();
  let claims = 0;
  const nextClaim = (): string => `${instance}:${(claims += 1)}`;
  const toAttempt = (row: AttemptRow): PaymentAttempt => attemptFrom(toStored(row), withReasons);
  const attempts = async (
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly PaymentAttempt[]> => (await query<AttemptRow>(statement, values)).map(toAttempt);
  const latest = (keys: readonly CommandKey[]): Promise<readonly PaymentAttempt[]> =>
    attempts(SQL.latest, [keys]);
  const listeners = createCompletionListeners(latest);
  /** Attempts whose call is under way in this process: completing one needs no reading of it before. */
  const ours = new Map<string, OwnAttempt>();

  /** The attempt with its place in the payment, as {@link SQL.insert} takes it. */
  function rowOf(
    attempt: PaymentAttempt,
    { sequence, versions, checkoutSequence }: Known,
    { claim, link }: Pick<OwnAttempt, 'claim' | 'link'>,
  ): AddedRow {
    const { key, attemptNumber, payment, orderId, merchantTransactionId, claimedAt, checkout } = attempt;
    return [
      ...[key, attemptNumber, payment, sequence + 1, orderId, merchantTransactionId, claimedAt],
      ...[requestText(attempt), ...leftOver(attempt), versions],
      ...(checkout === undefined ? [null, null] : [checkout, checkoutSequence + 1]),
      ...[claim, link],
    ];
  }

  async function insertAll(rows: readonly AddedRow[], run: Query = query): Promise<ReadonlySet<number>> {
    const added = await run<{ readonly claim: string }>(SQL.insert, columnsOf(rows));
    const claims = new Set(added.map(({ claim }) => claim));
    return new Set([...rows.keys()].filter((place) => claims.has(rows[place]?.[CLAIM] as string)));
  }

  async function look({ payment, key, checkout }: AttemptRequest): Promise<Known> {
    const rows = await query<AttemptRow>(SQL.known, [payment, key]);
    const inCheckout = checkout === undefined ? [] : await query<AttemptRow>(SQL.ofCheckout, [checkout]);
    const ofPayment = rows.filter((row) => row.payment === payment);
    const last = rows
      .filter((row) => row.key === key)
      .toSorted((a, b) => a.attempt_number - b.attempt_number)
      .at(-1);
    return {
      latest: last && toAttempt(last),
      latestClaim: last?.claim ?? undefined,
      ofPayment: ofPayment.map(toAttempt),
      sequence: ofPayment.at(-1)?.sequence ?? 0,
      link: ofPayment.at(-1)?.link ?? '',
      versions: ofPayment.reduce((sum, { version }) => sum + version, 0),
      ofCheckout: inCheckout.map(toAttempt),
      checkoutSequence: Math.max(0, ...inCheckout.map((row) => sequenceIn(row, checkout))),
    };
  }

  /** The attempt with its result, as {@link SQL.complete} takes it. */
  function resultRowOf(attempt: PaymentAttempt, link: string | null): ResultRow {
    const { key, attemptNumber, completedAt, result } = attempt;
    return [
      ...[key, attemptNumber, completedAt, JSON.stringify(result)],
      ...[gatewayRefOf(result), savedInstrumentOf(result), ...leftOver(attempt)],
      link === null ? null : sealOf(attempt, link),
    ];
  }

  async function completeAll(rows: readonly ResultRow[], run: Query = query): Promise<ReadonlySet<number>> {
    const completed = await run<{ readonly place: string }>(SQL.complete, columnsOf(rows));
    return new Set(completed.map(({ place }) => Number(place) - 1));
  }

  const insert = groupWrites(insertAll);
  const complete = groupWrites(completeAll);

  /** Adds attempts with their results to one payment; nothing when something was written about it meanwhile. */
  async function insertCompleted(
    added: readonly PaymentAttempt[],
    known: Known,
    locked: Query,
  ): Promise<void> {
    let { sequence, versions, link } = known;
    for (const attempt of added) {
      const own = { claim: nextClaim(), link: linkOf(attempt, link) };
      const rows = await insertAll([rowOf(attempt, { ...known, sequence, versions }, own)], locked);
      if (rows.size === 0) return;
      await completeAll([resultRowOf(attempt, own.link)], locked);
      link = own.link;
      sequence += 1;
      // One for the claim, one for the result.
      versions += 2;
    }
  }

  async function requireAttempt({
    key,
    attemptNumber,
  }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Promise<Pick<LinkedAttempt, 'attempt' | 'link'>> {
    const [row] = await query<AttemptRow>(SQL.attempt, [key, attemptNumber]);
    if (row === undefined) throw new RangeError(`No attempt was opened for ${key}`);
    return { attempt: toAttempt(row), link: row.link };
  }

  async function settle(
    locked: Query,
    row: AttemptRow,
    { task }: LeasedTask,
    left: TaskResult,
  ): Promise<PaymentAttempt> {
    const attempt = toAttempt(row);
    if ('resolved' in left) {
      const resolved = withResolution(attempt, left.resolved, left.at);
      const { result, reportedResult, resolvedAt } = resolved;
      await locked(SQL.resolve, [
        ...[
          row.id,
          text(result),
          text(reportedResult),
          resolvedAt,
          gatewayRefOf(result),
          savedInstrumentOf(result),
        ],
        ...leftOver(resolved),
        row.link === null ? null : sealOf(resolved, row.link),
      ]);
      return resolved;
    }
    // Its owner completed it meanwhile: what that leaves to do is another task.
    if (row.task !== task) return attempt;
    if ('runAt' in left)
      await locked(SQL.reschedule, [row.id, task, left.runAt, left.accessRefused === undefined ? 1 : 0]);
    else await locked(SQL.reschedule, [row.id, 'manualReview' in left ? 'manual-review' : null, null, 0]);
    return attempt;
  }

  function leftOver(attempt: PaymentAttempt): readonly [RecoveryTask | undefined, Date | undefined] {
    const next = recoveryTaskOf(attempt);
    // A manual review is never due.
    return [next?.task, next?.task === 'manual-review' ? undefined : next?.runAt];
  }

  return {
    notifications: createPostgresNotifications({ database, aheadMs }),
    cases: createPostgresCases(database),
    maintenance: createPostgresMaintenance({ database, toAttempt }),

    async claim(request, claimRule, name) {
      // Most payments are new: the first guess is that nothing is known, and the database contradicts.
      let known = NOTHING;
      const claim = nextClaim();
      for (;;) {
        const { latest: last, ofPayment, ofCheckout } = known;
        const decision = decideClaim(
          request,
          last,
          () => ofPayment,
          () => ofCheckout,
          claimRule,
          name,
        );
        if (decision.kind !== 'write' && known !== NOTHING) return decision;
        const link = decision.kind === 'write' ? linkOf(decision.attempt, known.link) : '';
        if (decision.kind === 'write' && (await insert(rowOf(decision.attempt, known, { claim, link })))) {
          ours.set(idOf(decision.attempt), { attempt: decision.attempt, claim, link });
          return { ...decision, kind: 'claimed' };
        }
        const now = await look(request);
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
        if (known !== NOTHING && isSame(now, known))
          throw new RangeError(`The name of ${request.key} belongs to another attempt`);
        known = now;
      }
    },

    async complete(opened, result, at) {
      const { attempt, link } = ours.get(idOf(opened)) ?? (await requireAttempt(opened));
      ours.delete(idOf(opened));
      if (attempt.result !== undefined) return attempt;
      const written: PaymentAttempt = { ...attempt, result, completedAt: at };
      const closed = (await complete(resultRowOf(written, link)))
        ? written
        : (await requireAttempt(opened)).attempt;
      listeners.completed(closed);
      return closed;
    },

    async whenCompleted(key, withinMs) {
      const [attempt] = await latest([key]);
      return attempt?.result === undefined ? listeners.whenCompleted(key, withinMs) : attempt;
    },

    find: async (key) => (await latest([key]))[0],
    byGatewayRef: async (ref) => (await attempts(SQL.byRef, [ref]))[0],
    bySavedCard: async (paymentInstrumentId) => (await attempts(SQL.bySavedCard, [paymentInstrumentId]))[0],
    ofOrder: (orderId) => attempts(SQL.byOrder, [orderId]),

    ofCheckout: (checkout) => attempts(SQL.ofCheckout, [checkout]),

    tasksOfOrder: async (orderId) =>
      (await query<AttemptRow>(SQL.byOrder, [orderId])).map((row) => ({
        attempt: toAttempt(row),
        ...(row.task !== null && { task: row.task }),
        ...(row.run_at !== null && { runAt: row.run_at }),
      })),

    async search(search) {
      const rows = await query<AttemptRow>(...searchQuery(search));
      const page = rows.slice(0, search.limit);
      const last = page.at(-1);
      const more = rows.length > page.length && last !== undefined;
      return {
        attempts: page.map(toAttempt).filter((attempt) => fitsSearch(attempt, search)),
        ...(more && { next: positionText({ claimedAt: last.claimed_at.getTime(), id: Number(last.id) }) }),
      };
    },

    async record(recorded) {
      const written = new Set<CommandKey>();
      for (let before: Known | undefined; ;) {
        const [{ orderId } = { orderId: undefined }] = recorded;
        const ofOrder = orderId === undefined ? [] : await attempts(SQL.byOrder, [orderId]);
        const added = newRecords(recorded, ofOrder);
        const [next] = added;
        if (next === undefined) return recorded.filter(({ key }) => written.has(key));
        const known = await look(next);
        // Another order has its merchant transaction id: none of ours can.
        if (before !== undefined && isSame(known, before))
          throw new RangeError(`The name of ${next.key} belongs to another attempt`);
        before = known;
        for (const { key } of added) written.add(key);
        await database.transaction((locked) => insertCompleted(added, known, locked));
      }
    },

    async leaseTasks(limit, leaseMs) {
      const leases = await query<Lease>(SQL.lease, [aheadMs(), limit, leaseMs, randomUUID()]);
      if (leases.length === 0) return [];
      const byRow = new Map(leases.map(({ id, lease }) => [id, lease]));
      const rows = await query<AttemptRow>(SQL.leased, [aheadMs(), [...byRow.keys()]]);
      return rows.map((row) => ({
        attempt: toAttempt(row),
        task: row.task ?? 'manual-review',
        runs: row.runs,
        lease: byRow.get(row.id) ?? '',
      }));
    },

    completeTask: (leased, left) =>
      database.transaction(async (locked, _client, wasPerhapsDone) => {
        const { key, attemptNumber, payment } = leased.attempt;
        const [lease] = await locked(SQL.release, [aheadMs(), payment, leased.lease]);
        const [row] = await locked<AttemptRow>(SQL.lockAttempt, [key, attemptNumber]);
        if (row === undefined) return undefined;
        if (lease !== undefined) return settle(locked, row, leased, left);
        return wasPerhapsDone && isSettled(row, left) ? toAttempt(row) : undefined;
      }),

    async version() {
      const [row] = await query<{ readonly server_version: string }>(SQL.version, []);
      return `PostgreSQL ${row?.server_version ?? ''}`;
    },

    async taskCounts() {
      const rows = await query<TaskCountRow>(SQL.taskCounts, [aheadMs()]);
      const ages = rows.flatMap(({ task, oldest: at }) =>
        task === 'resolve-outcome' && at !== null ? [at.getTime()] : [],
      );
      return {
        counts: rows.map(({ task, is_due, attempts }) => ({
          task,
          state: is_due ? 'due' : 'scheduled',
          attempts,
        })),
        ...(ages.length > 0 && { oldestUnknown: new Date(Math.min(...ages)) }),
      };
    },

    async leaseTask({ key, attemptNumber }, leaseMs) {
      const [leased] = await query<Lease>(SQL.leaseOne, [
        ...[aheadMs(), key, attemptNumber, leaseMs],
        randomUUID(),
      ]);
      if (leased === undefined) return undefined;
      const [row] = await query<AttemptRow>(SQL.attempt, [key, attemptNumber]);
      const attempt = row && toAttempt(row);
      if (row !== undefined && attempt !== undefined && !isOutcomeKnown(attempt.result))
        return { attempt, task: row.task ?? 'manual-review', runs: row.runs, lease: leased.lease };
      // Another instance settled it between the two statements.
      if (row !== undefined) await query(SQL.release, [aheadMs(), row.payment, leased.lease]);
      return undefined;
    },

    async requireManualReview({ key, attemptNumber }) {
      await query(SQL.manualReview, [key, attemptNumber]);
    },

    closeManualReview: ({ key, attemptNumber }) =>
      database.transaction(async (locked, _client, wasPerhapsDone) => {
        const closed = await locked(SQL.closeManualReview, [key, attemptNumber]);
        if (closed.length > 0 || !wasPerhapsDone) return closed.length > 0;
        const [row] = await locked<AttemptRow>(SQL.attempt, [key, attemptNumber]);
        return row?.task === null;
      }),

    async markBatched({ key, attemptNumber }, at) {
      await query(SQL.markBatched, [key, attemptNumber, at]);
    },

    manualReviews: (limit) => attempts(SQL.manualReviews, [limit]),

    async checkpoint(name) {
      const [row] = await query<{ readonly at: Date }>(SQL.checkpoint, [name]);
      return row?.at;
    },
    async keepCheckpoint(name, at) {
      await query(SQL.keepCheckpoint, [name, at]);
    },

    close: () => database.end(),
  };
}

/** Values of one attempt, in the order of the statement's parameters. */
type AddedRow = readonly unknown[];
type ResultRow = readonly unknown[];

/** Where {@link AddedRow} has the claim. */
const CLAIM = 13;

/** For each parameter the values of all rows. */
function columnsOf(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
}

/** An attempt that this instance has claimed. */
interface OwnAttempt {
  readonly attempt: PaymentAttempt;
  readonly claim: string;
  readonly link: string;
}

/** What was read about a payment, and a key, before an attempt is added. */
interface Known {
  readonly latest: PaymentAttempt | undefined;
  /** Who wrote it. */
  readonly latestClaim: string | undefined;
  /** The link of the payment's last attempt; empty where there is none. */
  readonly link: string;
  readonly ofPayment: readonly PaymentAttempt[];
  /** How many attempts the payment has. */
  readonly sequence: number;
  /** Changes with everything that is written about the payment. */
  readonly versions: number;
  readonly ofCheckout: readonly PaymentAttempt[];
  /** How many attempts its checkout has. */
  readonly checkoutSequence: number;
}

const NOTHING: Known = {
  latest: undefined,
  latestClaim: undefined,
  link: '',
  ofPayment: [],
  sequence: 0,
  versions: 0,
  ofCheckout: [],
  checkoutSequence: 0,
};

function isSame(one: Known, other: Known): boolean {
  return (
    one.versions === other.versions &&
    one.latest?.attemptNumber === other.latest?.attemptNumber &&
    one.checkoutSequence === other.checkoutSequence
  );
}

/** The attempt that stands there is the one that was to be written. */
function isWritten(attempt: PaymentAttempt, written: PaymentAttempt | undefined): boolean {
  return (
    written !== undefined && written.result === undefined && requestText(attempt) === requestText(written)
  );
}

/** Whether a lease was ended in this way: its COMMIT was carried out, and the answer was lost. */
function isSettled(row: AttemptRow, left: TaskResult): boolean {
  if ('resolved' in left) return row.resolved_at?.getTime() === left.at.getTime();
  if ('runAt' in left) return row.run_at?.getTime() === left.runAt.getTime();
  return row.task === ('manualReview' in left ? 'manual-review' : null);
}

function sequenceIn(row: AttemptRow, checkout: CheckoutKey | undefined): number {
  return row.checkout === checkout ? (row.checkout_sequence ?? 0) : 0;
}

interface TaskCountRow {
  readonly task: RecoveryTask;
  readonly is_due: boolean;
  readonly attempts: number;
  readonly oldest: Date | null;
}

interface Lease {
  readonly id: string;
  readonly lease: string;
}

function toStored({
  request,
  claimed_at,
  completed_at,
  result,
  reported_result,
  resolved_at,
  batched_at,
}: AttemptRow): StoredAttempt {
  return {
    request,
    claimedAt: claimed_at,
    completedAt: completed_at,
    result,
    reportedResult: reported_result,
    resolvedAt: resolved_at,
    batchedAt: batched_at,
  };
}

function idOf({ key, attemptNumber }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): string {
  return `${attemptNumber} ${key}`;
}

function text(value: object | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
