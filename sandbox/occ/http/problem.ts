/** An answer of OCC's REST API that says no: its HTTP status, a sentence, and OCC's error code. */
export class OccProblem extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly details: readonly OccProblemDetail[];

  constructor(
    status: number,
    message: string,
    options: { errorCode?: string; details?: readonly OccProblemDetail[] } = {},
  ) {
    super(message);
    this.name = 'OccProblem';
    this.status = status;
    this.errorCode = options.errorCode ?? DEFAULT_CODES[status] ?? '00000';
    this.details = options.details ?? [];
  }
}

/** One field that is wrong, as OCC lists them under `o:errorDetails`. */
export interface OccProblemDetail {
  readonly message: string;
  readonly 'o:errorPath': string;
}

const DEFAULT_CODES: Readonly<Record<number, string>> = {
  400: '26001',
  401: '26007',
  403: '26008',
  404: '26101',
  405: '26105',
  409: '26102',
};

/** The body of a refusal. OCC writes the status as a string. */
export function toProblemBody(problem: OccProblem): Record<string, unknown> {
  return {
    status: String(problem.status),
    message: problem.message,
    errorCode: problem.errorCode,
    ...(problem.details.length === 0 ? {} : { 'o:errorDetails': problem.details }),
  };
}
