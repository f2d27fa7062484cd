import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulation/world/random.ts';
import { type HttpResponse, type HttpRequest, createForward, listen, readCall } from './http.ts';

/** How a call to the gateway goes wrong. `before`: the gateway never receives it; `after`: it has done what it was asked. */
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
export type ProxyFault = (typeof FAULTS)[number];

/** Stands between the extension and the gateway, and breaks calls. */
export interface FaultProxy {
  readonly url: string;
  /** The share of calls that go wrong, 0 to 1. */
  setRate(rate: number): void;
  /**
   * From now on every POST is delivered twice, and of these the share that is given here, 0 to 1, is answered with what the
   * gateway says to the copy; the others get its first answer.
   */
  deliverTwice(copyAnswered: number): void;
  /** What came of that. */
  readonly twice: DuplicateCounts;
  /** How often each fault struck. */
  readonly struck: ReadonlyMap<ProxyFault, number>;
  /** Authorizations that the gateway was asked for. */
  authorizations(): number;
  close(): Promise<void>;
}

/** POSTs that were delivered twice. */
export interface DuplicateCounts {
  readonly posts: number;
  /** Of those, calls that can move money. */
  readonly payments: number;
  /** Calls that can move money whose caller got the answer to the copy, by HTTP status of that answer. */
  readonly copyAnswers: ReadonlyMap<number, number>;
}

export interface FaultProxyOptions {
  readonly target: string;
  readonly random: Random;
  /** Longer than the callers wait, in milliseconds. */
  readonly lateMs: number;
}

export async function startFaultProxy({ target, random, lateMs }: FaultProxyOptions): Promise<FaultProxy> {
  const struck = new Map<ProxyFault, number>();
  const { forward, close } = createForward(60_000);
  let rate = 0;
  let copyAnswered: number | undefined;
  const twice = { posts: 0, payments: 0, copyAnswers: new Map<number, number>() };
  let authorizations = 0;

  const server = await listen((req, res) => {
    void readCall(req)
      .then((call) => handle(call, res))
      .catch(() => res.socket?.resetAndDestroy());
  });

  async function handle(call: HttpRequest, res: ServerResponse): Promise<void> {
    if (call.method === 'POST' && call.path === '/pts/v2/payments') authorizations += 1;
    if (copyAnswered !== undefined && call.method === 'POST') {
      answerWith(res, await delivered(call, random.chance(copyAnswered)));
      return;
    }
    const fault = random.chance(rate) ? random.pick(FAULTS) : undefined;
    if (fault === undefined) {
      answerWith(res, await forward(target, call));
      return;
    }
    struck.set(fault, (struck.get(fault) ?? 0) + 1);
    await spoil(fault, call, res);
  }

  async function delivered(call: HttpRequest, isCopyAnswered: boolean): Promise<HttpResponse> {
    const isPayment = call.path.startsWith('/pts/');
    const first = await forward(target, call);
    const copy = await forward(target, call);
    twice.posts += 1;
    twice.payments += isPayment ? 1 : 0;
    if (!isCopyAnswered) return first;
    if (isPayment) twice.copyAnswers.set(copy.status, (twice.copyAnswers.get(copy.status) ?? 0) + 1);
    return copy;
  }

  async function spoil(fault: ProxyFault, call: HttpRequest, res: ServerResponse): Promise<void> {
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
        await forward(target, call);
        // 401 with tokens, which are good for one use: the caller gets that of a call that was carried out.
        answerWith(res, await forward(target, call));
      }
    }
  }

  return {
    url: server.url,
    setRate(share) {
      rate = share;
    },
    deliverTwice(share) {
      copyAnswered = share;
    },
    twice,
    struck,
    authorizations: () => authorizations,
    async close() {
      await server.close();
      await close();
    },
  };
}

function halve(res: ServerResponse, { status, headers, body }: HttpResponse): void {
  res.writeHead(status, { ...headers, 'content-length': String(body.length) });
  res.write(body.subarray(0, body.length / 2), () => res.socket?.destroy());
}

function answerWith(res: ServerResponse, { status, headers, body }: HttpResponse): void {
  if (res.destroyed) return;
  res.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body);
}
