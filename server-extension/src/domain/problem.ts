/** Every problem that an answer can report, and its HTTP status. */
const STATUS = {
  'malformed-request': 400,
  /** The payment's method does not declare the operation. */
  'not-supported': 400,
  'bad-signature': 401,
  'not-authenticated': 401,
  'seal-invalid': 401,
  'seal-expired': 401,
  'not-allowed': 403,
  /** The setting `operatorRoles` does not give the caller the right that the route takes. */
  'role-missing': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  unprocessable: 422,
  'too-many-requests': 429,
  'internal-failure': 500,
  'gateway-failure': 502,
  'not-configured': 503,
  'journal-unavailable': 503,
  'in-progress': 503,
  'not-sent': 503,
  'outcome-unknown': 503,
  'wait-for-result': 503,
} as const;

export type ProblemCode = keyof typeof STATUS;

export const problemCodes = Object.keys(STATUS) as readonly ProblemCode[];

/** The HTTP status that goes with a problem. */
export function statusOf(code: ProblemCode): number {
  return STATUS[code];
}

/** Seconds after which the same request may succeed, for what passes by itself. */
const RETRY_AFTER_SECONDS: Readonly<Partial<Record<ProblemCode, number>>> = {
  'wait-for-result': 30,
  'journal-unavailable': 10,
  'in-progress': 5,
  'not-sent': 10,
  'outcome-unknown': 30,
};

/** What a line of the log says about a problem beside its code: which page, which setting, whose site. */
export interface ProblemContext {
  /** Of the page that asked: `https://shop.example`. */
  readonly pageOrigin?: string;
  /** Id of the gateway setting that decides. */
  readonly setting?: string;
  readonly site?: string;
  readonly channel?: string;
  /** The machine that refused, by name and port. */
  readonly host?: string;
}

/** One wrong field: where it is (`body:amount`, `header:x-ccsite`) and what to do about it. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
  /** It is not there at all. */
  readonly isMissing?: true;
}

/** What only some problems have; see {@link Problem}. */
export interface ProblemDetails {
  readonly retryAfter?: number;
  readonly errorCode?: string;
  readonly moreInfo?: string;
  readonly details?: ProblemContext;
}

/**
 * Something that a person or program has to put right. The message names the field or setting and the remedy; it is
 * safe to show and never holds a secret, a token or a card number. A decline is not a problem: it is an answer.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly fields: readonly FieldProblem[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
  /** The name under which the caller's program knows this error, where it has one of its own. */
  readonly errorCode?: string;
  /** A second sentence, for callers that look for one. */
  readonly moreInfo?: string;
  /** For the log only. */
  readonly details: ProblemContext;

  constructor(
    code: ProblemCode,
    message: string,
    fields: readonly FieldProblem[] = [],
    { retryAfter = RETRY_AFTER_SECONDS[code], errorCode, moreInfo, details = {} }: ProblemDetails = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.status = STATUS[code];
    this.fields = fields;
    this.details = details;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
    if (errorCode !== undefined) this.errorCode = errorCode;
    if (moreInfo !== undefined) this.moreInfo = moreInfo;
  }
}
