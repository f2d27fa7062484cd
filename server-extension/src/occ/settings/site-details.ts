import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { SiteId } from '../../domain/ids.ts';
import { type CountryCode, toCountryCode } from '../../domain/address/country.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { brandOf } from '../cards/card-brands.ts';
import { originOf } from '../../domain/network/origins.ts';
import { type Caching, cached } from '../api/cached.ts';

/** What OCC knows about a site beside its gateway settings. */
export interface SiteDetails {
  /** Origins of the site's own pages. */
  origins(site: SiteId): Promise<readonly string[]>;
  /** Undefined where OCC names none for the site, or cannot be asked. */
  country(site: SiteId): Promise<CountryCode | undefined>;
  /** CyberSource's names of the card brands that the site takes. Rejects with `not-configured` when there is none. */
  cardNetworks(site: SiteId): Promise<readonly string[]>;
}

export function createSiteDetails(api: OccApi, storeUrl: string, remembering: Caching): SiteDetails {
  const about = cached((id) => api.site(id as SiteId), remembering);
  const networks = cached(async (id) => networksOf(await api.paymentTypes(id as SiteId)), remembering);
  return {
    origins: async (id) => originsOf(await about(id), storeUrl),
    country: (id) => about(id).then(countryOf, () => undefined),
    cardNetworks: networks,
  };
}

const site = lazy(() => z.object({ productionURL: z.string().nullish() }));

const word = lazy(() => z.unknown().optional());
const siteOfCountry = lazy(() =>
  z.object({
    country: word(),
    defaultBillingCountry: word(),
    defaultShippingCountry: word(),
  }),
);

/** OCC: sites. Which property holds the country differs from release to release; never language or currency. */
function countryOf(raw: unknown): CountryCode | undefined {
  const { country, defaultBillingCountry, defaultShippingCountry } =
    siteOfCountry().safeParse(raw).data ?? {};
  return [country, defaultBillingCountry, defaultShippingCountry]
    .map((each) => (typeof each === 'string' ? toCountryCode(each) : undefined))
    .find((code) => code !== undefined);
}

/** OCC: sites, `productionURL`, with or without a scheme; a site without one is served from the store itself. */
function originsOf(raw: unknown, storeUrl: string): readonly string[] {
  const url = site().safeParse(raw).data?.productionURL;
  return [originOf(url ?? '') ?? originOf(storeUrl)].filter((origin) => origin !== undefined);
}

const types = lazy(() => z.array(z.object({ value: word(), name: word(), code: word(), type: word() })));

function networksOf(raw: unknown): readonly string[] {
  const found = (types().safeParse(raw).data ?? []).flatMap(({ value, name, code, type }) => {
    const brand = [value, name, code, type]
      .filter((text) => typeof text === 'string')
      .map(brandOf)
      .find((each) => each !== undefined);
    return brand === undefined ? [] : [brand.network];
  });
  if (found.length === 0) {
    throw new Problem(
      'not-configured',
      'The site takes no card that CyberSource knows: choose card types in OCC (Payment Processing, Payment Types).',
    );
  }
  return [...new Set(found)];
}
