/** The journal's file as the first release made it, without a version number. */
export const OLD_FILE = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE attempts (
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
  CREATE INDEX attempts_by_payment ON attempts (payment, opened_at);
  CREATE INDEX attempts_by_order ON attempts (order_id, opened_at);
  CREATE INDEX attempts_by_gateway_ref ON attempts (gateway_ref) WHERE gateway_ref IS NOT NULL;
  CREATE INDEX attempts_by_saved_card ON attempts (result ->> '$.savedCard.paymentInstrumentId')
    WHERE result ->> '$.savedCard.paymentInstrumentId' IS NOT NULL;
  CREATE TABLE debts (
    gateway_ref TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    opened_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX debts_by_age ON debts (opened_at);
`;

/** The journal's file as 1.0.0 made it. */
export const FILE_OF_1_0_0 = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE attempts (
    nr INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    payment TEXT NOT NULL,
    order_id TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    request TEXT NOT NULL,
    closed_at INTEGER,
    result TEXT,
    gateway_ref TEXT,
    saved_card TEXT,
    told TEXT,
    found_at INTEGER,
    duty TEXT,
    due_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    leased_until INTEGER,
    CHECK ((result IS NULL) = (closed_at IS NULL)),
    CHECK ((told IS NULL) = (found_at IS NULL)),
    CHECK ((due_at IS NULL) = (duty IS NULL OR duty = 'person'))
  ) STRICT;
  CREATE UNIQUE INDEX attempts_by_key ON attempts (key, attempt);
  CREATE INDEX attempts_by_payment ON attempts (payment);
  CREATE INDEX attempts_by_order ON attempts (order_id);
  CREATE UNIQUE INDEX attempts_by_gateway_ref ON attempts (gateway_ref) WHERE gateway_ref IS NOT NULL;
  CREATE INDEX attempts_by_saved_card ON attempts (saved_card) WHERE saved_card IS NOT NULL;
  CREATE INDEX attempts_due ON attempts (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX attempts_for_a_person ON attempts (opened_at) WHERE duty = 'person';
  CREATE TABLE checkpoints (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1;
`;
