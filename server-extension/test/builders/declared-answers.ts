import type { ServerResponse } from 'node:http';
import type * as z from 'zod';
import { errorBody } from '../../src/http/error-body.ts';
import type { HandleRequest } from '../../src/http/answer.ts';
import { problemsByStatus } from '../../src/http/route-problems.ts';
import { pathAndQuery, ROUTE_PREFIX, type RouteDeclaration } from '../../src/http/route.ts';

/** An answer as it left the extension. */
export interface SentAnswer {
  readonly method: string;
  /** With or without the folder in which OCC serves extensions, and with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** @throws Error that names route, status and the place in the body of an answer that its route does not declare. */
export type RequireDeclared = (answer: SentAnswer) => void;

/** Holds every real answer against what its route declares. Where there is no route, against the one shape of errors. */
export function createDeclaredAnswers(routes: readonly RouteDeclaration[]): RequireDeclared {
  return (answer) => {
    const { method, status, headers, text } = answer;
    // The host's own answers have no id of a request, and HEAD has no body.
    if (headers['x-request-id'] === undefined || method === 'HEAD') return;
    const [path] = pathAndQuery(answer.path);
    const [, below] = path.split(ROUTE_PREFIX);
    const route = routes.find((each) => each.method === method && each.path === below);
    // A query or another spelling, where the route takes none.
    const isElsewhere = route === undefined || status === 404;
    const failure = isElsewhere && status >= 400 ? mismatch(errorBody(), text) : failureOf(route, answer);
    if (failure !== undefined) throw new Error(`${method} ${path} answered ${status}: ${failure}\n${text}`);
  };
}

function failureOf(
  route: RouteDeclaration | undefined,
  { status, headers, text }: SentAnswer,
): string | undefined {
  if (route === undefined) return 'there is no such route.';
  const own = route.answers[status];
  const codes = problemsByStatus(route).get(status) ?? [];
  const contentType = String(headers['content-type']);
  if (own !== undefined && contentType.startsWith(own.contentType ?? 'application/json')) {
    const failure = mismatch(own.schema(), text, own.contentType);
    if (failure === undefined || codes.length === 0) return failure;
    return mismatch(errorBody(), text) === undefined ? undeclaredCode(codes, text) : failure;
  }
  if (codes.length === 0) return 'the route declares no such status.';
  return mismatch(errorBody(), text) ?? undeclaredCode(codes, text);
}

function undeclaredCode(codes: readonly string[], text: string): string | undefined {
  const { code } = JSON.parse(text) as { readonly code: string };
  return codes.includes(code)
    ? undefined
    : `the route declares ${codes.join(', ')} with this status, not ${code}.`;
}

function mismatch(schema: z.ZodType, text: string, contentType?: string): string | undefined {
  const parsed = schema.safeParse(contentType?.startsWith('text/') === true ? text : valueOf(text));
  if (parsed.success) return undefined;
  return parsed.error.issues.flatMap((issue) => wordsOf(issue)).join('; ');
}

/** Of a union, the words of the alternative that fits best. */
function wordsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const alternatives = issue.errors.map((issues) => issues.flatMap((each) => wordsOf(each, path)));
    return alternatives.reduce((best, next) => (next.length < best.length ? next : best));
  }
  return [`${path.map(String).join('.') || 'the body'}: ${issue.message}`];
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Looks at every answer on its way out, and changes none. */
export function createAnswerWitness(
  routes: readonly RouteDeclaration[],
  onUndeclared: (failure: string) => void,
): (answer: HandleRequest) => HandleRequest {
  const requireDeclared = createDeclaredAnswers(routes);
  return (answer) => (req, res) => {
    const end = res.end.bind(res) as (text?: unknown) => ServerResponse;
    const witness = (text?: string): ServerResponse => {
      const ended = end(text);
      try {
        requireDeclared({
          method: String(req.method),
          path: req.url,
          status: res.statusCode,
          headers: sentHeaders(res),
          text: text ?? '',
        });
      } catch (error) {
        onUndeclared(String(error));
      }
      return ended;
    };
    answer(req, Object.assign(res, { end: witness as ServerResponse['end'] }));
  };
}

/** Those given to `writeHead` are not among `getHeaders()`: they are read from the head as it was sent. */
function sentHeaders(res: ServerResponse): Readonly<Record<string, string>> {
  const { _header: head = '' } = res as unknown as { readonly _header?: string };
  return Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': '))
      .map(([name = '', ...value]) => [name.toLowerCase(), value.join(': ')]),
  );
}
