import type { IncomingMessage, ServerResponse } from 'node:http';

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
  /** What an answer and the log call a request by. */
  readonly requestId: string;
};

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Exactly this spelling, below {@link ROUTE_PREFIX}. */
  readonly path: `/${string}`;
  /** A route without it does not exist with a query. */
  readonly takesQuery?: true;
  /** Answers the request; what it throws goes to the one error handler. */
  readonly handle: (req: Request, res: Response) => Promise<void>;
}

/** Path, and query where there is one. */
export function pathAndQuery(url: string): readonly [string, string?] {
  const digest = url.indexOf('?');
  return digest === -1 ? [url] : [url.slice(0, digest), url.slice(digest + 1)];
}
