import type { GatewayRef, OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { FoundAuthorization } from './authorization-search.ts';

/** The sites and channels that use one merchant account. */
export type SitesOfAccount = readonly [GatewaySettings, ...GatewaySettings[]];

/** An authorization that may belong to no order. */
export interface UnmatchedAuthorization {
  readonly authorization: FoundAuthorization;
  readonly sites: SitesOfAccount;
  /** When OCC first answered that it does not know the order. */
  readonly unacceptedSince?: Date;
}

/** What is known about it now. */
export type AuthorizationMatch =
  /** An order stands on it, or it was captured, refunded or reversed, or recovery works on it. */
  | { readonly is: 'accounted-for' }
  /** Something is under way, or OCC cannot say. */
  | { readonly is: 'undecided' }
  | ({ readonly is: 'orphan' } & OrphanedAuthorization);

export interface OrphanedAuthorization {
  readonly settings: GatewaySettings;
  readonly held: Money;
  readonly paymentGroupId?: PaymentGroupId;
  /** Another authorization has paid its payment group. */
  readonly isDouble: boolean;
}

/** What OCC says about an authorization, and which ones it names as those that have paid. */
export interface OrderAcceptance {
  readonly accepted: 'yes' | 'no' | 'unclear';
  readonly by: readonly string[];
}

/** Asks OCC for the order. Without a payment group any of the order's will do. */
export type ReadOrder = (asked: {
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly paymentGroupId?: PaymentGroupId;
  readonly ref: GatewayRef;
}) => Promise<OrderAcceptance>;
