import type { Reply, SignedRequest } from '../../../server-extension/src/cybersource/transport.ts';
import type { GatewayAnswer, SimulatedGateway } from './gateway.ts';
import type { Nemesis } from './nemesis.ts';
import type { VirtualTime } from './time.ts';

/** One call that left an instance, and what became of it, for the history. */
export type Note = (line: string) => void;

type Fault = (typeof BEFORE)[number] | (typeof AFTER)[number];

/** The gateway hears nothing of the call. */
const BEFORE = [
  'not-reached',
  'request-lost',
  'reset-before',
  'timeout-before',
  'redirected',
  'too-many-requests',
  'unavailable',
] as const;

/** The gateway carries the call out, sooner or later. */
const AFTER = [
  'request-late',
  'request-twice',
  'answer-lost',
  'answer-late',
  'reset-after',
  'timeout-after',
  'half-an-answer',
  'empty-answer',
  'page-of-html',
  'unknown-status',
  'duplicate-refusal',
] as const;

const FAULTS: readonly Fault[] = [...BEFORE, ...AFTER];
const ARRIVES_LATE: ReadonlySet<Fault> = new Set<Fault>(['request-late', 'request-twice']);

/** Milliseconds. */
const ONE_WAY = [5, 60] as const;
const LATE = [1_000, 300_000] as const;

/** The way to the gateway and back, with everything that can happen on it. */
export function createExchange({ time, nemesis, gateway, note }: ExchangeDeps) {
  const { random } = nemesis;
  const oneWay = (): number => random.between(...ONE_WAY);

  return async function exchange(
    request: Omit<SignedRequest, 'headers'>,
    deadlineMs: number,
  ): Promise<Reply> {
    const fault = nemesis.strikes() ? random.pick(FAULTS) : undefined;
    const lateBy = random.between(...LATE);
    note(`> ${request.method} ${request.path} ${request.body ?? ''} ${fault ?? ''}`);
    const reply = await withinDeadline(underWay(request, fault, lateBy), deadlineMs);
    note(
      `< ${reply.kind === 'answered' ? `${reply.status} ${reply.text}` : `${reply.reached} ${reply.cause}`}`,
    );
    return reply;
  };

  async function underWay(
    request: Omit<SignedRequest, 'headers'>,
    fault: Fault | undefined,
    lateBy: number,
  ): Promise<Reply> {
    if (fault === 'not-reached') return { kind: 'silent', reached: 'no', cause: 'ECONNREFUSED' };
    await time.sleep(oneWay());
    switch (fault) {
      case 'request-lost':
        return never();
      case 'reset-before':
        return reset();
      case 'timeout-before':
        return answered({ status: 502, text: SERVER_TIMEOUT });
      case 'redirected':
        return answered({ status: 307, text: '' });
      case 'too-many-requests':
        return answered({ status: 429, text: '{"response":{"rmsg":"Too Many Requests"}}' });
      case 'unavailable':
        return answered({ status: 503, text: '{"response":{"rmsg":"Service Unavailable"}}' });
      default:
    }
    if (fault !== undefined && ARRIVES_LATE.has(fault))
      time.after(
        lateBy,
        () =>
          void gateway.receive(request).then(({ status }) => {
            note(`late: ${request.path} ${status}`);
          }),
      );
    if (fault === 'request-late') return never();
    const answer = await gateway.receive(request);
    await time.sleep(fault === 'answer-late' ? lateBy : oneWay());
    switch (fault) {
      case 'answer-lost':
        return never();
      case 'reset-after':
        return reset();
      case 'timeout-after':
        return answered({ status: 502, text: SERVER_TIMEOUT });
      case 'half-an-answer':
        return answered({ ...answer, text: answer.text.slice(0, answer.text.length / 2) });
      case 'empty-answer':
        return answered({ ...answer, text: '' });
      case 'page-of-html':
        return answered({ ...answer, text: '<html><body>It works!</body></html>' });
      case 'unknown-status':
        return answered({
          ...answer,
          text: answer.text.replace(/"status":"\w+"/, '"status":"SOMETHING_NEW"'),
        });
      case 'duplicate-refusal':
        return answered({ status: 400, text: '{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}' });
      default:
        return answered(answer);
    }
  }

  function withinDeadline(reply: Promise<Reply>, deadlineMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const cancel = time.after(deadlineMs, () => {
        resolve({ kind: 'silent', reached: 'maybe', cause: 'no answer in time' });
      });
      reply.then((value) => {
        cancel();
        resolve(value);
      }, reject);
    });
  }
}

interface ExchangeDeps {
  readonly time: VirtualTime;
  readonly nemesis: Nemesis;
  readonly gateway: SimulatedGateway;
  readonly note: Note;
}

export type Exchange = ReturnType<typeof createExchange>;

const SERVER_TIMEOUT = '{"status":"SERVER_ERROR","reason":"SERVER_TIMEOUT"}';

function answered({ status, text }: GatewayAnswer): Reply {
  return { kind: 'answered', status, text };
}

function reset(): Reply {
  return { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
