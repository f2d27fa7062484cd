import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startCluster, withClient } from '../../../scripts/src/postgres/cluster.ts';

/** The journal that all instances share. */
export interface Store {
  readonly name: string;
  /** The extension's setting `journal`. */
  readonly location: string;
  /** One journal for all instances. */
  readonly isShared: boolean;
  /** The key of each attempt, by its merchant transaction id; empty where only the extension’s routes tell. */
  attemptKeys(): Promise<ReadonlyMap<string, string>>;
  /** How much is left to do without a person. */
  openTasks(): Promise<number>;
  /** Stops and starts the database; a file has nothing to stop. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export const STORES = ['postgres', 'sqlite'] as const;
export type StoreKind = (typeof STORES)[number];

export function openStore(kind: StoreKind, folder: string): Promise<Store> | Store {
  return kind === 'postgres' ? startPostgresStore() : createSqliteStore(folder);
}

/** Counts what is left to do without a person. */
export const toOpenTasksQuery = (table: string): string =>
  `SELECT count(*) AS n FROM ${table} WHERE task IS NOT NULL AND task <> 'manual-review'`;

/** The key of each attempt in a PostgreSQL journal, by its merchant transaction id. */
export async function readAttemptKeys(
  client: Parameters<Parameters<typeof withClient>[1]>[0],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ readonly key: string; readonly name: string }>(
    'SELECT key, merchant_transaction_id AS name FROM payment_attempts',
  );
  return new Map(rows.map(({ key, name }) => [name, key]));
}

/** A PostgreSQL of its own, from npm. */
async function startPostgresStore(): Promise<Store> {
  const cluster = await startCluster();
  const location = await cluster.createDatabase();
  return {
    name: 'PostgreSQL 18',
    location,
    isShared: true,
    attemptKeys: () => withClient(location, readAttemptKeys),
    openTasks: () =>
      withClient(location, async (client) => {
        const { rows } = await client.query<{ readonly n: string }>(toOpenTasksQuery('payment_attempts'));
        return Number(rows[0]?.n ?? 0);
      }),
    async restart() {
      await cluster.stop();
      await cluster.start();
    },
    end: () => cluster.remove(),
  };
}

/** Each process has its own, as inside OCC. What is left to do, only the extension's routes tell. */
export function createMemoryStore(): Store {
  return {
    name: 'in memory, as inside OCC',
    location: 'memory:',
    isShared: false,
    attemptKeys: async () => new Map(),
    openTasks: async () => 0,
    restart: async () => undefined,
    end: async () => undefined,
  };
}

/** One file, opened by every instance. */
function createSqliteStore(folder: string): Store {
  const file = path.join(folder, 'journal.sqlite');
  return {
    name: 'SQLite, one file',
    location: `sqlite:${file}`,
    isShared: true,
    attemptKeys: async () => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      try {
        const rows = database
          .prepare("SELECT key, json_extract(request, '$.merchantTransactionId') AS name FROM attempts")
          .all();
        return new Map(rows.map(({ key, name }) => [String(name), String(key)]));
      } finally {
        database.close();
      }
    },
    openTasks: async () => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      try {
        return Number(database.prepare(toOpenTasksQuery('attempts')).get()?.['n'] ?? 0);
      } finally {
        database.close();
      }
    },
    restart: async () => undefined,
    end: async () => undefined,
  };
}
