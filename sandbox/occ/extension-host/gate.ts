import type { Request, RequestHandler } from 'express';
import { OccProblem } from '../http/problem.ts';
import type { Manifest } from './package.ts';

/**
 * Lets through what the package lists and nothing else: `publicUrls` for all callers, `authenticatedUrls` with a token that
 * OCC knows. Compares the path as it came over the wire, so that no other spelling (case, slash at the end, escapes,
 * dot segments) reaches the extension.
 */
export function createGate(
  { publicUrls, authenticatedUrls }: Manifest,
  isValid: (token: string) => Promise<boolean>,
): RequestHandler {
  const open = new Set(publicUrls);

  return async (req, res, next) => {
    const path = req.originalUrl.split('?', 1)[0] ?? '';
    if (open.has(path)) {
      next();
      return;
    }
    const listed = authenticatedUrls.filter(({ url }) => url === path);
    if (listed.length === 0) throw new OccProblem(404, `The extension lists no ${req.method} ${path}.`);
    const isListed = listed.some(({ method }) => method?.some((each) => isMethod(req, each)) ?? true);
    if (!isListed) {
      res.set(
        'allow',
        listed.flatMap(({ method = [] }) => method.map((each) => each.toUpperCase())).join(', '),
      );
      throw new OccProblem(405, `The extension lists ${path}, but not with ${req.method}.`);
    }
    const token = tokenOf(req);
    if (token === undefined || !(await isValid(token))) {
      throw new OccProblem(401, `${path} needs a token that OCC knows.`);
    }
    next();
  };
}

function isMethod(req: Request, method: string): boolean {
  return method.toUpperCase() === req.method;
}

/** An OMS that needs `Authorization` for something else sends its OCC token in `x-occ-authentication`. */
function tokenOf(req: Request): string | undefined {
  const header = req.get('x-occ-authentication') ?? req.get('authorization') ?? '';
  return /^(?:Bearer +)?(\S+)$/i.exec(header)?.[1];
}
