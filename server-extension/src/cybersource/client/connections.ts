import { isIP } from 'node:net';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';

/** Connections to one host, kept between calls. */
export interface Connections {
  /** The kept ones; a new one is made where all of them are busy. */
  readonly kept: Dispatcher;
  /** A connection that no call has used before, for one call. */
  fresh(): Dispatcher;
  /** Lets calls under way end, then closes them. */
  close(): Promise<void>;
}

const CONNECTIONS_PER_HOST = 256;
const CONNECT_TIMEOUT_MS = 10_000;
/** Before routers and load balancers forget a connection on which nothing is said; the least common one does after a minute. */
const KEEP_ALIVE_PROBE_MS = 15_000;

/**
 * @param address an origin, `https://api.cybersource.com`.
 * @param idleMs how long a connection may be idle before it is closed: less than the peer and everything between keep it,
 *   or the next call meets a connection that is gone. A shorter hint of the server's own is respected.
 */
export function createConnections(address: string, idleMs: number): Connections {
  const { origin, hostname } = new URL(address);
  const connector = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  });
  const options = {
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // The deadline of the call covers them.
    headersTimeout: 0,
    bodyTimeout: 0,
    // undici would look for the name of the Host header on the certificate: not the peer's, behind an intermediate host.
    connect: ((peer, done) => {
      connector({ ...peer, servername: isIP(hostname) === 0 ? hostname : '' }, done);
    }) satisfies buildConnector.connector,
  };
  const kept = new Pool(origin, { ...options, connections: CONNECTIONS_PER_HOST });
  return {
    kept,
    fresh: () => new Client(origin, options),
    close: () => kept.close(),
  };
}
