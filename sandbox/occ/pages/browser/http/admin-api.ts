/** A refusal, as a sentence for the person at the page. */
export class AdminApiError extends Error {
  readonly status: number;
  /** What is wrong with single fields: OCC's `o:errorDetails`, path and sentence. */
  readonly details: readonly (readonly [path: string, message: string])[];
  /** The whole answer, where it was JSON. */
  readonly body: unknown;

  constructor(status: number, message: string, details: AdminApiError['details'] = [], body?: unknown) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.details = details;
    this.body = body;
  }
}

export interface AdminApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer is a file of text and no JSON. */
  readonly isText?: true;
}

/** Calls OCC's APIs and the extension's as the sandbox's administrator. Rejects with a `Refusal`. */
export type AdminApi = (call: AdminApiCall) => Promise<unknown>;

/** The sandbox's own administrator: it exists on this machine only, so the pages sign in by themselves. */
const ADMINISTRATOR = { grant_type: 'password', username: 'admin@example.com', password: 'admin' };

/** One token for each API root, as OCC wants it; a token that has expired is replaced once. */
export function createAdminApi(fetch: typeof globalThis.fetch): AdminApi {
  const tokens = new Map<string, string>();

  async function tokenFor(root: string): Promise<string> {
    const known = tokens.get(root);
    if (known !== undefined) return known;
    const answer = await fetch(`${root}/login`, { method: 'POST', body: new URLSearchParams(ADMINISTRATOR) });
    const { access_token: token } = (await readJson(answer)) as { access_token: string };
    tokens.set(root, token);
    return token;
  }

  async function send(
    { method = 'GET', path, body, headers = {} }: AdminApiCall,
    root: string,
  ): Promise<Response> {
    return fetch(path, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${await tokenFor(root)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  return async (call) => {
    const root = call.path.startsWith('/ccagent/') ? '/ccagent/v1' : '/ccadmin/v1';
    const answer = await send(call, root);
    if (answer.status !== 401) return read(answer, call);
    tokens.delete(root);
    return read(await send(call, root), call);
  };
}

function read(answer: Response, { isText }: AdminApiCall): Promise<unknown> {
  return isText && answer.ok ? answer.text() : readJson(answer);
}

async function readJson(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return body;
  const { message, 'o:errorDetails': details } = (body ?? {}) as {
    message?: unknown;
    'o:errorDetails'?: readonly { message: string; 'o:errorPath': string }[];
  };
  throw new AdminApiError(
    answer.status,
    typeof message === 'string' ? message : `The server answered ${answer.status}.`,
    details?.map((detail) => [detail['o:errorPath'], detail.message] as const),
    body,
  );
}

/** The sentence for whatever a call rejected with. */
export function sentenceOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : 'Something went wrong.';
}
