import type {
  TransportResult,
  SignedRequest,
} from '../../../server-extension/src/cybersource/client/transport.ts';
import type { SimulatedGatewayResponse, SimulatedGateway } from './gateway.ts';
import { type CoverageCounter, createFaultChoice, stepOf } from './coverage.ts';
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
  // Who asked may not be there any more.
  'instance-dies': answered,
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

/** What each fault is, for the guide. */
export const FAULT_MEANINGS: Readonly<Record<Before | After, string>> = {
  'not-reached': 'CyberSource refuses the connection; nothing was sent',
  'request-lost': 'The request is lost, and no answer comes',
  'reset-before': 'The connection breaks before CyberSource has received the request',
  'timeout-before': 'A proxy answers 502 in place of CyberSource',
  redirected: 'A proxy answers 307',
  'too-many-requests': 'HTTP 429',
  unavailable: 'HTTP 503',
  'request-late': 'The request arrives up to five minutes late; no answer comes',
  'request-twice': 'The request arrives once more, up to five minutes later',
  'answer-late': 'The answer is under way for up to five minutes',
  'answer-lost': 'The answer is lost',
  'reset-after': 'The connection breaks after CyberSource has carried the request out',
  'timeout-after': '502 although it was carried out',
  'half-an-answer': 'The second half of the answer is missing',
  'empty-answer': 'The answer has no body',
  'page-of-html': 'A page of HTML in place of the answer',
  'unknown-status': 'A status that no document lists, where the answer has one',
  'duplicate-refusal': 'Refused as a duplicate although it was carried out',
  'copy-answered': 'A proxy delivers the request twice; the answer is that to the copy',
  'copy-not-believed': 'The same, and the copy is answered 401 because its token was used',
  ...refusalMeanings(401, 403, 404, 405, 407, 408, 409, 413, 429),
  'instance-dies': 'The instance that calls dies before the request has arrived, or before the answer has',
};

function refusalMeanings(...statuses: readonly number[]): Readonly<Record<`proxy-${number}`, string>> {
  return Object.fromEntries(
    statuses.map((status) => [`proxy-${status}`, `A proxy answers ${status} although it was carried out`]),
  );
}

/** Milliseconds. */
const ONE_WAY = [5, 60] as const;
const LATE = [1_000, 300_000] as const;
/** Before the request has arrived, or before the answer has. */
const DIES_AFTER = [0, 120] as const;

/** The way to the gateway and back, with everything that can happen on it; `die` ends the instance that calls. */
export function createExchange({
  time,
  faultInjector,
  gateway,
  coverage,
  note,
  seed,
  faults = FAULTS,
}: ExchangeDeps) {
  const { random } = faultInjector;
  const faultOf = createFaultChoice({ faultInjector, faults, seed, coverage });
  const oneWay = (): number => random.between(...ONE_WAY);

  return async function exchange(
    request: Omit<SignedRequest, 'headers'>,
    deadlineMs: number,
    die: () => void,
  ): Promise<TransportResult> {
    const fault = faultOf(stepOf(request.method, request.path));
    const lateBy = random.between(...LATE);
    if (fault === 'instance-dies') time.after(random.between(...DIES_AFTER), die);
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
  /** Which faults come first. */
  readonly seed: number;
  /** What can go wrong; everything by default. */
  readonly faults?: readonly (Before | After)[];
}

/** As one instance reaches it. */
export type SimulatedTransport = (
  request: Omit<SignedRequest, 'headers'>,
  deadlineMs: number,
) => Promise<TransportResult>;

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
