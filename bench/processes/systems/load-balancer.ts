import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { HistoryLog } from '../../history/history-log.ts';
import type { Random } from '../../simulation/world/random.ts';
import { type HttpResponse, type HttpRequest, createForward, listen, readCall } from './http.ts';

/** One instance behind the front. Without an address it is down. */
export interface Backend {
  readonly url: string | undefined;
}

/** What goes wrong between OCC and the extension, each from 0 to 1 of all payment webhooks. */
export interface LoadBalancerFaults {
  /** Delivered to two instances at the same moment. */
  readonly twiceAtOnce: number;
  /** Delivered once more, seconds later. */
  readonly onceMoreLater: number;
  /** The extension has answered, OCC gets a 502. */
  readonly answerLost: number;
  /** When an instance dies under a delivery: delivered again to another one, instead of a 502. */
  readonly againAfterCrash: number;
}

export const NO_FAULTS: LoadBalancerFaults = {
  twiceAtOnce: 0,
  onceMoreLater: 0,
  answerLost: 0,
  againAfterCrash: 1,
};

/** A load balancer: hands calls out in turn, to the next that is up and not overrun. */
export interface LoadBalancer {
  readonly url: string;
  setFaults(faults: LoadBalancerFaults): void;
  readonly counts: {
    readonly webhooks: number;
    readonly repeats: number;
    readonly crashes: number;
    readonly answersLost: number;
  };
  /** Deliveries of the same bytes that were both answered with 200, and not with the same bytes. */
  readonly differing: readonly string[];
  close(): Promise<void>;
}

const PATIENCE_MS = 28_000;
/** Above this many calls under way an instance is passed over: it may be standing still. */
const MOST_UNDER_WAY = 24;
const PAUSE_MS = 20;
const LATER_MS = 2_000;
const BAD_GATEWAY: HttpResponse = { status: 502, headers: {}, body: Buffer.from('Bad Gateway') };

/** @param history where every request is written down, with the answer that its caller got, or would have got */
export async function startFront(
  backends: readonly Backend[],
  random: Random,
  history: Pick<HistoryLog, 'sent'>,
): Promise<LoadBalancer> {
  const { forward, close } = createForward(PATIENCE_MS);
  const underWay = new Map<Backend, number>();
  const counts = { webhooks: 0, repeats: 0, crashes: 0, answersLost: 0 };
  const differing: string[] = [];
  const later = new Set<Promise<void>>();
  let faults = NO_FAULTS;
  let turn = 0;
  let isOpen = true;

  const server = await listen((req, res) => {
    void readCall(req)
      .then((call) => (call.path.endsWith('/v2/payments') ? webhook(call) : ask(call)))
      .then(
        (answer) => {
          answerWith(res, answer);
        },
        () => res.socket?.destroy(),
      );
  });

  async function webhook(call: HttpRequest): Promise<HttpResponse> {
    counts.webhooks += 1;
    const copies = random.chance(faults.twiceAtOnce) ? [call, call] : [call];
    counts.repeats += copies.length - 1;
    const deliveries = await Promise.all(copies.map(written));
    compare(deliveries.map(({ answer }) => answer));
    const answer = deliveries[0]?.answer ?? BAD_GATEWAY;
    if (random.chance(faults.onceMoreLater)) repeatLater(call, answer);
    const isLost = random.chance(faults.answerLost);
    deliveries.forEach(({ told }, nth) => {
      told(isLost || nth > 0);
    });
    if (!isLost) return answer;
    counts.answersLost += 1;
    return BAD_GATEWAY;
  }

  async function ask(call: HttpRequest): Promise<HttpResponse> {
    const { answer, told } = await written(call);
    told(false);
    return answer;
  }

  /** Delivers a call; `told` writes down that its caller has got the answer, or that it was lost. */
  async function written(
    call: HttpRequest,
  ): Promise<{ readonly answer: HttpResponse; readonly told: (isLost: boolean) => void }> {
    const answered = history.sent({ ...call, path: call.path.replace(/\?.*$/, '') });
    const answer = await deliver(call);
    return {
      answer,
      told: (isLost) => {
        answered({ status: answer.status, text: answer.body.toString('utf8') }, isLost);
      },
    };
  }

  function repeatLater(call: HttpRequest, first: HttpResponse): void {
    counts.repeats += 1;
    const repeating = pause(random.between(1, LATER_MS))
      .then(() => written(call))
      .then(({ answer, told }) => {
        told(true);
        compare([first, answer]);
      })
      .finally(() => later.delete(repeating));
    later.add(repeating);
  }

  function compare(answers: readonly HttpResponse[]): void {
    const definite = answers.filter(({ status }) => status === 200);
    const [first] = definite;
    if (definite.some(({ body }) => first?.body.equals(body) === false))
      differing.push(definite.map(({ body }) => body.toString('utf8')).join(' and '));
  }

  async function deliver(call: HttpRequest): Promise<HttpResponse> {
    for (let waited = 0; isOpen && waited < PATIENCE_MS;) {
      const backend = nextUp();
      const answer = backend?.url === undefined ? 'no connection' : await send(backend, backend.url, call);
      if (typeof answer !== 'string') return answer;
      if (answer === 'no connection') {
        await pause(PAUSE_MS);
        waited += PAUSE_MS;
      }
    }
    return BAD_GATEWAY;
  }

  async function send(
    backend: Backend,
    url: string,
    call: HttpRequest,
  ): Promise<HttpResponse | 'no connection' | 'again'> {
    underWay.set(backend, (underWay.get(backend) ?? 0) + 1);
    try {
      return await forward(url, call);
    } catch (error) {
      if (isRefused(error)) return 'no connection';
      counts.crashes += 1;
      const isWebhook = call.path.endsWith('/v2/payments');
      return isWebhook && random.chance(faults.againAfterCrash) ? 'again' : BAD_GATEWAY;
    } finally {
      underWay.set(backend, (underWay.get(backend) ?? 1) - 1);
    }
  }

  function nextUp(): Backend | undefined {
    turn = (turn + 1) % backends.length;
    const inTurn = [...backends.slice(turn), ...backends.slice(0, turn)];
    return inTurn.find(
      (backend) => backend.url !== undefined && (underWay.get(backend) ?? 0) < MOST_UNDER_WAY,
    );
  }

  return {
    url: server.url,
    setFaults(next) {
      faults = next;
    },
    counts,
    differing,
    async close() {
      isOpen = false;
      await Promise.allSettled(later);
      await server.close();
      await close();
    },
  };
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

function answerWith(res: ServerResponse, { status, headers, body }: HttpResponse): void {
  if (!res.destroyed) res.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body);
}
