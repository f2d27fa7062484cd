import RateLimiterPostgres from 'rate-limiter-flexible/lib/RateLimiterPostgres.js';
import { createMemoryCounter, type CounterFor } from './counters.ts';

/** Made here rather than by the library, which would make it once for each counter. Its columns are the library's. */
const TABLE = 'payment_limits';
const CREATE = {
  name: 'create-limits',
  text: `CREATE TABLE IF NOT EXISTS ${TABLE} (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
};
const READ = {
  name: 'read-limits',
  text: `SELECT key, points FROM ${TABLE} WHERE key = ANY($1) AND expire > $2`,
};

interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A database that has just failed is not called for a while, so that payments do not wait for it repeatedly. */
const REST_MS = 5_000;

/** Carries out a statement and gives its rows. */
export type CounterQuery = <R>(statement: Statement, values: readonly unknown[]) => Promise<readonly R[]>;

/**
 * Counters that all instances share. While the database cannot be reached each instance counts for itself: limits never
 * keep a shop from selling. What is read at the same moment is read by one query, so that a payment costs one,
 * and several payments at once hardly more. The library deletes every five minutes what was over an hour ago.
 */
export async function createPostgresCounter(database: CounterQuery, restMs = REST_MS): Promise<CounterFor> {
  // Two instances that start together may both create it: the second one finds it.
  await database(CREATE, []).catch(() => database(CREATE, []));
  const query = restingAfterFailure(database, restMs);
  const read = createBatch(async (keys) => {
    const rows = await query<Row>(READ, [keys, Date.now()]);
    return new Map(rows.map(({ key, points }) => [key, points]));
  });
  const storeClient = {
    async query({ name = 'count-limits', text, values = [] }: LibraryQuery) {
      const rows = await query({ name, text }, values);
      return { rows, rowCount: rows.length };
    },
  };

  return (name, windowSeconds) => {
    const window = { keyPrefix: name, points: Number.MAX_SAFE_INTEGER, duration: windowSeconds };
    const ownCounts = createMemoryCounter(name, windowSeconds);
    const shared = new RateLimiterPostgres({
      ...window,
      storeClient,
      storeType: 'client',
      tableName: TABLE,
      tableCreated: true,
    });
    return {
      async add(key) {
        try {
          const { consumedPoints, msBeforeNext } = await shared.consume(key);
          return { count: consumedPoints, endsInMs: msBeforeNext };
        } catch {
          return ownCounts.add(key);
        }
      },
      async read(key) {
        const own = await ownCounts.read(key);
        const counted = await read(`${name}:${key}`).catch(() => 0);
        return Math.max(own, counted);
      },
    };
  };
}

/** What the library hands to a client of PostgreSQL's. */
interface LibraryQuery extends Partial<Statement> {
  readonly text: string;
  readonly values?: readonly unknown[];
}

interface Row {
  readonly key: string;
  readonly points: number;
}

function restingAfterFailure(query: CounterQuery, restMs: number): CounterQuery {
  let restsUntil = 0;
  return async (statement, values) => {
    if (performance.now() < restsUntil) throw new Error('The database failed a moment ago.');
    try {
      return await query(statement, values);
    } catch (error) {
      restsUntil = performance.now() + restMs;
      throw error;
    }
  };
}

/** Collects what is asked for in one turn of the event loop and asks for all of it at once. */
function createBatch(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>,
): (key: string) => Promise<number> {
  let asked: Set<string> | undefined;
  let answer: Promise<ReadonlyMap<string, number>> | undefined;
  return async (key) => {
    const keys = (asked ??= new Set());
    keys.add(key);
    answer ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      asked = undefined;
      answer = undefined;
      return load([...keys]);
    });
    return (await answer).get(key) ?? 0;
  };
}
