import type { Request, Response } from 'express';

/** Where the routes live inside the extension; OCC serves them below `/ccstorex/custom`. */
export const ROUTE_PREFIX = '/isv-payment/v2';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Exactly this spelling, below {@link ROUTE_PREFIX}. */
  readonly path: `/${string}`;
  /** A route without it does not exist with a query. */
  readonly takesQuery?: true;
  /** Answers the request; what it throws goes to the one error handler. */
  readonly handle: (req: Request, res: Response) => Promise<void>;
}
