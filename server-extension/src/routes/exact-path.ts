import type { RequestHandler } from 'express';
import { Problem } from '../domain/problem.ts';
import { type Route, ROUTE_PREFIX } from './route.ts';

/** Where OCC mounts extensions. Express compares mount paths without regard to case; we do not. */
const MOUNT = '/ccstorex/custom';

/**
 * Lets through only the one spelling of each route: no other case, no trailing or doubled slash, no escapes, no
 * parameters, and a query only where the route takes one. Another method on a known path is told what is allowed.
 */
export function exactPath(routes: readonly Route[]): RequestHandler {
  const known = new Map<string, Route[]>();
  for (const route of routes) {
    const path = ROUTE_PREFIX + route.path;
    known.set(path, [...(known.get(path) ?? []), route]);
  }

  return (req, res, next) => {
    const [path, query] = splitOnce(req.url);
    const candidates = isMountedAsExpected(req.baseUrl) ? (known.get(path) ?? []) : [];
    const reachable = candidates.filter((route) => query === undefined || route.takesQuery === true);
    if (reachable.length === 0) {
      next(
        new Problem(
          'not-found',
          'There is no such address. Paths are spelt exactly as documented, without a query.',
        ),
      );
    } else if (!reachable.some((route) => route.method === req.method)) {
      res.setHeader('Allow', reachable.map((route) => route.method).join(', '));
      next(new Problem('method-not-allowed', 'This address takes another method: see the header Allow.'));
    } else next();
  };
}

function isMountedAsExpected(baseUrl: string): boolean {
  return baseUrl === MOUNT || baseUrl.toLowerCase() !== MOUNT;
}

function splitOnce(url: string): readonly [string, string?] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url] : [url.slice(0, mark), url.slice(mark + 1)];
}
