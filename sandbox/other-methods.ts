/** 405 for a path that is there, but not with this method. */
import type { Request, RequestHandler, Router } from 'express';

/**
 * To be called when a router has all its routes. A path that one of them has with other methods sets `Allow` and goes to
 * `refuse`; any other path goes on. `OPTIONS` is left to Express, which answers it with the same list.
 */
export function refuseOtherMethods(router: Router, refuse: RequestHandler): Router {
  const routes = router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [{ pattern: toPattern(route.path), methods: route.stack.map(({ method }) => method.toUpperCase()) }],
  );
  router.use((req, res, next) => {
    const methods = routes.filter(({ pattern }) => pattern.test(req.path)).flatMap((route) => route.methods);
    const allowed = new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
    if (allowed.size === 0 || allowed.has(req.method) || req.method === 'OPTIONS') {
      next();
      return;
    }
    res.set('allow', [...allowed].join(', '));
    return refuse(req, res, next);
  });
  return router;
}

/** Says it with what the request asked for. */
export const toWrongMethodSentence = ({ method, originalUrl }: Request): string =>
  `${originalUrl.split('?', 1)[0] ?? ''} does not take ${method}.`;

// Express's notation as far as this sandbox uses it: `:name` for one segment, and lists of paths.
function toPattern(paths: string | readonly string[]): RegExp {
  const alternatives = [paths]
    .flat()
    .map((path) => path.replace(/[.+()[\]^$]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+'));
  return new RegExp(`^(?:${alternatives.join('|')})/?$`, 'i');
}
