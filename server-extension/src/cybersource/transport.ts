import { isIP } from 'node:net';
import { type Dispatcher, Pool, buildConnector } from 'undici';
import { createBoundedMap } from './bounded-map.ts';

/** What came back from a call, or did not. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Header `v-c-correlation-id`. */
      readonly correlationId?: string;
      /** Header `Date`. */
      readonly date?: string;
      readonly text: string;
    }
  | {
      readonly kind: 'silent';
      /** `no`: not one byte of the request was written. `maybe`: CyberSource may have acted on it. */
      readonly reached: 'no' | 'maybe';
      /** An error code such as ECONNREFUSED, or a few words. Never addresses, headers or bodies. */
      readonly cause: string;
    };

export interface SignedRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Sent as `Host`; also where the connection goes unless there is an intermediate host. */
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Transport {
  /** Makes one call. Never rejects, never follows a redirect, never sends twice. */
  exchange(request: SignedRequest, deadlineMs: number): Promise<Reply>;
  close(): Promise<void>;
}

/** An answer beyond this is none of CyberSource's. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Shops pay in bursts: a connection outlives the pause between two payments. Shorter than the 350 s after which common
 * load balancers drop an idle connection without a word; a shorter hint of the server's own is respected.
 */
const IDLE_MS = 240_000;
const CONNECTIONS_PER_HOST = 256;
const MAX_HOSTS = 16;

/**
 * @param intermediateHost an origin (`http://127.0.0.1:8081`) that takes the place of every CyberSource host; what is
 * signed and the `Host` header stay CyberSource's.
 */
export function createTransport(intermediateHost?: string): Transport {
  const pools = createBoundedMap<Pool>(MAX_HOSTS, (pool) => void pool.close());
  const originOf = (host: string): string => intermediateHost ?? `https://${host}`;
  return {
    exchange(request, deadlineMs) {
      if (!(deadlineMs > 0)) return notSent('no time was left');
      if (!URL.canParse(originOf(request.host))) return notSent('the host is no host name');
      const pool = pools.getOrMake(request.host, () => createPool(originOf(request.host)));
      return exchange(pool, request, deadlineMs);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function createPool(address: string): Pool {
  const { origin, hostname } = new URL(address);
  const connect = buildConnector({ timeout: 10_000 });
  return new Pool(origin, {
    connections: CONNECTIONS_PER_HOST,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    // The deadline of the call covers them.
    headersTimeout: 0,
    bodyTimeout: 0,
    // undici would look for the name of the Host header on the certificate: not the peer's, behind an intermediate host.
    connect(peer, done) {
      connect({ ...peer, servername: isIP(hostname) === 0 ? hostname : '' }, done);
    },
  });
}

function notSent(cause: string): Promise<Reply> {
  return Promise.resolve({ kind: 'silent', reached: 'no', cause });
}

function exchange(pool: Pool, request: SignedRequest, deadlineMs: number): Promise<Reply> {
  return new Promise((resolve) => {
    let call: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let correlationId: string | undefined;
    let date: string | undefined;
    let size = 0;
    const chunks: Buffer[] = [];

    function settle(reply: Reply): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(reply);
    }
    function giveUp(cause: string): void {
      settle({ kind: 'silent', reached: call === undefined ? 'no' : 'maybe', cause });
      call?.abort(new Error(cause));
    }
    const timer = setTimeout(giveUp, deadlineMs, `no answer within ${deadlineMs} ms`);

    pool.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: { host: request.host, ...request.headers },
        body: request.body ?? null,
      },
      {
        // undici calls this right before the first byte, and not at all when there is no connection.
        onRequestStart(controller) {
          if (settled) controller.abort(new Error('given up before it was sent'));
          else call = controller;
        },
        onResponseStart(_, statusCode, headers) {
          status = statusCode;
          correlationId = textOf(headers['v-c-correlation-id']);
          date = textOf(headers['date']);
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) giveUp('an answer larger than 1 MiB');
          else chunks.push(chunk);
        },
        onResponseEnd() {
          const text = Buffer.concat(chunks, size).toString('utf8');
          settle({
            kind: 'answered',
            status,
            ...(correlationId !== undefined && { correlationId }),
            ...(date !== undefined && { date }),
            text,
          });
        },
        onResponseError(_, error) {
          giveUp(toCause(error));
        },
      },
    );
  });
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Error codes are safe to show; messages may hold addresses and paths. */
function toCause(error: Error & { code?: unknown; errors?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  const first: unknown = Array.isArray(error.errors) ? error.errors[0] : undefined;
  return first instanceof Error ? toCause(first) : error.name;
}
