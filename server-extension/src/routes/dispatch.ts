import type { RequestHandler } from 'express';
import { Problem } from '../domain/problem.ts';
import { type Route, ROUTE_PREFIX } from './route.ts';

/** Where OCC mounts extensions. Express compares mount paths without regard to case; we do not. */
const MOUNT = '/ccstorex/custom';

/**
 * Hands each request to its route, and reaches it by one spelling only: no other case, no trailing or doubled slash, no
 * escapes, no parameters, and a query only where the route takes one. Another method on a known path is told what is
 * allowed. What a route throws goes to the error handler: Express 4 does not look at promises.
 */
export function dispatch(routes: readonly Route[]): RequestHandler {
  const known = new Map<string, Route[]>();
  for (const route of routes) {
    const path = ROUTE_PREFIX + route.path;
    known.set(path, [...(known.get(path) ?? []), route]);
  }

  return (req, res, next) => {
    const [path, query] = splitOnce(req.url);
    const candidates = isMountedAsExpected(req.baseUrl) ? (known.get(path) ?? []) : [];
    const reachable = candidates.filter((route) => query === undefined || route.takesQuery === true);
    const route = reachable.find(({ method }) => method === req.method);
    if (route !== undefined) route.handle(req, res).catch(next);
    else if (reachable.length > 0) {
      res.setHeader('Allow', reachable.map(({ method }) => method).join(', '));
      next(new Problem('method-not-allowed', 'This address takes another method: see the header Allow.'));
    } else {
      next(
        new Problem(
          'not-found',
          'There is no such address. Paths are spelt exactly as documented, without a query.',
        ),
      );
    }
  };
}

function isMountedAsExpected(baseUrl: string): boolean {
  return baseUrl === MOUNT || baseUrl.toLowerCase() !== MOUNT;
}

function splitOnce(url: string): readonly [string, string?] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url] : [url.slice(0, mark), url.slice(mark + 1)];
}
