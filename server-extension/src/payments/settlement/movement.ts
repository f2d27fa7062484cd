import type { GatewayRef, OrderId, SiteId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';

/** `unknown`: a status that no list names. */
export type MovementStatus = 'pending' | 'batched' | 'settled' | 'rejected' | 'unknown';

/** Money on its way between the shopper's bank and the merchant's, as the gateway's books have it. */
export interface Movement {
  /** The gateway's id of the capture, sale or refund. */
  readonly ref: GatewayRef;
  readonly orderId: OrderId;
  readonly direction: 'purchase' | 'refund';
  readonly amount: Money;
  readonly status: MovementStatus;
  /** When its batch was closed. */
  readonly batchedAt?: Date;
  /** Why the acquirer did not take it. */
  readonly problem?: string;
}

/** The gateway's book. Rejects with a Problem when it cannot be read. */
export interface Movements {
  /** Those that were asked for within the window. */
  requestedWithin(
    window: TimeWindow,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<readonly Movement[]>;
}

/** What the shop says of an order. `unclear` where it could not be read or has not decided. */
export interface OrderBookEntry {
  readonly isPlaced: 'yes' | 'no' | 'unclear';
  /** What the order comes to, where the shop says. */
  readonly total?: Money;
}

/** The shop's book. Never rejects. */
export type ReadOrderBook = (orderId: OrderId, site: SiteId) => Promise<OrderBookEntry>;
