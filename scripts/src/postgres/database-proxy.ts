import type { NetConnectOpts, Socket } from 'node:net';
import { startConnectionProxy } from './connection-proxy.ts';
import { createMessageReader, errorResponse, textsOf, type WireMessage, withParameter } from './wire.ts';

/** What the proxy does to one request. */
export type WireFault =
  /** 40001, 40P01: nothing was carried out, and the connection goes on. */
  | 'serialization-failure'
  | 'deadlock'
  /** 57P01: the server ends the connection. */
  | 'shutdown'
  /** 25006: the server has become a standby. */
  | 'read-only'
  /** 53100: what is written does not fit on the server's disk. */
  | 'disk-full'
  /** The connection breaks before the request reaches the server. */
  | 'request-lost'
  /** What commits is carried out, and the connection breaks in the place of its answer. */
  | 'commit-answer-lost';

const ERRORS = {
  'serialization-failure': { code: '40001', message: 'could not serialize access' },
  deadlock: { code: '40P01', message: 'deadlock detected' },
  'read-only': { code: '25006', message: 'cannot execute INSERT in a read-only transaction' },
  'disk-full': { code: '53100', message: 'could not extend file: No space left on device' },
} as const;

export interface DatabaseProxyOptions {
  /** Where PostgreSQL is. */
  readonly target: NetConnectOpts;
  /** The same seed makes the same faults on the same connections. */
  readonly seed: number;
  /** Share of requests that meet a fault, by kind. None where it is left out. */
  readonly shares?: Readonly<Partial<Record<WireFault, number>>>;
}

const SHUTDOWN = { code: '57P01', message: 'terminating connection due to administrator command' };

/** A server in front of PostgreSQL, on 127.0.0.1. */
export interface DatabaseProxy {
  readonly port: number;
  /** How often each fault was met so far. */
  counts(): Readonly<Record<WireFault, number>>;
  /** Does this to the next request that it fits. */
  inject(fault: WireFault): void;
  /** From now on the server behind it takes no writes, as one that is a standby. */
  becomeStandby(): void;
  /** Whether from now on nothing that is written fits on the server's disk. */
  setDiskFull(isFull: boolean): void;
  /** From now on nothing passes in either direction, as when a network is cut: nothing is closed, nothing is refused. */
  cut(): void;
  /** Lets new connections pass again; those from before are closed. */
  heal(): void;
  end(): Promise<void>;
}

export async function startDatabaseProxy({
  target,
  seed,
  shares = {},
}: DatabaseProxyOptions): Promise<DatabaseProxy> {
  const counts: Record<WireFault, number> = {
    'serialization-failure': 0,
    deadlock: 0,
    shutdown: 0,
    'read-only': 0,
    'disk-full': 0,
    'request-lost': 0,
    'commit-answer-lost': 0,
  };
  const injected: WireFault[] = [];
  let isCut = false;
  let isStandby = false;
  let isDiskFull = false;
  let connections = 0;

  const proxy = await startConnectionProxy(target, (client, upstream, close) => {
    connections += 1;
    const chance = randomFrom(seed * 1_000_003 + connections);
    relay(client, upstream, close, () => {
      const drawn = chance();
      let sum = 0;
      return (Object.keys(counts) as WireFault[]).find((fault) => drawn < (sum += shares[fault] ?? 0));
    });
  });

  function relay(
    client: Socket,
    upstream: Socket,
    close: () => void,
    draw: () => WireFault | undefined,
  ): void {
    const asked = createMessageReader();
    const answered = createMessageReader();
    const statements = new Map<string, string>();
    let hasBegun = false;
    let isInTransaction = false;
    let losesAnswer = false;
    let request: WireMessage[] = [];

    client.on('data', (piece) => {
      if (isCut) return;
      asked.push(piece);
      for (let message = asked.next(hasBegun); message !== undefined; message = asked.next(hasBegun)) {
        // The first one names the user; what follows until the server is ready proves who it is.
        const isLogin = !hasBegun || message.type === 'p';
        hasBegun = true;
        if (isLogin)
          upstream.write(
            isStandby && message.type === ''
              ? withParameter(message, 'default_transaction_read_only', 'on')
              : message.bytes,
          );
        else {
          request.push(message);
          if (message.type === 'Q' || message.type === 'S' || message.type === 'X') {
            pass(request);
            request = [];
          }
        }
      }
    });

    upstream.on('data', (piece) => {
      if (isCut) return;
      answered.push(piece);
      for (let message = answered.next(true); message !== undefined; message = answered.next(true)) {
        if (message.type === 'Z') {
          isInTransaction = message.bytes.toString('latin1').endsWith('T');
          if (losesAnswer) {
            close();
            return;
          }
        }
        if (!losesAnswer) client.write(message.bytes);
      }
    });

    function pass(messages: readonly WireMessage[]): void {
      const texts = messages.map((message) => textOf(message, statements));
      const commits = texts.some((text) => isCommit(text) || (!isInTransaction && isWrite(text)));
      if (isStandby && commits) injected.unshift('read-only');
      else if (isDiskFull && commits) injected.unshift('disk-full');
      const fits = (fault: WireFault): boolean => fault !== 'commit-answer-lost' || commits;
      const [next] = injected;
      const drawn = next ?? draw();
      const fault = drawn !== undefined && fits(drawn) ? drawn : undefined;
      if (fault !== undefined) {
        counts[fault] += 1;
        if (next !== undefined) injected.shift();
      }
      switch (fault) {
        case 'request-lost':
          close();
          return;
        case 'serialization-failure':
        case 'deadlock':
        case 'read-only':
        case 'disk-full':
          client.write(errorResponse(ERRORS[fault], isInTransaction));
          return;
        case 'shutdown':
          client.end(errorResponse(SHUTDOWN, false));
          return;
        case 'commit-answer-lost':
          losesAnswer = true;
          break;
        case undefined:
      }
      upstream.write(Buffer.concat(messages.map(({ bytes }) => bytes)));
    }
  }

  return {
    port: proxy.port,
    counts: () => ({ ...counts }),
    inject(fault) {
      injected.push(fault);
    },
    becomeStandby() {
      isStandby = true;
    },
    setDiskFull(isFull) {
      isDiskFull = isFull;
    },
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      proxy.breakAll();
    },
    end: proxy.end,
  };
}

/** What a message asks for in SQL: Query says it, Parse teaches it, Bind refers to it. */
function textOf(message: WireMessage, statements: Map<string, string>): string {
  const [first = '', second = ''] = textsOf(message);
  if (message.type === 'Q') return first;
  if (message.type === 'P') statements.set(first, second);
  return message.type === 'B' ? (statements.get(second) ?? '') : '';
}

const isCommit = (text: string): boolean => /^\s*COMMIT\b/i.test(text);

const isWrite = (text: string): boolean => /\b(INSERT INTO|UPDATE|DELETE FROM)\b/i.test(text);

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
