import { OccProblem } from './problem.ts';

/**
 * A user who administers one site has no say in another one.
 *
 * @param site which the request names.
 * @throws OccProblem 403.
 */
export function requireUserOfSite(
  user: { readonly site?: string } | undefined,
  site: string | undefined,
): void {
  if (user?.site !== undefined && site !== undefined && site !== user.site)
    throw new OccProblem(403, `The token is good for the site ${user.site} only.`);
}
