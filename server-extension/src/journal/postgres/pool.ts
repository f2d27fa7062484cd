import pg from 'pg';
import { Problem } from '../../domain/problem.ts';
import { journalUnavailable } from '../unavailable.ts';

/** All of them together have to fit into what is left when a call to CyberSource took as long as it may. */
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 3_000;
/** The server gives up by itself; this is for one that has gone. */
const QUERY_TIMEOUT_MS = 4_000;

const CONNECTIONS = 10;

/** One statement under a name, so that the server plans it once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Carries out a statement and gives its rows. Rejects with a Problem `journal-unavailable`. */
export type Query = <R>(statement: Statement, values: readonly unknown[]) => Promise<readonly R[]>;

/** Connections to one database. */
export interface Database {
  readonly query: Query;
  /** All of the work or none of it. */
  transaction<T>(work: (query: Query, client: pg.ClientBase) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** @param url `postgres://…` as PostgreSQL's own clients take it: `sslmode`, `sslrootcert`, `host` and the like. */
export function connect(url: string): Database {
  const pool = new pg.Pool({
    ...connectionOf(url),
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'occ-cybersource',
  });
  // An idle connection that broke is replaced by the next query; that query says so if it cannot be.
  pool.on('error', () => undefined);
  // One that breaks while it is in use says so more than once; without a listener that would end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));

  return {
    query: (statement, values) => run(pool, statement, values),

    async transaction(work) {
      const client = await pool.connect().catch(refuse);
      try {
        await client.query('BEGIN');
        const done = await work((statement, values) => run(client, statement, values), client);
        await client.query('COMMIT');
        client.release();
        return done;
      } catch (error) {
        // Closing the connection rolls back, whatever state it is in.
        client.release(true);
        throw error instanceof Problem ? error : journalUnavailable('PostgreSQL', error);
      }
    },

    end: () => pool.end(),
  };
}

async function run<R>(
  on: pg.Pool | pg.ClientBase,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<readonly R[]> {
  const query = { name, text, values: [...values] };
  const { rows } = await on
    .query(query)
    .catch((error: unknown) => {
      if (on instanceof pg.Pool && isTerminated(error)) return on.query(query);
      throw error;
    })
    .catch(refuse);
  return rows as readonly R[];
}

/**
 * The server ended the connection, before the pool noticed. PostgreSQL, Appendix A: 57P01
 * `admin_shutdown`; a statement that ends with it was rolled back, so another connection may run it.
 */
function isTerminated(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === '57P01';
}

function refuse(cause: unknown): never {
  throw journalUnavailable('PostgreSQL', cause);
}

/** Encrypted, with the server's certificate checked, unless the address says otherwise or the database is on this machine. */
function connectionOf(url: string): pg.PoolConfig {
  const { hostname, searchParams } = new URL(url.replace('@/', '@localhost/'));
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const isHere = host.startsWith('/') || ['', 'localhost', '127.0.0.1', '[::1]'].includes(host);
  if (isHere || searchParams.has('sslmode')) return { connectionString: url };
  return { connectionString: `${url}${searchParams.size > 0 ? '&' : '?'}sslmode=verify-full` };
}
