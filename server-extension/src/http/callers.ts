import type { SiteId } from '../domain/ids.ts';
import type { Channel, GatewaySettings } from '../domain/settings.ts';

/** A request names site and channel, in headers of its own or in its body. */
export interface SiteCaller {
  readonly site: SiteId;
  readonly channel: Channel;
}

/** A page of the shop. */
export interface StorefrontCaller extends SiteCaller {
  /** Those of the site and channel, read once for each request. Rejects with the Problem that keeps them from being read. */
  settings(): Promise<GatewaySettings>;
}

/** A page of the shop whose shopper has logged in. */
export interface ShopperCaller extends StorefrontCaller {
  /** OCC's token of the shopper, which OCC itself judges with each call. */
  readonly token: string;
}

/** OCC. */
export interface WebhookCaller {
  /** The body whose signature was verified. */
  readonly bytes: Buffer;
}

/**
 * Who may call a route, and what a check of the credentials finds out about the caller.
 *
 * - `occ-webhook`: OCC, by the signature over the body
 * - `storefront`: pages of the shop, without an account
 * - `shopper`: pages of the shop whose shopper has logged in to OCC
 * - `oms`: the merchant's order management, with an OCC admin token, for a site and channel
 * - `operator`: people and programs of the merchant, with an OCC admin token
 * - `anyone`: browsers that come from elsewhere, load balancers
 */
export interface CallerIdentities {
  readonly 'occ-webhook': WebhookCaller;
  readonly storefront: StorefrontCaller;
  readonly shopper: ShopperCaller;
  readonly oms: SiteCaller;
  readonly operator: undefined;
  readonly anyone: undefined;
}

/** See {@link CallerIdentities}. */
export type RouteCaller = keyof CallerIdentities;
