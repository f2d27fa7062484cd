import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { TenantCredentials, TenantProfile } from '../tenant/tenant.ts';

/** A request to OCC's admin APIs. */
export interface AdminRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly json?: object;
  readonly multipart?: FormData;
  readonly site?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Statuses that are an answer here, beside 2xx. */
  readonly alsoGood?: readonly number[];
}

export interface AdminResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** A tenant's admin APIs, logged in. Rejects with a CommandProblem that names the call and OCC's own words. */
export interface AdminClient {
  send(path: string, request?: AdminRequest): Promise<AdminResponse>;
  /** The JSON of the answer, held against a schema. */
  read<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    request?: AdminRequest,
  ): Promise<z.output<Schema>>;
  /** Tries the paths in turn: releases of OCC spell some calls in different ways. */
  sendEither(paths: readonly string[], request?: AdminRequest): Promise<AdminResponse>;
  /** A token for the extension's operator routes, which OCC verifies. */
  token(): Promise<string>;
}

export interface AdminClientOptions {
  /** Milliseconds for one call. An upload may take longer than a question. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

const login = z.object({ access_token: z.string() });
const refusal = z.object({
  message: z.string(),
  errorCode: z.union([z.string(), z.number()]).optional(),
  'o:errorDetails': z.array(z.object({ message: z.string().optional() })).optional(),
});

/** Logs in when it is first needed, and once more when a token has expired: it lives five minutes. OCC: REST authentication. */
export function createAdminClient(
  { adminUrl, credentials, name }: Pick<TenantProfile, 'adminUrl' | 'credentials' | 'name'>,
  { timeoutMs = TIMEOUT_MS }: AdminClientOptions = {},
): AdminClient {
  let token: Promise<string> | undefined;

  async function exchange(url: URL, init: RequestInit): Promise<AdminResponse> {
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    } catch (error) {
      throw new CommandProblem(
        'occ-unreachable',
        `OCC at ${url.origin} cannot be reached (${causeOf(error)}).`,
        {
          remedy: `check adminUrl of tenant ${name} (OCC_ADMIN_URL) and the network.`,
          cause: error,
        },
      );
    }
  }

  async function logIn(): Promise<string> {
    const { path, form, bearer } = await loginRequest(credentials);
    const answer = await exchange(new URL(path, adminUrl), {
      method: 'POST',
      headers: { ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
      body: new URLSearchParams(form),
    });
    if (answer.status === 401 || answer.status === 403 || answer.status === 400) {
      throw new CommandProblem(
        'occ-refused',
        `OCC at ${adminUrl} refuses the ${credentials.kind === 'user' ? 'user name, password or one-time code' : 'application key'} (HTTP ${answer.status}).`,
        {
          remedy:
            credentials.kind === 'user'
              ? 'check them; a one-time code is valid for half a minute.'
              : 'take the key from Settings > Web APIs > Registered Applications; keys expire.',
        },
      );
    }
    return parsed(answer, login, path).access_token;
  }

  async function authorized(path: string, request: AdminRequest): Promise<AdminResponse> {
    const url = new URL(path, adminUrl);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, value);
    }
    const call = async (): Promise<AdminResponse> =>
      exchange(url, {
        method: request.method ?? 'GET',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${await (token ??= logIn())}`,
          ...(request.json !== undefined && { 'content-type': 'application/json' }),
          ...(request.site !== undefined && { 'x-ccsite': request.site }),
        },
        ...(request.json !== undefined && { body: JSON.stringify(request.json) }),
        ...(request.multipart !== undefined && { body: request.multipart }),
      });
    const first = await call();
    if (first.status !== 401) return first;
    token = undefined;
    return call();
  }

  async function send(path: string, request: AdminRequest = {}): Promise<AdminResponse> {
    const answer = await authorized(path, request);
    if (isGood(answer, request)) return answer;
    throw toProblem(answer, `${request.method ?? 'GET'} ${path}`);
  }

  return {
    send,
    async read(path, schema, request) {
      return parsed(await send(path, request), schema, path);
    },
    async sendEither(paths, request = {}) {
      let answer: AdminResponse | undefined;
      for (const path of paths) {
        answer = await authorized(path, request);
        if (answer.status !== 404 && answer.status !== 405) break;
      }
      if (answer !== undefined && isGood(answer, request)) return answer;
      throw toProblem(answer ?? { status: 404, body: Buffer.alloc(0) }, paths.join(' or '));
    },
    token: () => (token ??= logIn()),
  };
}

async function loginRequest(credentials: TenantCredentials): Promise<{
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly bearer?: string;
}> {
  if (credentials.kind === 'application-key') {
    const form = { grant_type: 'client_credentials' };
    return { path: '/ccadmin/v1/login', form, bearer: await credentials.key() };
  }
  const { username, password, oneTimeCode } = credentials;
  const form = { grant_type: 'password', username, password: await password() };
  return oneTimeCode === undefined
    ? { path: '/ccadmin/v1/login', form }
    : { path: '/ccadmin/v1/mfalogin', form: { ...form, totp_code: await oneTimeCode() } };
}

function isGood({ status }: AdminResponse, { alsoGood = [] }: AdminRequest): boolean {
  return (status >= 200 && status < 300) || alsoGood.includes(status);
}

function toProblem({ status, body }: AdminResponse, call: string): CommandProblem {
  const said = refusal.safeParse(jsonOf(body)).data;
  const details = (said?.['o:errorDetails'] ?? []).flatMap(({ message }) =>
    message === undefined ? [] : [message],
  );
  return new CommandProblem(
    'occ-refused',
    `OCC refused ${call}: HTTP ${status}${said === undefined ? '' : `, ${said.message}`}${said?.errorCode === undefined ? '' : ` (${said.errorCode})`}`,
    { details },
  );
}

function parsed<Schema extends z.ZodType>(
  { body }: AdminResponse,
  schema: Schema,
  path: string,
): z.output<Schema> {
  const result = schema.safeParse(jsonOf(body));
  if (result.success) return result.data;
  throw new CommandProblem('occ-answer', `OCC's answer to ${path} is not what its documentation says.`, {
    remedy: 'check that adminUrl is the administration server of Oracle Commerce Cloud.',
  });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** `fetch failed` says little; the cause below it says which. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message : 'no answer';
}
