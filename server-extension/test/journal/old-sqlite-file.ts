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
