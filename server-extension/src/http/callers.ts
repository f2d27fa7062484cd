import type { SiteId } from '../domain/ids.ts';
import type { Operator } from '../domain/operator.ts';
import type { Notification } from '../notifications/ports.ts';
import type { Channel, GatewaySettings } from '../domain/settings.ts';

/** A request names site and channel, in headers of its own or in its body. */
export interface SiteCaller {
  readonly site: SiteId;
  readonly channel: Channel;
}

/** A page of the shop. */
export interface StorefrontCaller extends SiteCaller {
  /** The settings of the site and channel, read once for each request. Rejects with the Problem that keeps them from being read. */
  settings(): Promise<GatewaySettings>;
}

/** A page of the shop whose shopper has logged in. */
export interface ShopperCaller extends StorefrontCaller {
  /** OCC's token of the shopper, which OCC itself judges with each call. */
  readonly token: string;
}

/** The merchant's order management, for a site and channel. */
export interface OmsCaller extends SiteCaller {
  readonly operator: Operator;
}

/** A person or program of the merchant. */
export interface OperatorCaller {
  readonly operator: Operator;
  /** The only site that the caller may see, named with `x-ccsite`. Without it the token is good for every site. */
  readonly site?: SiteId;
}

/** OCC. */
export interface WebhookCaller {
  /** The body whose signature was verified. */
  readonly bytes: Buffer;
}

/** The payment gateway. */
export interface GatewayCaller {
  /** The notifications of the request; their signatures have been verified. */
  readonly notifications: readonly Notification[];
}

/**
 * Who may call a route, and what a check of the credentials finds out about the caller.
 *
 * - `occ-webhook`: OCC, by the signature over the body
 * - `gateway`: CyberSource, by the signature over its notification
 * - `storefront`: pages of the shop, without an account
 * - `shopper`: pages of the shop whose shopper has logged in to OCC
 * - `oms`: the merchant's order management, with an OCC admin token, for a site and channel; the route names the right that it takes
 * - `operator`: people and programs of the merchant, with an OCC admin token; the route names the right that it takes
 * - `monitoring`: programs that watch the extension, with a token of their own or an OCC admin token
 * - `anyone`: browsers that come from elsewhere, load balancers
 */
export interface CallerIdentities {
  readonly 'occ-webhook': WebhookCaller;
  readonly gateway: GatewayCaller;
  readonly storefront: StorefrontCaller;
  readonly shopper: ShopperCaller;
  readonly oms: OmsCaller;
  readonly operator: OperatorCaller;
  readonly monitoring: undefined;
  readonly anyone: undefined;
}

/** See {@link CallerIdentities}. */
export type RouteCaller = keyof CallerIdentities;

/** Callers whose OCC role decides what they may do. */
export type RoleCaller = 'oms' | 'operator';
