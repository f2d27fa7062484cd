import type { GatewayRef, OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Granted } from './books.ts';

/** An authorization that may belong to no order. */
export interface Suspect {
  readonly granted: Granted;
  /** The sites and channels that use its merchant account. */
  readonly sites: readonly [GatewaySettings, ...GatewaySettings[]];
  /** When OCC was first heard to know nothing of it. */
  readonly noSince?: Date;
}

/** What is known about it now. */
export type Finding =
  /** An order stands on it, or somebody has used it, let go of it or is looking after it. */
  | { readonly is: 'accounted-for' }
  /** Something is under way, or OCC cannot say. */
  | { readonly is: 'undecided' }
  | ({ readonly is: 'orphan' } & Orphan);

export interface Orphan {
  readonly settings: GatewaySettings;
  readonly held: Money;
  readonly paymentGroupId?: PaymentGroupId;
  /** Another authorization has paid its payment group. */
  readonly isDouble: boolean;
}

/** What OCC says about an authorization, and which ones it names as those that have paid. */
export interface OrderSays {
  readonly accepted: 'yes' | 'no' | 'unclear';
  readonly by: readonly string[];
}

/** Asks OCC for the order. Without a payment group any of the order's will do. */
export type ReadOrder = (asked: {
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly paymentGroupId?: PaymentGroupId;
  readonly ref: GatewayRef;
}) => Promise<OrderSays>;
