import type {
  TransportResult,
  SignedRequest,
} from '../../../server-extension/src/cybersource/client/transport.ts';
import type { SimulatedGatewayResponse, SimulatedGateway } from './gateway.ts';
import { type CoverageCounter, stepOf } from './coverage.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { VirtualTime } from './time.ts';

/** One call that left an instance, and what became of it, for the history. */
export type RecordCall = (line: string) => void;

const NOT_BELIEVED = '{"response":{"rmsg":"Authentication Failed"}}';

/** What comes back of a call that never reaches the gateway. */
const BEFORE = {
  'not-reached': () => ({ kind: 'silent', reached: 'no', cause: 'ECONNREFUSED' }),
  'request-lost': () => never(),
  'reset-before': () => reset(),
  'timeout-before': () => answered({ status: 502, text: SERVER_TIMEOUT }),
  redirected: () => answered({ status: 307, text: '' }),
  'too-many-requests': () => answered({ status: 429, text: '{"response":{"rmsg":"Too Many Requests"}}' }),
  unavailable: () => answered({ status: 503, text: '{"response":{"rmsg":"Service Unavailable"}}' }),
} satisfies Record<string, () => TransportResult | Promise<never>>;

/** What becomes of the answer to a call that the gateway carries out, at once or later. */
const AFTER = {
  'request-late': () => never(),
  'request-twice': answered,
  'answer-late': answered,
  'answer-lost': () => never(),
  'reset-after': () => reset(),
  'timeout-after': () => answered({ status: 502, text: SERVER_TIMEOUT }),
  'half-an-answer': (answer) => answered({ ...answer, text: answer.text.slice(0, answer.text.length / 2) }),
  'empty-answer': (answer) => answered({ ...answer, text: '' }),
  'page-of-html': ({ status }) => answered({ status, text: '<html><body>It works!</body></html>' }),
  'unknown-status': (answer) =>
    answered({ ...answer, text: answer.text.replace(/"status":"\w+"/, '"status":"SOMETHING_NEW"') }),
  'duplicate-refusal': () =>
    answered({ status: 400, text: '{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}' }),
  // A proxy that delivers it twice passes on the answer to the copy: the gateway's own, or that its token was used before.
  'copy-answered': answered,
  'copy-not-believed': () => answered({ status: 401, text: NOT_BELIEVED }),
  ...refusedByProxy(401, 403, 404, 405, 407, 408, 409, 413, 429),
} satisfies Record<string, (answer: SimulatedGatewayResponse) => TransportResult | Promise<never>>;

/** A proxy that answers by itself although the gateway has carried the call out. */
function refusedByProxy(
  ...statuses: readonly number[]
): Readonly<Record<`proxy-${number}`, () => TransportResult>> {
  return Object.fromEntries(
    statuses.map((status) => [
      `proxy-${status}`,
      () => answered({ status, text: `{"response":{"rmsg":"HTTP ${status}"}}` }),
    ]),
  );
}

type Before = keyof typeof BEFORE;
type After = keyof typeof AFTER;

/** Everything that can happen to a call on its way, in the order of the table. */
export const FAULTS: readonly (Before | After)[] = [
  ...(Object.keys(BEFORE) as Before[]),
  ...(Object.keys(AFTER) as After[]),
];

/** Milliseconds. */
const ONE_WAY = [5, 60] as const;
const LATE = [1_000, 300_000] as const;

/** The way to the gateway and back, with everything that can happen on it. */
export function createExchange({
  time,
  faultInjector,
  gateway,
  coverage,
  note,
  faults = FAULTS,
}: ExchangeDeps) {
  const { random } = faultInjector;
  const oneWay = (): number => random.between(...ONE_WAY);

  return async function exchange(
    request: Omit<SignedRequest, 'headers'>,
    deadlineMs: number,
  ): Promise<TransportResult> {
    const fault = faultInjector.strikes() ? random.pick(faults) : undefined;
    coverage.count(stepOf(request.method, request.path), fault);
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
    fault: Before | After | undefined,
    lateBy: number,
  ): Promise<TransportResult> {
    await time.sleep(oneWay());
    if (fault !== undefined && isBefore(fault)) return BEFORE[fault]();
    if (fault === 'request-late' || fault === 'request-twice')
      time.after(lateBy, () => void receive(request));
    if (fault === 'request-late') return never();
    const first = await gateway.receive(request);
    const answer = fault?.startsWith('copy-') === true ? await gateway.receive(request) : first;
    await time.sleep(fault === 'answer-late' ? lateBy : oneWay());
    return fault === undefined ? answered(answer) : AFTER[fault](answer);
  }

  async function receive(request: Omit<SignedRequest, 'headers'>): Promise<void> {
    const { status } = await gateway.receive(request);
    note(`late: ${request.path} ${status}`);
  }

  function withinDeadline(reply: Promise<TransportResult>, deadlineMs: number): Promise<TransportResult> {
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

function isBefore(fault: Before | After): fault is Before {
  return fault in BEFORE;
}

interface ExchangeDeps {
  readonly time: VirtualTime;
  readonly faultInjector: FaultInjector;
  readonly gateway: SimulatedGateway;
  readonly coverage: CoverageCounter;
  readonly note: RecordCall;
  /** What can go wrong; everything by default. */
  readonly faults?: readonly (Before | After)[];
}

export type SimulatedTransport = ReturnType<typeof createExchange>;

const SERVER_TIMEOUT = '{"status":"SERVER_ERROR","reason":"SERVER_TIMEOUT"}';

function answered(
  answer: Omit<SimulatedGatewayResponse, 'date'> & { readonly date?: string },
): TransportResult {
  return { kind: 'answered', ...answer };
}

function reset(): TransportResult {
  return { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
