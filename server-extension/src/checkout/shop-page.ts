import { Problem, type ProblemContext } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { Request } from '../http/route.ts';

/** Distinguishes pages of the shop from foreign pages. */
export interface ShopPages {
  /** Origins that may ask on behalf of the site: the setting `allowedOrigins`, else the site's own. */
  origins(settings: GatewaySettings): Promise<readonly string[]>;
  /**
   * @throws Problem `not-allowed` when a browser says that the request comes from a page that is not the shop's. A
   *   program can claim to be any page: what it must not have is guarded otherwise.
   */
  requireShopPage(req: Request, settings: GatewaySettings): Promise<void>;
}

export function createShopPages(sites: SiteDetails): ShopPages {
  async function origins({ allowedOrigins, site }: GatewaySettings): Promise<readonly string[]> {
    return allowedOrigins.length > 0 ? allowedOrigins : sites.origins(site);
  }

  return {
    origins,
    async requireShopPage(req, settings) {
      const page = req.headers.origin;
      // Browsers put it on every request and no page can change it; an honest page of another site names its origin too.
      const isForeign = page === undefined && req.headers['sec-fetch-site'] === 'cross-site';
      if (!isForeign && (page === undefined || (await origins(settings)).includes(page))) return;
      throw originRefused(
        'Payments are not offered on this page: add its origin to the gateway setting allowedOrigins.',
        page,
        settings,
      );
    },
  };
}

/** A page that is not the shop's. The log names it, and the setting that would make it one. */
export function originRefused(
  message: string,
  origin: string | undefined,
  settings: Pick<GatewaySettings, 'site' | 'channel'>,
): Problem {
  return new Problem('not-allowed', message, [], { details: originDetails(origin, settings) });
}

/** Which page was refused, for the log. */
export function originDetails(
  pageOrigin = 'not named',
  { site, channel }: Pick<GatewaySettings, 'site' | 'channel'>,
): ProblemContext {
  return { pageOrigin, setting: 'allowedOrigins', site, channel };
}
