import { setImmediate as nextRound } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { LRUCache } from 'lru-cache';
import type { Connections } from './connections.ts';
import { present } from '../../domain/present.ts';

/** What came back from a call, or did not. */
export type TransportResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Header `v-c-correlation-id`. */
      readonly correlationId?: string;
      /** Header `Date`. */
      readonly date?: string;
      /** Empty where the body went to {@link SignedRequest.download}. */
      readonly text: string;
      /** CyberSource had encrypted it for the merchant's key. */
      readonly wasEncrypted?: true;
    }
  | {
      readonly kind: 'silent';
      /** `no`: not one byte of the request was written. `maybe`: CyberSource may have acted on it. */
      readonly reached: 'no' | 'maybe';
      /** An error code such as ECONNREFUSED, or a few words. Never addresses, headers or bodies. */
      readonly cause: string;
    };

/** What a line of the log says about a reply. */
export function toReplyFields(reply: TransportResult): {
  readonly gatewayHttpStatus?: number;
  readonly noResponse?: string;
} {
  return reply.kind === 'answered' ? { gatewayHttpStatus: reply.status } : { noResponse: reply.cause };
}

export interface SignedRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Sent as `Host`; also where the connection goes unless there is an intermediate host. */
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It moves no money: where a connection breaks under it, it is sent once more, on a new one. */
  readonly repeatable?: boolean;
  /** Takes the body of an answer with status 200 piece by piece, whatever its size. */
  readonly download?: Download;
}

/** Where a file goes that is too large to be kept. */
export interface Download {
  /** Called first, with the header `Content-Type`. @throws an error whose message ends the call as its cause */
  begin(contentType: string | undefined): void;
  /** @throws an error whose message ends the call as its cause */
  write(chunk: Uint8Array): void;
}

export interface Transport {
  /** Makes one call. Never rejects, never follows a redirect, never sends twice what is not repeatable. */
  exchange(request: SignedRequest, deadlineMs: number): Promise<TransportResult>;
  close(): Promise<void>;
}

/** An answer beyond this is none of CyberSource's. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * How long a connection may be idle. Proxies and load balancers commonly forget one after 60 seconds, and without a word:
 * the call that comes next is lost.
 */
export const IDLE_MS = 55_000;
const HOSTS_MAX = 16;
/** After a pause of so long the end of a connection may have arrived unnoticed, while this process was busy. */
const PAUSE_MS = 250;

/**
 * @param intermediateHost an origin (`http://127.0.0.1:8081`) that takes the place of every CyberSource host; what is
 * signed and the `Host` header stay CyberSource's.
 */
export function createTransport(intermediateHost?: string, idleMs = IDLE_MS): Transport {
  const originOf = (host: string): string => intermediateHost ?? `https://${host}`;
  const hosts = new LRUCache<string, Connections>({
    max: HOSTS_MAX,
    dispose: (connections) => void connections.close(),
  });
  let lastCallAt = performance.now();

  /** A start needs none: what makes them is loaded with the first call. */
  async function connectionsTo(host: string): Promise<Connections> {
    const { createConnections } = await import('./connections.ts');
    const made = hosts.get(host) ?? createConnections(originOf(host), idleMs);
    hosts.set(host, made);
    return made;
  }

  /** What has arrived is looked at first: a connection that the peer has closed is not written to. */
  async function afterPause(): Promise<void> {
    const pausedMs = performance.now() - lastCallAt;
    lastCallAt = performance.now();
    if (pausedMs > PAUSE_MS) await nextRound();
  }

  return {
    async exchange(request, deadlineMs) {
      if (!(deadlineMs > 0)) return notSent('no time was left');
      if (!URL.canParse(originOf(request.host))) return notSent('the host is no host name');
      const startedAt = performance.now();
      const connections = hosts.get(request.host) ?? (await connectionsTo(request.host));
      await afterPause();
      const first = await exchange(connections.kept, request, deadlineMs);
      if (request.repeatable !== true || !isBroken(first)) return first;
      const leftMs = Math.floor(deadlineMs - (performance.now() - startedAt));
      return leftMs > 0 ? onFreshConnection(connections, request, leftMs) : first;
    },
    close: async () => {
      await Promise.all([...hosts.values()].map((connections) => connections.close()));
    },
  };
}

async function onFreshConnection(
  connections: Connections,
  request: SignedRequest,
  deadlineMs: number,
): Promise<TransportResult> {
  const connection = connections.fresh();
  try {
    return await exchange(connection, request, deadlineMs);
  } finally {
    void connection.destroy();
  }
}

/** The connection was reset or closed before an answer was whole. */
function isBroken(reply: TransportResult): boolean {
  return reply.kind === 'silent' && reply.reached === 'maybe' && BROKEN.has(reply.cause);
}

const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function notSent(cause: string): TransportResult {
  return { kind: 'silent', reached: 'no', cause };
}

function exchange(pool: Dispatcher, request: SignedRequest, deadlineMs: number): Promise<TransportResult> {
  return new Promise((resolve) => {
    let call: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let correlationId: string | undefined;
    let date: string | undefined;
    let size = 0;
    let download: Download | undefined;
    const chunks: Buffer[] = [];

    function settle(reply: TransportResult): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(reply);
    }
    function giveUp(cause: string): void {
      settle({ kind: 'silent', reached: call === undefined ? 'no' : 'maybe', cause });
      call?.abort(new Error(cause));
    }
    /** An error that the receiver of a download throws ends the call. */
    function guarded(hand: () => void): void {
      if (settled) return;
      try {
        hand();
      } catch (error) {
        giveUp(error instanceof Error ? error.message : 'the answer cannot be used');
      }
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
          download = status === 200 ? request.download : undefined;
          guarded(() => download?.begin(textOf(headers['content-type'])));
        },
        onResponseData(_, chunk) {
          if (download !== undefined) {
            guarded(() => download?.write(chunk));
            return;
          }
          size += chunk.length;
          if (size > ANSWER_BYTES_MAX) giveUp('an answer larger than 1 MiB');
          else chunks.push(chunk);
        },
        onResponseEnd() {
          const text = Buffer.concat(chunks, size).toString('utf8');
          settle({
            kind: 'answered',
            status,
            ...present({ correlationId, date }),
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
