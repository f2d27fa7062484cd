import type { CaseKind, CaseState, CaseStore, StoredCase } from '../../payments/ports/case-store.ts';
import type { UnknownObject } from '../../domain/json/json-object.ts';
import type { Database, Statement } from './connection/pool.ts';

const COLUMNS = 'kind, id, state, site, opened_at, content, version';

/** What a lost answer makes run a second time finds its own first run, and says the same. */
const SQL = {
  add: {
    name: 'case-add',
    text: `INSERT INTO payment_cases (kind, id, state, site, opened_at, content) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (kind, id) DO UPDATE SET version = 1
        WHERE payment_cases.version = 1 AND payment_cases.opened_at = excluded.opened_at
          AND payment_cases.content::text = excluded.content::text
      RETURNING id`,
  },
  find: { name: 'case-find', text: `SELECT ${COLUMNS} FROM payment_cases WHERE kind = $1 AND id = $2` },
  list: {
    name: 'case-list',
    text: `SELECT ${COLUMNS} FROM payment_cases WHERE kind = $1 AND state = $2 ORDER BY opened_at, id LIMIT $3`,
  },
  listOfDate: {
    name: 'case-list-of-date',
    text: `SELECT ${COLUMNS} FROM payment_cases WHERE kind = $1 AND site = $2 AND content ->> 'date' = $3
      ORDER BY opened_at, id LIMIT $4`,
  },
  change: {
    name: 'case-change',
    text: `UPDATE payment_cases SET state = $4, content = $5, version = $3 + 1
      WHERE kind = $1 AND id = $2
        AND (version = $3 OR (version = $3 + 1 AND state = $4 AND content::text = $5::json::text)) RETURNING id`,
  },
} as const satisfies Readonly<Record<string, Statement>>;

interface Row {
  readonly kind: CaseKind;
  readonly id: string;
  readonly state: CaseState;
  readonly site: string;
  readonly opened_at: Date;
  readonly content: UnknownObject;
  readonly version: number;
}

/** Cases in the journal's PostgreSQL. */
export function createPostgresCases({ query }: Pick<Database, 'query'>): CaseStore {
  return {
    add: async ({ kind, id, state, site, openedAt, content }) =>
      (await query(SQL.add, [kind, id, state, site, openedAt, JSON.stringify(content)])).length > 0,
    async find(kind, id) {
      const [row] = await query<Row>(SQL.find, [kind, id]);
      return row && toCase(row);
    },
    list: async (kind, state, limit) => (await query<Row>(SQL.list, [kind, state, limit])).map(toCase),
    listOfDate: async (kind, site, date, limit) =>
      (await query<Row>(SQL.listOfDate, [kind, site, date, limit])).map(toCase),
    change: async ({ kind, id, version }, { state, content }) =>
      (await query(SQL.change, [kind, id, version, state, JSON.stringify(content)])).length > 0,
  };
}

function toCase({ opened_at: openedAt, ...row }: Row): StoredCase {
  return { ...row, openedAt };
}
