/** What an answer of the extension tells its caller; from OCC's payment webhook and the extension's API, `docs/openapi.yaml`. */

/** `open`: the caller has to ask again. */
export type Meaning = 'yes' | 'no' | 'open';

export interface ReadAnswer {
  readonly meaning: Meaning;
  /** Of a no: minor units that were moved before it. */
  readonly part: number;
  /** What has to be the same in every answer to the same request; undefined in what is no result. */
  readonly result?: string;
  /** A result that stays: nothing was certainly not sent. */
  readonly isFinal: boolean;
}

/** OCC: response codes of the generic and card payment webhook. */
const GRANTED = /^(?:1000|2000|3000|4000|11000)$/;
const DENIED = /^(?:7000|8000|9000|10000|12000)$/;
const OPEN: ReadAnswer = { meaning: 'open', part: 0, isFinal: false };

type Body = Readonly<Record<string, unknown>>;

export function readAnswer(status: number, text: string): ReadAnswer {
  if (status >= 500) return OPEN;
  const body = toBody(text);
  if (status === 200) return result(body, text);
  if (status === 400 && ('responseCode' in body || 'merchantTransactionId' in body))
    return { ...result(body, text), meaning: 'no' };
  if (status === 409) return conflict(body, text);
  return { meaning: 'no', part: 0, isFinal: false };
}

/** 409: under way, the first result of the same request, or a no that depends on where the payment stands. */
function conflict(body: Body, text: string): ReadAnswer {
  const { first } = body;
  if (isBody(first)) {
    const { meaning } = result(first, '');
    return { meaning, part: 0, isFinal: true };
  }
  if (body['code'] === 'wait-for-result' || body['code'] === 'in-progress') return OPEN;
  const amount = /Done in part: (\d+)(?:\.(\d+))? /.exec(text);
  return { meaning: 'no', part: Number(`${amount?.[1] ?? 0}${amount?.[2] ?? ''}`), isFinal: false };
}

function result(body: Body, text: string): ReadAnswer {
  const code = codeOf(body);
  const isFinal = !text.includes('"NOT_SENT"');
  const same = { part: 0, isFinal, ...(isFinal && { result: comparable(body, text) }) };
  if (code !== undefined) {
    if (GRANTED.test(code)) return { meaning: 'yes', ...same };
    return DENIED.test(code) ? { meaning: 'no', ...same } : OPEN;
  }
  const { state } = body;
  return { meaning: state === 'completed' || state === 'pending' ? 'yes' : 'no', ...same };
}

/** A card's answer has the code under `authorizationResponse` and the like, every other one at the top. */
function codeOf(body: Body): string | undefined {
  for (const part of [body, ...Object.values(body).filter(isBody)])
    if ('responseCode' in part) return String(part['responseCode']);
  return undefined;
}

/** Where the payment stands by now may differ from one answer to the next. */
function comparable(body: Body, text: string): string {
  if (!('steps' in body)) return text;
  return JSON.stringify({ ...body, payment: undefined, allowed: undefined });
}

function toBody(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    return isBody(value) ? value : {};
  } catch {
    return {};
  }
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
