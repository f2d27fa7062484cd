import type { DatabaseSync } from 'node:sqlite';
import type { CaseKind, CaseState, CaseStore, StoredCase } from '../../payments/ports/case-store.ts';
import type { UnknownObject } from '../../domain/json/json-object.ts';
import type { Read, Write } from './failure.ts';

interface Row {
  readonly kind: CaseKind;
  readonly id: string;
  readonly state: CaseState;
  readonly site: string;
  readonly opened_at: number;
  readonly content: string;
  readonly version: number;
}

export interface SqliteCasesDeps {
  /** The journal's, so that both share one file and one migration. */
  readonly database: DatabaseSync;
  readonly read: Read;
  readonly write: Write;
}

/** Cases in the journal's SQLite file. */
export function createSqliteCases({ database, read, write }: SqliteCasesDeps): CaseStore {
  const add = database.prepare(
    'INSERT INTO cases (kind, id, state, site, opened_at, content) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const find = database.prepare('SELECT * FROM cases WHERE kind = ? AND id = ?');
  const list = database.prepare(
    'SELECT * FROM cases WHERE kind = ? AND state = ? ORDER BY opened_at, id LIMIT ?',
  );
  const listOfDate = database.prepare(
    "SELECT * FROM cases WHERE kind = ? AND site = ? AND content ->> '$.date' = ? ORDER BY opened_at, id LIMIT ?",
  );
  const change = database.prepare(
    'UPDATE cases SET state = ?, content = ?, version = version + 1 WHERE kind = ? AND id = ? AND version = ?',
  );
  const casesIn = (rows: () => unknown): readonly StoredCase[] => (read(rows) as Row[]).map(toCase);

  return {
    add: ({ kind, id, state, site, openedAt, content }) =>
      write(() => add.run(kind, id, state, site, openedAt.getTime(), JSON.stringify(content)).changes === 1),
    find: async (kind, id) => {
      const row = read(() => find.get(kind, id)) as unknown as Row | undefined;
      return row && toCase(row);
    },
    list: async (kind, state, limit) => casesIn(() => list.all(kind, state, limit)),
    listOfDate: async (kind, site, date, limit) => casesIn(() => listOfDate.all(kind, site, date, limit)),
    change: ({ kind, id, version }, to) =>
      write(() => change.run(to.state, JSON.stringify(to.content), kind, id, version).changes === 1),
  };
}

function toCase({ opened_at: openedAt, content, ...row }: Row): StoredCase {
  return { ...row, openedAt: new Date(openedAt), content: JSON.parse(content) as UnknownObject };
}
