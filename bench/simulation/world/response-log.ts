import type { ExtensionResponse, ExtensionRequest } from './instance.ts';

/** What was asked of the extension: of one delivery, or under one key of the OMS. */
export interface RecordedRequest {
  readonly id: string;
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund' | 'reverse' | 'reduce' | 'increment' | 'charge';
  readonly orderId: string;
  readonly paymentGroupId: string;
  /** Minor units. */
  readonly amount: number;
  readonly request: ExtensionRequest;
  /** The different texts of all answers that hold a result; more than one is a fault of the extension's. */
  readonly texts: Set<string>;
  /** What is certain now; undefined while every answer was a 503, or none. */
  reported: 'yes' | 'no' | undefined;
  /** The shopper clicked twice: the payment group was asked for under another transaction id as well. */
  hasTwin: boolean;
  /** Of a no that came too late: the minor units that were moved before it. */
  inPart: number;
  /** CyberSource's id, where it was a yes. */
  ref?: string;
}

/** What was done in CyberSource's Business Center, without the extension. */
export interface RecordedChange extends Pick<RecordedRequest, 'orderId' | 'paymentGroupId' | 'amount'> {
  /** What it comes to: a reversal and a void end what was held or captured. */
  readonly kind: 'capture' | 'void' | 'refund';
}

/** What the extension has answered. */
export interface ResponseLog {
  ask(asked: Omit<RecordedRequest, 'texts' | 'reported' | 'inPart' | 'hasTwin'>): RecordedRequest;
  record(asked: RecordedRequest, answer: ExtensionResponse | undefined): void;
  /** A delivery with a changed body was answered as if it were the true one. */
  recordForgery(id: string): void;
  forgeries(): readonly string[];
  all(): readonly RecordedRequest[];
  ofOrder(orderId: string): readonly RecordedRequest[];
  recordExternal(change: RecordedChange): void;
  externalOf(orderId: string): readonly RecordedChange[];
}

/** @param onChange called with each change that the extension did not make */
export function createAnswerLog(onChange: (change: RecordedChange) => void = () => undefined): ResponseLog {
  const asks: RecordedRequest[] = [];
  const forgeries: string[] = [];
  const external: RecordedChange[] = [];
  const byOrder = new Map<string, RecordedRequest[]>();
  return {
    ask(asked) {
      const entry: RecordedRequest = {
        ...asked,
        texts: new Set(),
        reported: undefined,
        inPart: 0,
        hasTwin: false,
      };
      asks.push(entry);
      const others = byOrder.get(asked.orderId);
      if (others) others.push(entry);
      else byOrder.set(asked.orderId, [entry]);
      return entry;
    },
    record,
    recordForgery: (id) => void forgeries.push(id),
    forgeries: () => forgeries,
    all: () => asks,
    ofOrder: (orderId) => byOrder.get(orderId) ?? [],
    recordExternal(change) {
      external.push(change);
      onChange(change);
    },
    externalOf: (orderId) => external.filter((change) => change.orderId === orderId),
  };
}

function record(asked: RecordedRequest, answer: ExtensionResponse | undefined): void {
  if (answer === undefined || answer.status >= 500) {
    // What was refused once may have been carried out this time.
    if (asked.texts.size === 0) asked.reported = undefined;
    return;
  }
  const text = isResult(answer) ? answer.text : firstIn(answer.text);
  if (text === undefined) {
    // Something is under way that may yet allow it.
    if (answer.text.includes('"wait-for-result"')) return;
    // A later 409 takes nothing back: the request was refused this time only.
    asked.reported ??= 'no';
    asked.inPart = doneIn(answer.text);
    return;
  }
  // What was certainly not sent may be sent when it is delivered again: the one answer that may change.
  if (!text.includes('"NOT_SENT"')) asked.texts.add(toComparable(text));
  const { yes, ref } = read(text);
  asked.reported = yes ? 'yes' : 'no';
  if (ref !== undefined) asked.ref = ref;
}

/** HTTP 400 with a response code, or with an id of the attempt: what CyberSource refused of an OMS. */
function isResult({ status, text }: ExtensionResponse): boolean {
  const isRefusal = text.includes('"responseCode"') || text.includes('"merchantTransactionId"');
  return status === 200 || (status === 400 && isRefusal);
}

/** Where the payment stands changes with whatever else is done to it; what an operation came to stays. */
function toComparable(text: string): string {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (!isOperation(body)) return text;
  return JSON.stringify({ ...body, payment: undefined, allowed: undefined });
}

/** An answer of the routes that the replaced plugin does not have. */
function isOperation(body: Readonly<Record<string, unknown>>): boolean {
  return 'state' in body && 'steps' in body;
}

/** An OMS without a key of its own gets the first result in a 409. */
function firstIn(text: string): string | undefined {
  const { first } = JSON.parse(text) as { readonly first?: object };
  return first && JSON.stringify(first);
}

/** The amount in a refusal that was carried out in part, decimals dropped. */
function doneIn(text: string): number {
  return Number(/Done in part: ([\d.]+) /.exec(text)?.[1]?.replace('.', '') ?? 0);
}

const YES: ReadonlySet<string> = new Set(['1000', '2000', '3000', '4000', '11000']);

/** Whether an answer of HTTP 200 grants what was asked. */
export function isYes({ text }: ExtensionResponse): boolean {
  return read(text).yes;
}

function read(text: string): { readonly yes: boolean; readonly ref: string | undefined } {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (isOperation(body)) {
    const { state, requestId } = body;
    return {
      yes: state === 'completed' || state === 'pending',
      ref: typeof requestId === 'string' ? requestId : undefined,
    };
  }
  const inner = Object.values(body).find((value) => isObject(value) && 'responseCode' in value) ?? body;
  const { responseCode, hostTransactionId } = inner as Readonly<Record<string, unknown>>;
  return {
    yes: YES.has(String(responseCode)),
    ref: typeof hostTransactionId === 'string' ? hostTransactionId : undefined,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
