import type { ClientBase, QueryConfig } from 'pg';
import type { Statement } from './connection/pool.ts';

/**
 * Applied in this order, each once. Released ones are never changed: instances of the release before still run while
 * these are applied, so a migration only adds, and what it makes useless goes with the release after.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE payment_attempts (
    nr bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    attempt integer NOT NULL CHECK (attempt > 0),
    payment text NOT NULL,
    place integer NOT NULL CHECK (place > 0),
    version integer NOT NULL DEFAULT 1,
    order_id text NOT NULL,
    merchant_transaction_id text NOT NULL,
    opened_at timestamptz NOT NULL,
    request json NOT NULL,
    closed_at timestamptz,
    result json,
    gateway_ref text,
    saved_card text,
    told json,
    found_at timestamptz,
    duty text CHECK (duty IN ('find-out', 'let-go', 'confirm', 'person')),
    due_at timestamptz,
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    CHECK ((result IS NULL) = (closed_at IS NULL)),
    CHECK ((told IS NULL) = (found_at IS NULL)),
    CHECK (result IS NOT NULL OR (gateway_ref IS NULL AND told IS NULL)),
    CHECK ((due_at IS NULL) = (duty IS NULL OR duty = 'person'))
  );
  CREATE UNIQUE INDEX payment_attempts_key ON payment_attempts (key, attempt);
  CREATE UNIQUE INDEX payment_attempts_place ON payment_attempts (payment, place);
  CREATE UNIQUE INDEX payment_attempts_name ON payment_attempts (merchant_transaction_id);
  CREATE INDEX payment_attempts_order ON payment_attempts (order_id);
  CREATE UNIQUE INDEX payment_attempts_gateway_ref ON payment_attempts (gateway_ref) WHERE gateway_ref IS NOT NULL;
  CREATE INDEX payment_attempts_saved_card ON payment_attempts (saved_card) WHERE saved_card IS NOT NULL;
  CREATE INDEX payment_attempts_due ON payment_attempts (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX payment_attempts_person ON payment_attempts (opened_at) WHERE duty = 'person';
  COMMENT ON COLUMN payment_attempts.place IS 'The how manieth attempt of its payment: two writers cannot both take one.';
  COMMENT ON COLUMN payment_attempts.version IS 'Counts what was written about the attempt: opened, closed, found out.';

  CREATE TABLE payment_leases (
    payment text PRIMARY KEY,
    lease text NOT NULL,
    until timestamptz NOT NULL
  );
  CREATE TABLE payment_checkpoints (
    name text PRIMARY KEY,
    at timestamptz NOT NULL
  );
  `,
  `
  ALTER TABLE payment_attempts ADD COLUMN checkout text, ADD COLUMN checkout_place integer CHECK (checkout_place > 0);
  CREATE UNIQUE INDEX payment_attempts_checkout ON payment_attempts (checkout, checkout_place) WHERE checkout IS NOT NULL;
  COMMENT ON COLUMN payment_attempts.checkout_place IS 'The how manieth attempt of its checkout: two writers cannot both take one.';
  `,
  // Names of the trade. Instances of 1.0.0 are stopped for it: they would not find their columns any more.
  `
  ALTER TABLE payment_attempts DROP CONSTRAINT payment_attempts_duty_check, DROP CONSTRAINT payment_attempts_check3;
  ALTER TABLE payment_attempts RENAME COLUMN nr TO id;
  ALTER TABLE payment_attempts RENAME COLUMN attempt TO attempt_number;
  ALTER TABLE payment_attempts RENAME COLUMN place TO sequence;
  ALTER TABLE payment_attempts RENAME COLUMN checkout_place TO checkout_sequence;
  ALTER TABLE payment_attempts RENAME COLUMN opened_at TO claimed_at;
  ALTER TABLE payment_attempts RENAME COLUMN closed_at TO completed_at;
  ALTER TABLE payment_attempts RENAME COLUMN told TO reported_result;
  ALTER TABLE payment_attempts RENAME COLUMN found_at TO resolved_at;
  ALTER TABLE payment_attempts RENAME COLUMN duty TO task;
  ALTER TABLE payment_attempts RENAME COLUMN due_at TO run_at;
  ALTER TABLE payment_attempts RENAME COLUMN tries TO runs;
  DROP INDEX payment_attempts_person;
  UPDATE payment_attempts SET task = CASE task
      WHEN 'find-out' THEN 'resolve-outcome' WHEN 'let-go' THEN 'reverse-hold' WHEN 'confirm' THEN 'confirm-order'
      ELSE 'manual-review' END
    WHERE task IS NOT NULL;
  ALTER TABLE payment_attempts
    ADD CONSTRAINT payment_attempts_task_check
      CHECK (task IN ('resolve-outcome', 'reverse-hold', 'confirm-order', 'manual-review')),
    ADD CONSTRAINT payment_attempts_run_at_check
      CHECK ((run_at IS NULL) = (task IS NULL OR task = 'manual-review'));
  CREATE INDEX payment_attempts_manual_review ON payment_attempts (claimed_at) WHERE task = 'manual-review';
  ALTER INDEX payment_attempts_place RENAME TO payment_attempts_sequence;
  ALTER INDEX payment_attempts_due RENAME TO payment_attempts_run_at;
  COMMENT ON COLUMN payment_attempts.sequence IS 'Number of the attempt within its payment: two writers cannot both take one.';
  COMMENT ON COLUMN payment_attempts.checkout_sequence IS 'Number of the attempt within its checkout: two writers cannot both take one.';
  COMMENT ON COLUMN payment_attempts.version IS 'Counts the writes about the attempt: claimed, completed, resolved.';
  `,
  // What operators search by, read out of the document that is written once.
  `
  CREATE INDEX payment_attempts_time ON payment_attempts (claimed_at DESC, id DESC);
  CREATE INDEX payment_attempts_operation ON payment_attempts ((request ->> 'operation'), claimed_at DESC, id DESC);
  CREATE INDEX payment_attempts_amount ON payment_attempts
    ((request -> 'amount' ->> 'currency'), (request -> 'amount' ->> 'minor'), claimed_at DESC, id DESC);
  CREATE INDEX payment_attempts_last_digits ON payment_attempts ((request ->> 'lastDigits'), claimed_at DESC, id DESC)
    WHERE request ->> 'lastDigits' IS NOT NULL;
  `,
  `
  ALTER TABLE payment_attempts ADD COLUMN batched_at timestamptz;
  CREATE TABLE payment_notifications (
    id text PRIMARY KEY,
    notification json NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'processed', 'parked')),
    run_at timestamptz,
    runs integer NOT NULL DEFAULT 0 CHECK (runs >= 0),
    note text,
    lease text,
    leased_until timestamptz,
    CHECK (CASE state WHEN 'waiting' THEN run_at IS NOT NULL WHEN 'processed' THEN run_at IS NULL ELSE true END)
  );
  CREATE INDEX payment_notifications_run_at ON payment_notifications (run_at) WHERE run_at IS NOT NULL;
  CREATE INDEX payment_notifications_state ON payment_notifications (state, received_at);
  `,
  // What waits for a person, or is kept of what did.
  `
  CREATE TABLE payment_cases (
    kind text NOT NULL,
    id text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    site text NOT NULL,
    opened_at timestamptz NOT NULL,
    content json NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX payment_cases_state ON payment_cases (kind, state, opened_at);
  `,
  `
  ALTER TABLE payment_attempts ADD COLUMN claim text;
  COMMENT ON COLUMN payment_attempts.claim IS 'Which instance wrote the attempt, and its how manieth claim: decides an INSERT whose answer was lost.';
  `,
  // Null in attempts from before; the release after may require them.
  `
  ALTER TABLE payment_attempts ADD COLUMN link text, ADD COLUMN seal text;
  COMMENT ON COLUMN payment_attempts.link IS 'Digest of the request and of the link of the payment''s attempt before.';
  COMMENT ON COLUMN payment_attempts.seal IS 'Digest of the link and of the result.';
  `,
  // A refused return is asked for again.
  `
  ALTER TABLE payment_attempts DROP CONSTRAINT payment_attempts_task_check;
  ALTER TABLE payment_attempts ADD CONSTRAINT payment_attempts_known_task
    CHECK (task IN ('resolve-outcome', 'reverse-hold', 'confirm-order', 'give-back', 'manual-review'));
  `,
];

/** Made before the others are applied, outside their transaction: two instances that make it at once both find it then. */
export const MIGRATIONS_TABLE: Statement = {
  name: 'migrations',
  text: `CREATE TABLE IF NOT EXISTS payment_journal (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`,
};

/** The row that one instance writes while it migrates, and the others wait for. */
const LOCK = `INSERT INTO payment_journal (version) VALUES (0)
  ON CONFLICT (version) DO UPDATE SET at = now() RETURNING version`;

/** A long table takes longer than a statement of a payment may. */
const MIGRATION_TIMEOUT_MS = 10 * 60_000;

/** Brings the database up to date, inside the caller's transaction. @throws Error when it is more than one release ahead. */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query(LOCK);
  const { rows } = await client.query<{ readonly version: number }>(
    'SELECT max(version) AS version FROM payment_journal',
  );
  const version = rows[0]?.version ?? 0;
  // The next release only adds to the tables (docs/decisions/0039-one-release-ahead.md): this one works on what that one has migrated.
  if (version > MIGRATIONS.length + 1)
    throw new Error(
      'The payment journal was made by a newer version of this program, by more than one release.',
    );
  if (version >= MIGRATIONS.length) return;
  const missing = MIGRATIONS.map(
    (migration, index) => `${migration}; INSERT INTO payment_journal (version) VALUES (${index + 1});`,
  ).slice(version);
  const text = [`SET LOCAL statement_timeout = ${MIGRATION_TIMEOUT_MS};`, ...missing].join('\n');
  // `pg` takes a limit for one query as well; its types do not say so.
  await client.query({ text, query_timeout: MIGRATION_TIMEOUT_MS } as QueryConfig);
}
