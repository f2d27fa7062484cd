import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { gatewayId } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../domain/ids.ts';
import { type OperatorRoles, parseOperatorRoles } from '../../domain/operator.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { type Caching, cached } from '../api/cached.ts';
import { createAskAboutSite, requireSiteIds } from '../settings/site-list.ts';

/** Who may do what, site by site. */
export interface SiteOperatorRoles {
  /**
   * Rejects with a Problem `not-found` for a site without the gateway, `not-configured` when the setting makes no sense:
   * then no operator may do anything.
   */
  of(site: SiteId): Promise<OperatorRoles>;
  /** Of every site with the gateway. */
  ofAllSites(): Promise<ReadonlyMap<SiteId, OperatorRoles>>;
}

/**
 * The gateway setting `operatorRoles`, read apart from all others: who may look for the cause must not depend on the rest of the
 * settings being right. The instance `storefront` counts for every channel, or a caller could choose the channel that restricts least.
 */
export function createSiteOperatorRoles(
  occ: Pick<OccApi, 'siteSettings' | 'sites'>,
  remembering: Caching,
): SiteOperatorRoles {
  const askAbout = createAskAboutSite(occ, remembering.now);
  const read = cached(async (key) => {
    const site = key as SiteId;
    return rolesIn(await askAbout(site, () => occ.siteSettings(gatewayId, site)), site);
  }, remembering);

  return {
    of: read,
    async ofAllSites() {
      const sites = requireSiteIds(await occ.sites());
      const mapped = await Promise.all(sites.map(async (site) => [site, await unlessNoGateway(read(site))]));
      return new Map(mapped.filter((entry): entry is [SiteId, OperatorRoles] => entry[1] !== undefined));
    },
  };
}

const settings = lazy(() =>
  z.object({
    data: z.object({ storefront: z.object({ operatorRoles: z.string().nullish() }).nullish() }),
  }),
);

function rolesIn(raw: unknown, site: SiteId): OperatorRoles {
  const parsed = settings().safeParse(raw);
  // The replaced plugin saved the setting's own id where an administrator had entered no value.
  const text = parsed.data?.data.storefront?.operatorRoles ?? '';
  const roles = parsed.success ? parseOperatorRoles(text === 'operatorRoles' ? '' : text) : undefined;
  if (roles !== undefined) return roles;
  throw new Problem(
    'not-configured',
    `Gateway setting operatorRoles of site ${site}, channel storefront, has a part that makes no sense: correct it in OCC's admin pages, for example "adminRole: read move-money decide-reviews, application: read".`,
    [],
    { details: { site, setting: 'operatorRoles' } },
  );
}

async function unlessNoGateway(roles: Promise<OperatorRoles>): Promise<OperatorRoles | undefined> {
  try {
    return await roles;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return undefined;
    throw error;
  }
}
