import type { Request } from 'express';
import type { SiteCurrency } from './money.ts';
import { OccProblem } from '../http/problem.ts';

/** A shop of the tenant: its own currency, prices, gateway settings and address. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly currency: SiteCurrency;
  readonly defaultLocale: string;
  /** Where the merchant of the site is. ISO 3166 */
  readonly country: string;
  /** Where shoppers see it, without a slash at the end. */
  readonly productionURL: string;
}

/** What a shopper, an agent or an administrator in preview is doing. Chooses the instance of the gateway settings. */
export type OccChannel = 'storefront' | 'preview' | 'agent';

/** The instances that OCC's gateway settings have. */
export const CHANNELS: readonly OccChannel[] = ['agent', 'preview', 'storefront'];

/** Three sites whose currencies have two, no and three decimals, all at the shop's address. The first is the default. */
export function createSites(shopUrl: string): readonly Site[] {
  const site = (
    id: string,
    name: string,
    country: string,
    currencyCode: string,
    fractionalDigits: number,
    symbol: string,
  ): Site => ({
    id,
    name,
    currency: { currencyCode, fractionalDigits, symbol },
    defaultLocale: 'en',
    country,
    productionURL: shopUrl,
  });
  return [
    site('siteUS', 'United States', 'US', 'USD', 2, '$'),
    site('siteJP', 'Japan', 'JP', 'JPY', 0, '¥'),
    site('siteKW', 'Kuwait', 'KW', 'KWD', 3, 'KD'),
  ];
}

/** The site that the header `x-ccsite` names, or the default one. */
export function siteOf(req: Request, sites: readonly Site[]): Site {
  const id = req.get('x-ccsite');
  return requireSite(id === undefined || id === '' ? sites[0]?.id : id, sites);
}

/** Whether the storefront that asks is a preview. */
export function channelOf(req: Request): Extract<OccChannel, 'storefront' | 'preview'> {
  return req.get('x-ccasset-channel') === 'preview' ? 'preview' : 'storefront';
}

/** The site with this id, or a 404. */
export function requireSite(id: string | undefined, sites: readonly Site[]): Site {
  const site = sites.find((each) => each.id === id);
  if (site === undefined) throw new OccProblem(404, `There is no site ${id ?? ''}.`);
  return site;
}
