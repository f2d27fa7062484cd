import { Problem, type ProblemContext } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import type { Request } from '../http/route.ts';

/** Whether the page that a request comes from belongs to the shop, judged by its origin. */
export interface OriginCheck {
  /** The origins of the site's pages: the gateway setting `allowedOrigins`, else the site's own addresses. */
  origins(settings: GatewaySettings): Promise<readonly string[]>;
  /**
   * Refuses a request that a browser sends for a page of another origin. A program outside a browser can name any origin:
   * this check does not keep it out.
   *
   * @throws Problem `not-allowed` that names the page's origin and the setting `allowedOrigins` in the log.
   */
  requireShopOrigin(req: Request, settings: GatewaySettings): Promise<void>;
}

export function createOriginCheck(sites: SiteDetails): OriginCheck {
  async function origins({ allowedOrigins, site }: GatewaySettings): Promise<readonly string[]> {
    return allowedOrigins.length > 0 ? allowedOrigins : sites.origins(site);
  }

  return {
    origins,
    async requireShopOrigin(req, settings) {
      const page = req.headers.origin;
      // Fetch Metadata: a browser sets `sec-fetch-site` on every request, and a page cannot change it. It is needed only where
      // the header `origin` is missing.
      const isCrossSite = page === undefined && req.headers['sec-fetch-site'] === 'cross-site';
      if (!isCrossSite && (page === undefined || (await origins(settings)).includes(page))) return;
      throw originRefused(
        'Payments are not offered on this page: add its origin to the gateway setting allowedOrigins.',
        page,
        settings,
      );
    },
  };
}

/** The problem `not-allowed` of a page whose origin is not one of the site's. The log names the origin and the setting that would allow it. */
export function originRefused(
  message: string,
  origin: string | undefined,
  settings: Pick<GatewaySettings, 'site' | 'channel'>,
): Problem {
  return new Problem('not-allowed', message, [], { details: originDetails(origin, settings) });
}

/** The refused origin, for the log, with the setting, site and channel that decide. */
export function originDetails(
  pageOrigin = 'not named',
  { site, channel }: Pick<GatewaySettings, 'site' | 'channel'>,
): ProblemContext {
  return { pageOrigin, setting: 'allowedOrigins', site, channel };
}
