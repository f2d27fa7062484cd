import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import type { ProblemCode } from '../domain/problem.ts';
import type { LimitedRoute } from '../guard/request-limits.ts';
import type { Lazy } from '../domain/json/lazy.ts';
import type { OperatorRight } from '../domain/operator.ts';
import type { RouteCaller } from './callers.ts';

/** Where the routes live inside the extension; OCC serves them below `/ccstorex/custom`. */
export const ROUTE_PREFIX = '/isv-payment/v2';

/** Node's own, so that routes run inside any Express and without one. A host may have put these on it. */
export type Request = IncomingMessage & {
  readonly url: string;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The body's bytes or text, as OCC keeps them. */
  readonly rawBody?: unknown;
  /** Where Express mounted the extension. */
  readonly baseUrl?: string;
};

export type Response = ServerResponse & {
  /** The id of the request in its answer and in the log. */
  readonly requestId: string;
  /** Path of the route that answers, as it is declared; absent for an address that does not exist. */
  route?: string;
};

/** Values by name, as a document shows them: `{ captured: { … } }`. */
export type Examples = Readonly<Record<string, unknown>>;

/** One answer of a route: what the document says of it, and what every real answer has to fit. */
export interface RouteAnswer {
  readonly description: string;
  /** Of the JSON, or of a page's text. */
  readonly schema: Lazy<z.ZodType>;
  /** JSON, where it says nothing. */
  readonly contentType?: 'text/html' | 'text/plain' | 'text/csv';
  /** Each of them fits the schema. */
  readonly examples?: Examples;
}

/** What a route takes as its body. */
export interface DeclaredBody {
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly schema: Lazy<z.ZodType>;
  readonly examples?: Examples;
}

/** What a route says of itself: the API's document, the URL lists of the package and the checks of a request follow from it. */
export interface RouteDeclaration {
  readonly method: 'GET' | 'POST';
  /** Exactly this spelling, below {@link ROUTE_PREFIX}. */
  readonly path: `/${string}`;
  /** The name that generated clients give the call. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may call. Which credentials are asked for follows from it. */
  readonly caller: RouteCaller;
  /** What the caller's OCC role has to allow. Every route of the callers `oms` and `operator` names it. */
  readonly right?: OperatorRight;
  readonly body?: DeclaredBody;
  /** A route without it does not exist with a query. */
  readonly query?: Lazy<z.ZodObject>;
  /** Beside the headers that the caller implies; names in lower case. */
  readonly headers?: Lazy<z.ZodObject>;
  /** By HTTP status. Errors need no entry here: see {@link problems}. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** Errors of the route itself, beside those that its caller, body and rate limit imply. */
  readonly problems?: readonly ProblemCode[];
  /** The class of the rate limit, for routes that a browser may call without an account. */
  readonly limit?: LimitedRoute;
}

/** A route that is ready to be served. */
export interface ServedRoute extends RouteDeclaration {
  /** Checks and answers the request; what it throws goes to the one error handler. */
  readonly handle: (req: Request, res: Response) => Promise<void>;
}

/** Path, and query where there is one. */
export function pathAndQuery(url: string): readonly [string, string?] {
  const digest = url.indexOf('?');
  return digest === -1 ? [url] : [url.slice(0, digest), url.slice(digest + 1)];
}
