import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { cached } from '../api/cached.ts';

const sites = lazy(() => z.object({ items: z.array(z.object({ id: z.string().regex(/^[\w-]{1,64}$/) })) }));

/** OCC: `GET /ccadmin/v1/sites`. @throws Problem `gateway-failure` when it is no list of sites. */
export function requireSiteIds(raw: unknown): readonly SiteId[] {
  const parsed = sites().safeParse(raw);
  if (!parsed.success) throw new Problem('gateway-failure', 'OCC gave no usable list of sites. Try again.');
  return parsed.data.items.map(({ id }) => id as SiteId);
}

/** Asks OCC something about a site. Rejects with `not-found` for a site that OCC does not know. */
export type ReadSiteDetails = <T>(site: SiteId, ask: () => Promise<T>) => Promise<T>;

/** Guesses under way or wrong within {@link GUESSES_WINDOW_MS} before OCC is asked only about sites on its own list. */
const GUESSES_MAX = 30;
const GUESSES_WINDOW_MS = 60_000;

/** Any caller can invent site ids, a new one in each request: they must not become calls to OCC. */
export function createAskAboutSite(api: Pick<OccApi, 'sites'>, now: () => Date): ReadSiteDetails {
  const known = cached(async () => new Set(requireSiteIds(await api.sites())), {
    ttlMs: GUESSES_WINDOW_MS,
    capacity: 1,
    now,
  });
  let guesses = 0;
  let countedSince = 0;

  function countAnew(): void {
    if (now().getTime() - countedSince < GUESSES_WINDOW_MS) return;
    guesses = 0;
    countedSince = now().getTime();
  }

  return async (site, ask) => {
    countAnew();
    if (guesses >= GUESSES_MAX && !(await known('')).has(site))
      throw new Problem('not-found', 'OCC knows no such site.');
    guesses += 1;
    const answer = await ask();
    guesses -= 1;
    return answer;
  };
}
