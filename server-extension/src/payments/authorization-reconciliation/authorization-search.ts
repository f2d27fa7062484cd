import type { Authorize } from '../../domain/payment/command.ts';
import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';

/** An authorization, or a sale, that the gateway granted to this installation and no other. */
export interface FoundAuthorization {
  readonly ref: GatewayRef;
  readonly orderId: OrderId;
  readonly amount: Money;
  /** The money was taken at once. */
  readonly captureNow: boolean;
  readonly authorizedAt: Date;
}

/** A capture, void, refund or reversal that this installation sent. */
export interface FoundFollowOn {
  readonly ref: GatewayRef;
  readonly orderId: OrderId;
  readonly submittedAt: Date;
}

/** What has happened to an authorization since it was made. */
export interface AuthorizationStatus {
  /** The payment group that was authorized, where the gateway's records still have it. */
  readonly paymentGroup?: Pick<Authorize, 'site' | 'channel' | 'paymentGroupId'>;
  /** It was charged for the order management, or authorized again: OCC does not know of it. */
  readonly isCharge?: true;
  /** The mark of its checkout, where it named one. */
  readonly checkout?: string;
  /** What was really held: less than was asked for, after a partial approval. */
  readonly held: Money;
  /** The authorization was captured or refunded, by this or any other system. */
  readonly isUsed: boolean;
  readonly isReversed: boolean;
}

/** The gateway's list of what it did for one merchant account. Both ways of reading reject when it cannot be read. */
export interface AuthorizationSearch {
  /** Every authorization in the span that may hold money, oldest first. */
  authorizations(settings: GatewaySettings, span: TimeWindow): Promise<readonly FoundAuthorization[]>;
  /** Everything in the span that followed on a payment and was carried out, oldest first. */
  followOns(settings: GatewaySettings, span: TimeWindow): Promise<readonly FoundFollowOn[]>;
  statusOf(authorizations: FoundAuthorization, settings: GatewaySettings): Promise<AuthorizationStatus>;
}
