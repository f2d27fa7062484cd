import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const text = z.string().nullish();
const site = z.looseObject({
  id: z.string(),
  productionURL: text,
  country: text,
  defaultBillingCountry: text,
  defaultShippingCountry: text,
});
const sites = z.object({ items: z.array(site) });

/** A site of the tenant, as far as payments depend on it. */
export interface TenantSite {
  readonly id: string;
  /** Where shoppers see it; absent where OCC has no address for it. */
  readonly productionUrl?: string;
  /** ISO 3166, null where OCC has none. */
  readonly country: string | null;
}

/** OCC: `GET /ccadmin/v1/sites`. */
export async function listSites(occ: AdminClient): Promise<readonly TenantSite[]> {
  const { items } = await occ.read('/ccadmin/v1/sites', sites);
  return items.map(({ id, productionURL, country, defaultBillingCountry, defaultShippingCountry }) => ({
    id,
    ...(typeof productionURL === 'string' && { productionUrl: productionURL }),
    country:
      [country, defaultBillingCountry, defaultShippingCountry].find((code) => typeof code === 'string') ??
      null,
  }));
}
