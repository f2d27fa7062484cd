import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../simulation/world/random.ts';
import { type Answer, type Call, createForward, listen, readCall } from './http.ts';

/** How a call to the gateway goes wrong. `before`: the gateway never hears of it; `after`: it has done what it was asked. */
export const FAULTS = [
  'reset before',
  'reset after',
  'silence before',
  'silence after',
  'half an answer',
  'late to the gateway',
  'late back',
  '502 after',
  'sent twice',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Stands between the extension and the gateway, and breaks calls. */
export interface FaultProxy {
  readonly url: string;
  /** The share of calls that go wrong, 0 to 1. */
  setRate(rate: number): void;
  /** How often each fault struck. */
  readonly struck: ReadonlyMap<Fault, number>;
  /** Authorizations that the gateway was asked for. */
  authorizations(): number;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly target: string;
  readonly random: Random;
  /** Longer than the callers wait, in milliseconds. */
  readonly lateMs: number;
}

export async function startFaultProxy({ target, random, lateMs }: FaultProxyOptions): Promise<FaultProxy> {
  const struck = new Map<Fault, number>();
  const { forward, close } = createForward(60_000);
  let rate = 0;
  let authorizations = 0;

  const server = await listen((req, res) => {
    void readCall(req)
      .then((call) => handle(call, res))
      .catch(() => res.socket?.resetAndDestroy());
  });

  async function handle(call: Call, res: ServerResponse): Promise<void> {
    if (call.method === 'POST' && call.path === '/pts/v2/payments') authorizations += 1;
    const fault = random.chance(rate) ? random.pick(FAULTS) : undefined;
    if (fault === undefined) {
      answerWith(res, await forward(target, call));
      return;
    }
    struck.set(fault, (struck.get(fault) ?? 0) + 1);
    await spoil(fault, call, res);
  }

  async function spoil(fault: Fault, call: Call, res: ServerResponse): Promise<void> {
    switch (fault) {
      case 'reset before':
        res.socket?.resetAndDestroy();
        return;
      case 'reset after':
        await forward(target, call);
        res.socket?.resetAndDestroy();
        return;
      case 'silence before':
        return;
      case 'silence after':
        await forward(target, call);
        return;
      case 'half an answer':
        halve(res, await forward(target, call));
        return;
      case 'late to the gateway':
        await pause(lateMs);
        await forward(target, call);
        return;
      case 'late back': {
        const answer = await forward(target, call);
        await pause(lateMs);
        answerWith(res, answer);
        return;
      }
      case '502 after':
        await forward(target, call);
        answerWith(res, { status: 502, headers: {}, body: Buffer.from('<html>Bad Gateway</html>') });
        return;
      case 'sent twice': {
        const first = await forward(target, call);
        const second = await forward(target, call);
        // A token that was used (401) is the network's own doing: nobody would pass that answer on.
        answerWith(res, second.status === 401 ? first : second);
      }
    }
  }

  return {
    url: server.url,
    setRate(share) {
      rate = share;
    },
    struck,
    authorizations: () => authorizations,
    async close() {
      await server.close();
      await close();
    },
  };
}

function halve(res: ServerResponse, { status, headers, body }: Answer): void {
  res.writeHead(status, { ...headers, 'content-length': String(body.length) });
  res.write(body.subarray(0, body.length / 2), () => res.socket?.destroy());
}

function answerWith(res: ServerResponse, { status, headers, body }: Answer): void {
  if (res.destroyed) return;
  res.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body);
}
