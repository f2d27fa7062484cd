import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { jsonIn } from '../../domain/json/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import type { SiteId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import type { Secret } from '../../domain/secret.ts';
import { createAdminToken, loginAnswer } from './admin-token.ts';

/** Calls of OCC's REST APIs. All end in time and follow no redirect; they reject with Problem `gateway-failure` where OCC does not answer. */
export interface OccCalls {
  /** With the token that it gives, or none. */
  readonly call: (url: string, asked: OccCall) => Promise<OccAnswer>;
  /** A path of the admin API, with our own token. */
  readonly asAdmin: (
    path: string,
    site: SiteId | undefined,
    change?: Pick<OccCall, 'method' | 'json' | 'language'>,
  ) => Promise<OccAnswer>;
  /** A path of the application API, with our own token. */
  readonly asApplication: (path: string, change?: Pick<OccCall, 'method' | 'json'>) => Promise<OccAnswer>;
}

/** Any status; the text is what came. */
export interface OccAnswer {
  readonly status: number;
  readonly text: string;
}

export interface OccCallsOptions {
  readonly storeUrl: string;
  readonly adminUrl: string;
  readonly applicationKey: Secret;
  /** Milliseconds for one call, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly observeCall?: ObserveOccCall;
  readonly traceCall?: TraceOccCall;
}

/** Makes a call as a step of the trace under way, with the headers that tell the trace to OCC. Gives what the call gives. */
export type TraceOccCall = <Result>(
  template: string,
  call: (headers: Readonly<Record<string, string>>) => Promise<Result>,
) => Promise<Result>;

/** Gets every call once it has ended: its path without ids, the HTTP status (undefined without an answer), and how long it took. */
export type ObserveOccCall = (template: string, status: number | undefined, seconds: number) => void;

/** One call. */
export interface OccCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly token?: string;
  readonly site?: SiteId | undefined;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** OCC: header `x-ccasset-language`, the language of the labels that are written. */
  readonly language?: string;
  /** @default the client's */
  readonly timeoutMs?: number;
}

const ANSWER_CHARACTERS_MAX = 4_000_000;

export function createOccCalls({
  storeUrl,
  adminUrl,
  applicationKey,
  timeoutMs,
  now,
  observeCall,
  traceCall = (_template, untraced) => untraced({}),
}: OccCallsOptions): OccCalls {
  const token = createAdminToken(() => logIn(`${adminUrl}/ccadmin/v1/login`), now);
  const appToken = createAdminToken(() => logIn(`${storeUrl}/ccapp/v1/login`), now);

  async function logIn(url: string): Promise<Shape<typeof loginAnswer>> {
    const form = { grant_type: 'client_credentials' };
    const answer = await call(url, {
      method: 'POST',
      token: applicationKey.reveal(),
      form,
    });
    if (answer.status === 401 || answer.status === 403) {
      throw new Problem(
        'not-configured',
        'OCC refused the application key: set a valid one (ATG_APPLICATION_TOKEN).',
        [],
        { details: { host: new URL(url).host, setting: 'ATG_APPLICATION_TOKEN' } },
      );
    }
    return loginAnswer().parse(requireOk(answer, 'login'));
  }

  const call = (url: string, asked: OccCall): Promise<OccAnswer> =>
    traceCall(templateOf(url), (traced) => send(url, asked, traced));

  async function send(
    url: string,
    { method = 'GET', token: bearer, site, form, json, language, timeoutMs: longestMs = timeoutMs }: OccCall,
    traced: Readonly<Record<string, string>>,
  ): Promise<OccAnswer> {
    const startedAt = performance.now();
    const observe = (status: number | undefined): void =>
      observeCall?.(templateOf(url), status, (performance.now() - startedAt) / 1000);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(longestMs),
        headers: {
          accept: 'application/json',
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...present({ 'x-ccsite': site }),
          ...(json && { 'content-type': 'application/json' }),
          ...present({ 'x-ccasset-language': language }),
          ...traced,
        },
        ...(form && { body: new URLSearchParams(form) }),
        ...(json && { body: JSON.stringify(json) }),
      });
      const text = await response.text();
      observe(response.status);
      return { status: response.status, text };
    } catch {
      observe(undefined);
      throw new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
    }
  }

  /** A token can be withdrawn before its time: one new login, then it counts. */
  async function asAdmin(
    path: string,
    site: SiteId | undefined,
    change: Pick<OccCall, 'method' | 'json' | 'language'> = {},
  ): Promise<OccAnswer> {
    const first = await token();
    const answer = await call(`${adminUrl}${path}`, { ...change, token: first, site });
    if (answer.status !== 401) return answer;
    token.forget(first);
    return call(`${adminUrl}${path}`, { ...change, token: await token(), site });
  }

  async function asApplication(
    path: string,
    change: Pick<OccCall, 'method' | 'json'> = {},
  ): Promise<OccAnswer> {
    const first = await appToken();
    const answer = await call(`${storeUrl}${path}`, { ...change, token: first });
    if (answer.status !== 401) return answer;
    appToken.forget(first);
    return call(`${storeUrl}${path}`, { ...change, token: await appToken() });
  }

  return { call, asAdmin, asApplication };
}

/** `/ccadmin/v1/orders`: what follows it in a path is an id, or belongs to one. */
function templateOf(url: string): string {
  return new URL(url).pathname.split('/').slice(0, 4).join('/');
}

const refusal = lazy(() => z.object({ message: z.string() }));

const REASON_CHARACTERS_MAX = 200;

/** What OCC says about a request that it refuses, with the status. */
export function reasonIn({ status, text }: OccAnswer): string {
  // A proxy's page is no JSON.
  const { data } = refusal().safeParse(jsonIn(text));
  return data === undefined
    ? `HTTP ${status}`
    : `${data.message.slice(0, REASON_CHARACTERS_MAX)} (HTTP ${status})`;
}

/** What a successful answer says. @throws Problem `gateway-failure`, which names what was asked for. */
export function requireOk({ status, text }: OccAnswer, what: string): unknown {
  if (status >= 200 && status < 300 && text.length <= ANSWER_CHARACTERS_MAX) {
    const json = jsonIn(text);
    // An answer that is not JSON was not given by OCC's API: it is treated as a failure.
    if (json !== undefined) return json;
  }
  throw noUsableAnswer(what, status);
}

/** For an answer that need not say anything. @throws Problem `gateway-failure`, which names what was asked for. */
export function requireDone({ status }: OccAnswer, what: string): void {
  if (status < 200 || status >= 300) throw noUsableAnswer(what, status);
}

function noUsableAnswer(what: string, status: number): Problem {
  return new Problem('gateway-failure', `OCC gave no usable answer (${what}, HTTP ${status}). Try again.`);
}
