import pg from 'pg';
import { type DatabaseAddress, type DatabaseServer, serverName } from './address.ts';
import { classifyFailure, explainConnection, NotConnected } from './failures.ts';
import { tlsOptions } from './tls.ts';
import { present } from '../../../domain/present.ts';

/** All of them together have to fit into what is left when a call to CyberSource took as long as it may. */
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 3_000;
/** The server gives up by itself; this is for one that has gone. */
const QUERY_TIMEOUT_MS = 4_000;

const CONNECTIONS = 10;

/** The servers of one database, of which one takes writes. */
export interface DatabaseServers {
  /**
   * Works on a connection to the server that takes writes; a connection that failed is closed.
   *
   * @throws NotConnected that names every server and why it was not used.
   */
  use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** True when nothing may stay with a connection: the next transaction may get another one of the server's. */
  isPooled(): boolean;
  end(): Promise<void>;
}

export function createDatabaseServers(address: DatabaseAddress): DatabaseServers {
  const { servers } = address;
  const isAlone = servers.length === 1;
  const tls = tlsOptions(address);
  const pools = new Map<DatabaseServer, pg.Pool>();
  let current = servers[0];
  let isPooled = address.isPooled;
  let search: Promise<DatabaseServer> | undefined;

  function poolOf(server: DatabaseServer): pg.Pool {
    const known = pools.get(server);
    if (known !== undefined) return known;
    const pool = new pg.Pool({
      ...connectionTo(server, address, isPooled),
      ...present({ ssl: tls }),
    });
    // An idle connection that broke is replaced by the next query; that query says so if it cannot be.
    pool.on('error', () => undefined);
    // One that breaks while it is in use says so more than once; without a listener that would end the process.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    pools.set(server, pool);
    return pool;
  }

  function drop(server: DatabaseServer): void {
    const pool = pools.get(server);
    pools.delete(server);
    // Waits for the connections in use, for which the failure is still to come.
    void pool?.end().catch(() => undefined);
  }

  async function connected(server: DatabaseServer): Promise<pg.PoolClient> {
    try {
      const client = await poolOf(server).connect();
      if (isAlone || WRITABLE.has(client)) return client;
      await requireWritable(client);
      return client;
    } catch (error) {
      throw new NotConnected(`${serverName(server)}: ${explainConnection(error)}`, { cause: error });
    }
  }

  /** The first of the other servers that takes writes, asked all at once; else the one that was used so far, if it does again. */
  function find(failed: DatabaseServer, error: unknown): Promise<DatabaseServer> {
    search ??= Promise.any(
      servers
        .filter((server) => server !== failed)
        .map(async (server) => {
          (await connected(server)).release();
          return server;
        }),
    )
      .catch((others: unknown) => {
        throw new NotConnected(
          [error, ...((others as AggregateError).errors as readonly unknown[])].map(messageOf).join('; '),
          {
            cause: error,
          },
        );
      })
      .finally(() => (search = undefined));
    return search;
  }

  async function acquire(): Promise<pg.PoolClient> {
    const server = current;
    if (server === undefined) throw new NotConnected('The address names no server');
    try {
      return await connected(server);
    } catch (error) {
      if (classifyFailure((error as NotConnected).cause) === 'session-lost') throw error;
      if (isAlone) throw error;
      const found = await find(server, error);
      if (current === server) {
        current = found;
        drop(server);
      }
      return connected(found);
    }
  }

  return {
    async use(work) {
      const client = await acquire().catch((error: unknown) => {
        learn(error instanceof NotConnected ? error.cause : error);
        throw error;
      });
      try {
        const done = await work(client);
        client.release();
        return done;
      } catch (error) {
        // Closing the connection rolls back, whatever state it is in.
        client.release(true);
        learn(error);
        throw error;
      }
    },

    isPooled: () => isPooled,

    async end() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };

  function learn(error: unknown): void {
    if (isPooled || classifyFailure(error) !== 'session-lost') return;
    isPooled = true;
    [...pools.keys()].forEach(drop);
  }
}

/** Connections that were asked whether their server takes writes; one whose server became a standby fails, and is closed. */
const WRITABLE = new WeakSet<pg.PoolClient>();

async function requireWritable(client: pg.PoolClient): Promise<void> {
  try {
    const { rows } = await client.query<{ readonly transaction_read_only: string }>(
      'SHOW transaction_read_only',
    );
    if (rows[0]?.transaction_read_only !== 'off') throw new Error('takes no writes: it is a standby');
  } catch (error) {
    client.release(true);
    throw error;
  }
  WRITABLE.add(client);
}

function connectionTo(
  { host, port }: DatabaseServer,
  address: DatabaseAddress,
  isPooled: boolean,
): pg.PoolConfig {
  const { user, password, database, applicationName = 'occ-cybersource', options } = address;
  return {
    ...present({ host, port, user, password, database }),
    max: CONNECTIONS,
    connectionTimeoutMillis: address.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: applicationName,
    // Settings of a connection, which a pooler would refuse or give to others.
    ...(!isPooled && {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      options: [HOLDING_PLANS, options].filter((each) => each !== undefined).join(' '),
    }),
    ...(isPooled && options !== undefined && { options }),
  };
}

/**
 * A prepared statement's plan is kept, and one that was made while the table was a page long reads the whole table, or an index of
 * it from end to end, to merge it with what is asked for: with a million rows too. Every statement of ours fits an index, and is
 * about few rows, so none has to read more. And it is kept: lists of values look so different to the planner each time
 * that it would plan every statement anew.
 */
const HOLDING_PLANS =
  '-c enable_seqscan=off -c enable_mergejoin=off -c enable_hashjoin=off -c plan_cache_mode=force_generic_plan';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
