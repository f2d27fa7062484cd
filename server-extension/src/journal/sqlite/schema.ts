import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import type { SqliteRow } from './statements.ts';

/** A writer holds the lock for a few milliseconds; after a longer wait the cause is another one, and the write fails. */
const BUSY_TIMEOUT_MS = 1_000;
/** Enough for the upper levels of every index of some million payments. */
const CACHE_KILOBYTES = 32 * 1024;

/** The write-ahead log is cut to this when it has been written back: a long reader lets it grow, and it would stay so. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;

/** What a row leaves to do. */
type TaskOfRow = (row: SqliteRow) => ReturnType<RecoveryTaskOf>;

/** Stands in the file's header; 0 is a file of before there were numbers, or none yet. */
const VERSION = 7;

/**
 * The next release only adds to the tables (docs/decisions/0039-one-release-ahead.md): while instances are replaced one by one, and after going back, this one
 * works on what that one has migrated.
 */
const NEWEST_READABLE = VERSION + 1;

const isReadable = (version: number): boolean => version === VERSION || version === NEWEST_READABLE;

/** Most payments name a checkout; those of 1.0.0, captures, voids and refunds do not. */
const CHECKOUTS = 'CREATE INDEX attempts_by_checkout ON attempts (checkout) WHERE checkout IS NOT NULL;';

/** What operators search by, read out of the document that is written once. Each ends with the order of a page's rows. */
const SEARCHES = `
  CREATE INDEX attempts_by_time ON attempts (claimed_at);
  CREATE INDEX attempts_by_operation ON attempts (request ->> '$.operation', claimed_at);
  CREATE INDEX attempts_by_amount ON attempts (request ->> '$.amount.currency', request ->> '$.amount.minor', claimed_at);
  CREATE INDEX attempts_by_last_digits ON attempts (request ->> '$.lastDigits', claimed_at)
    WHERE request ->> '$.lastDigits' IS NOT NULL;
  CREATE INDEX attempts_by_merchant_transaction_id ON attempts (request ->> '$.merchantTransactionId');
`;

/** What waits for a person, or is kept of what did. */
const CASES = `
  CREATE TABLE cases (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    site TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    content TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE INDEX cases_by_state ON cases (kind, state, opened_at);
`;

/** Notifications of CyberSource's, and leases of work that only one instance may do at a time. */
const NOTIFICATIONS = `
  CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    notification TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'processed', 'parked')),
    run_at INTEGER,
    runs INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    lease TEXT,
    leased_until INTEGER,
    CHECK (CASE state WHEN 'waiting' THEN run_at IS NOT NULL WHEN 'processed' THEN run_at IS NULL ELSE true END)
  ) STRICT;
  CREATE INDEX notifications_by_run_at ON notifications (run_at) WHERE run_at IS NOT NULL;
  CREATE INDEX notifications_by_state ON notifications (state, received_at);
  CREATE TABLE leases (name TEXT PRIMARY KEY, lease TEXT NOT NULL, leased_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Attempts are only ever added; `result` is written once, and once more when an unknown outcome is found out. What is left
 * to do about an attempt stands beside it, so the search for it reads an index as long as what is unresolved.
 */
const SCHEMA = `
  CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    attempt_number INTEGER NOT NULL,
    payment TEXT NOT NULL,
    order_id TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    request TEXT NOT NULL,
    completed_at INTEGER,
    result TEXT,
    gateway_ref TEXT,
    saved_card TEXT,
    reported_result TEXT,
    resolved_at INTEGER,
    task TEXT,
    run_at INTEGER,
    runs INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    leased_until INTEGER,
    checkout TEXT,
    batched_at INTEGER,
    link TEXT,
    seal TEXT,
    CHECK ((result IS NULL) = (completed_at IS NULL)),
    CHECK ((reported_result IS NULL) = (resolved_at IS NULL)),
    CHECK ((run_at IS NULL) = (task IS NULL OR task = 'manual-review'))
  ) STRICT;
  CREATE UNIQUE INDEX attempts_by_key ON attempts (key, attempt_number);
  CREATE INDEX attempts_by_payment ON attempts (payment);
  CREATE INDEX attempts_by_order ON attempts (order_id);
  CREATE UNIQUE INDEX attempts_by_gateway_ref ON attempts (gateway_ref) WHERE gateway_ref IS NOT NULL;
  CREATE INDEX attempts_by_saved_card ON attempts (saved_card) WHERE saved_card IS NOT NULL;
  ${CHECKOUTS}
  CREATE INDEX attempts_by_run_at ON attempts (run_at) WHERE run_at IS NOT NULL;
  CREATE INDEX attempts_for_manual_review ON attempts (claimed_at) WHERE task = 'manual-review';
  ${SEARCHES}
  CREATE TABLE checkpoints (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  ${NOTIFICATIONS}
  ${CASES}
`;

/** Opens the file, makes it when there is none, and brings an older one up to date. */
export function openDatabase(file: string, taskOf: TaskOfRow): DatabaseSync {
  keepToOurselves(file);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(`PRAGMA cache_size = -${CACHE_KILOBYTES}; PRAGMA journal_size_limit = ${WAL_BYTES_MAX};`);
  if (isReadable(versionOf(database))) return database;
  database.exec('BEGIN IMMEDIATE');
  try {
    migrate(database, taskOf);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    database.close();
    throw error;
  }
  return database;
}

/** Readable and writable for this process's user only; SQLite gives its side files the mode of the main file. */
const OURS_ALONE = 0o600;

/** Payments are not for other users of the machine, and an earlier release left the file readable for all of them. */
function keepToOurselves(file: string): void {
  if (file === ':memory:') return;
  try {
    closeSync(openSync(file, 'a', OURS_ALONE));
    for (const each of [file, `${file}-wal`, `${file}-shm`])
      if (existsSync(each)) chmodSync(each, OURS_ALONE);
  } catch {
    // A folder that is not there, a file of another user: SQLite says what is wrong, if anything is.
  }
}

function migrate(database: DatabaseSync, taskOf: TaskOfRow): void {
  const version = versionOf(database);
  // Another process was faster.
  if (isReadable(version)) return;
  if (version > VERSION)
    throw new Error(`The journal was written by a newer version of this program, by more than one release.`);
  if (version === 0 && !hasAttempts(database)) database.exec(SCHEMA);
  else {
    if (version === 0) toVersion1(database);
    if (version < 2) database.exec('ALTER TABLE attempts ADD COLUMN checkout TEXT');
    if (version < 3) toVersion3(database);
    else {
      if (version < 4) database.exec(SEARCHES);
      if (version < 5) database.exec(`ALTER TABLE attempts ADD COLUMN batched_at INTEGER; ${NOTIFICATIONS}`);
      if (version < 6) database.exec(CASES);
      database.exec('ALTER TABLE attempts ADD COLUMN link TEXT; ALTER TABLE attempts ADD COLUMN seal TEXT');
    }
    if (version === 0) scheduleUnresolved(database, taskOf);
  }
  database.exec(`PRAGMA user_version = ${VERSION}`);
}

/** From the first form of the file, which listed residual holds in a table of their own and knew no other task. */
function toVersion1(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE attempts RENAME TO attempts_0;
    CREATE TABLE attempts (
      nr INTEGER PRIMARY KEY, key TEXT NOT NULL, attempt INTEGER NOT NULL, payment TEXT NOT NULL,
      order_id TEXT NOT NULL, opened_at INTEGER NOT NULL, request TEXT NOT NULL, closed_at INTEGER, result TEXT,
      gateway_ref TEXT, saved_card TEXT, told TEXT, found_at INTEGER, duty TEXT, due_at INTEGER,
      tries INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO attempts (key, attempt, payment, order_id, opened_at, request, closed_at, result, gateway_ref, saved_card)
      SELECT key, attempt, payment, order_id, opened_at, request, closed_at, result,
        iif(row_number() OVER (PARTITION BY gateway_ref ORDER BY opened_at) = 1, gateway_ref, NULL),
        result ->> '$.savedCard.paymentInstrumentId'
      FROM attempts_0 ORDER BY opened_at, attempt;
    DROP TABLE attempts_0;
  `);
}

/** The names of columns and tasks until 1.x became those of the trade; leases are not carried over, they last seconds. */
function toVersion3(database: DatabaseSync): void {
  database.exec('ALTER TABLE attempts RENAME TO attempts_2');
  for (const { name } of database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'attempts_2' AND sql IS NOT NULL",
    )
    .all() as { readonly name: string }[])
    database.exec(`DROP INDEX ${name}`);
  database.exec(SCHEMA.replace('CREATE TABLE checkpoints', 'CREATE TABLE IF NOT EXISTS checkpoints'));
  database.exec(`
    INSERT INTO attempts (id, key, attempt_number, payment, order_id, claimed_at, request, completed_at, result,
        gateway_ref, saved_card, reported_result, resolved_at, task, run_at, runs, checkout)
      SELECT nr, key, attempt, payment, order_id, opened_at, request, closed_at, result,
        gateway_ref, saved_card, told, found_at,
        CASE duty WHEN 'find-out' THEN 'resolve-outcome' WHEN 'let-go' THEN 'reverse-hold'
          WHEN 'confirm' THEN 'confirm-order' WHEN 'person' THEN 'manual-review' END,
        due_at, tries, checkout
      FROM attempts_2 ORDER BY nr;
    DROP TABLE attempts_2;
  `);
}

/** Of authorizations that were accepted OCC is not asked: it was long ago. */
function scheduleUnresolved(database: DatabaseSync, taskOf: TaskOfRow): void {
  const unresolved = database.prepare(`
    SELECT * FROM attempts WHERE result IS NULL OR result ->> '$.outcome' = 'unknown'
      OR gateway_ref IN (SELECT gateway_ref FROM debts)`);
  const schedule = database.prepare('UPDATE attempts SET task = ?, run_at = ? WHERE id = ?');
  for (const row of unresolved.all() as unknown as SqliteRow[]) {
    const next = taskOf(row);
    if (next !== undefined) schedule.run(next.task, next.runAt.getTime(), row.id);
  }
  database.exec('DROP TABLE debts');
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as unknown as { readonly user_version: number })
    .user_version;
}

function hasAttempts(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attempts'").get() !== undefined;
}
