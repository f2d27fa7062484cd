import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Meaning, readAnswer } from './answer-meaning.ts';
import { INVARIANTS } from './invariants.ts';
import { RELATIONS, TABLES } from './tables.ts';

/** One thing that must not be. */
export interface HistoryViolation {
  /** Name of the invariant. */
  readonly invariant: string;
  readonly orderId: string;
  readonly what: string;
}

/** What the independent check says of one history. */
export interface HistoryVerdict {
  readonly seed: string;
  readonly records: number;
  readonly violations: readonly HistoryViolation[];
}

type Values = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, string | number | null>>;

/**
 * Reads histories in the format of `docs/proofs/history-format.md` and judges each by itself.
 *
 * @throws SyntaxError where a line is no JSON, RangeError where the lines do not begin with a record `history`
 */
export function checkHistories(lines: Iterable<string>): readonly HistoryVerdict[] {
  const histories: Values[][] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const record = JSON.parse(line) as Values;
    if (record['record'] === 'history') histories.push([]);
    const history = histories.at(-1);
    if (history === undefined) throw new RangeError('A history begins with a record of the type history.');
    history.push(record);
  }
  return histories.map(checkHistory);
}

function checkHistory(records: readonly Values[]): HistoryVerdict {
  const database = new DatabaseSync(':memory:');
  try {
    load(database, records);
    const violations = INVARIANTS.flatMap(({ name, sql }) =>
      (database.prepare(sql).all() as Row[]).map(({ order_id, what }) => ({
        invariant: name,
        orderId: String(order_id ?? ''),
        what: String(what),
      })),
    );
    return { seed: String(records[0]?.['seed']), records: records.length, violations };
  } finally {
    database.close();
  }
}

const TABLE_OF: Readonly<Record<string, string>> = {
  history: 'head',
  'payment-group': 'payment_group',
};

function load(database: DatabaseSync, records: readonly Values[]): void {
  database.exec(`BEGIN; ${TABLES} CREATE TABLE told (key PRIMARY KEY, state, part);`);
  const columns = columnsOf(database);
  const inserts = new Map<string, StatementSync>();
  const told = createToldFold();
  records.forEach((record, seq) => {
    const name = String(record['record']);
    const table = TABLE_OF[name] ?? name;
    const names = columns.get(table);
    if (names === undefined) throw new RangeError(`There is no record of the type ${name}.`);
    const row: Values = { ...toRow(record), seq, ...told.fold(name, record) };
    const insert =
      inserts.get(table) ??
      database.prepare(`INSERT INTO "${table}" VALUES (${names.map(() => '?').join(', ')})`);
    inserts.set(table, insert);
    insert.run(...names.map((column) => toSql(row[column])));
  });
  const tell = database.prepare('INSERT INTO told VALUES (?, ?, ?)');
  for (const [key, { state, part }] of told.states()) tell.run(key, state, part);
  database.exec(`${RELATIONS} COMMIT;`);
}

function columnsOf(database: DatabaseSync): ReadonlyMap<string, readonly string[]> {
  const rows = database
    .prepare(
      "SELECT m.name AS tbl, c.name AS col FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY c.cid",
    )
    .all() as Row[];
  const columns = new Map<string, string[]>();
  for (const { tbl, col } of rows) {
    const names = columns.get(String(tbl)) ?? [];
    names.push(String(col));
    columns.set(String(tbl), names);
  }
  return columns;
}

/** `paymentGroupId` becomes `payment_group_id`. */
function toRow(record: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
      value,
    ]),
  );
}

function toSql(value: unknown): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

interface Told {
  state: Meaning;
  part: number;
  /** A result that stays was given: a later refusal or silence takes nothing back. */
  isFinal: boolean;
}

/** What the caller of each key knows in the end, from one answer to the next. */
function createToldFold() {
  const states = new Map<string, Told>();
  const asked = new Map<unknown, { readonly key: string; readonly isFirstBody: boolean }>();
  const digests = new Map<string, unknown>();

  return {
    /** @returns what is learned from the record for its row */
    fold(name: string, record: Values): Values {
      if (name === 'request') {
        const key = String(record['key']);
        if (!digests.has(key)) {
          digests.set(key, record['digest']);
          states.set(key, { state: 'open', part: 0, isFinal: false });
        }
        asked.set(record['request'], { key, isFirstBody: digests.get(key) === record['digest'] });
        return {};
      }
      if (name !== 'answer') return {};
      const { meaning, part, result, isFinal } = readAnswer(Number(record['status']), String(record['body']));
      const request = asked.get(record['request']);
      if (request?.isFirstBody === true && record['lost'] !== true) {
        const told = states.get(request.key);
        if (told !== undefined) hear(told, meaning, part, isFinal);
      }
      return { meaning, part, result, is_final: isFinal };
    },
    states: () => states,
  };
}

function hear(told: Told, meaning: Meaning, part: number, isFinal: boolean): void {
  if (meaning === 'yes' || (isFinal && meaning === 'no')) {
    Object.assign(told, { state: meaning, part, isFinal: true });
    return;
  }
  if (told.isFinal) return;
  // What was refused once may have been carried out when it was asked for again.
  Object.assign(told, { state: meaning, part });
}
