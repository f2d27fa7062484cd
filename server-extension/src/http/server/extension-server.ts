import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Log } from '../../telemetry/log/log.ts';
import { createDraining, type Draining } from './draining.ts';
import { createServerWithoutFloods } from './pipelining.ts';

/** Where OCC mounts the routes, and we do. */
const MOUNT = '/ccstorex/custom';

/** Slow senders are cut off before five seconds are over: requests are small, and no client may hold many open for long. */
const HEADERS_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 4_000;
const LOOK_ROUND_MS = 500;
/** Longer than the proxies in front of us keep idle connections. */
const KEEP_ALIVE_MS = 75_000;
/** Proxies need some dozens; what comes beyond is turned away before it costs memory. */
const CONNECTIONS_MAX = 2_000;
const DROPPED_LINE_EVERY_MS = 60_000;
/** How long a connection without a request stays open after the end has begun. */
const IDLE_MS = 1_000;

/** Answers any request, whatever it asks. */
type AnswerRequest = (req: IncomingMessage & { url: string }, res: ServerResponse) => void;

/** The routes over HTTP on a port of our own. */
export interface ExtensionServer {
  /** Not listening yet. */
  readonly server: Server;
  /**
   * Takes no new connection, and on those that there are no further request; lets those under way end. A proxy that kept its connection
   * busy would otherwise be served until the process is killed.
   *
   * @param withinMs - after which connections are cut off
   * @param onClosed - called once the last connection has ended
   */
  drain(withinMs: number, onClosed: () => void): void;
}

/** A server with limits for slow, flooding and too many clients. Writes one line a minute while connections are turned away. */
export function createExtensionServer(answer: AnswerRequest, log: Log): ExtensionServer {
  const draining = createDraining();
  const server = createServerWithoutFloods(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LOOK_ROUND_MS,
    },
    mounted(answer, draining),
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('drop', noteDropped(log));

  return {
    server,
    drain(withinMs, onClosed) {
      setTimeout(() => {
        server.closeAllConnections();
      }, withinMs).unref();
      draining.begin();
      // Node's own `close` of an HTTP server ends idle connections at once, and with them requests that are on their way: those that
      // arrive in the next moment are answered, each with `Connection: close`.
      setTimeout(() => {
        server.closeIdleConnections();
      }, IDLE_MS);
      NetServer.prototype.close.call(server, onClosed);
    },
  };
}

/** Answers where OCC would: what lies beside it is an unknown address. Nothing here needs Express. */
function mounted(answer: AnswerRequest, draining: Draining): RequestListener {
  return (req, res) => {
    draining.watch(res);
    const { url = '/' } = req;
    answer(Object.assign(req, { url: url.startsWith(`${MOUNT}/`) ? url.slice(MOUNT.length) : '/' }), res);
  };
}

/** One line a minute, however many connections are turned away. */
function noteDropped(log: Log): () => void {
  let notedAt = -Infinity;
  return () => {
    if (performance.now() - notedAt < DROPPED_LINE_EVERY_MS) return;
    notedAt = performance.now();
    log('connections.dropped', { limit: CONNECTIONS_MAX });
  };
}
