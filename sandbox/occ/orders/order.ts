/** An order as OCC keeps it: mutable state of this process, amounts in minor units of the order's currency. */
import type { Coupon } from '../shop/coupons.ts';
import type { SiteCurrency } from '../shop/money.ts';
import type { OccChannel } from '../shop/sites.ts';

/**
 * OCC: order states. `TEMPLATE`: an order that is repeated on a schedule. `PROCESSING`, `PENDING_MERCHANT_ACTION` and
 * `NO_PENDING_ACTION` are what an order management writes. `PENDING_REMOVE`: a cancellation whose void or refund the gateway did
 * not confirm.
 */
export const ORDER_STATES = [
  'INCOMPLETE',
  'SUBMITTED',
  'TEMPLATE',
  'PROCESSING',
  'PENDING_MERCHANT_ACTION',
  'NO_PENDING_ACTION',
  'PENDING_REMOVE',
  'REMOVED',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** OCC: `originOfOrder`. A shopper's order, a run of a schedule, an order that an agent placed. */
export type OrderOrigin = 'default' | 'scheduledOrder' | 'contactCenter';

/** OCC: payment group states, as the orders API spells them. */
export const PAYMENT_GROUP_STATES = [
  'INITIAL',
  'AUTHORIZED',
  'SETTLED',
  'AUTHORIZE_FAILED',
  'PAYMENT_REQUEST_FAILED',
  'REMOVED',
] as const;
export type PaymentGroupState = (typeof PAYMENT_GROUP_STATES)[number];

export type OrderAddress = Readonly<Record<string, string>>;

export interface SandboxOrder {
  readonly id: string;
  readonly uuid: string;
  readonly siteId: string;
  readonly currency: SiteCurrency;
  readonly channel: OccChannel;
  readonly originOfOrder: OrderOrigin;
  readonly locale: string;
  readonly createdAt: Date;
  /** The shopper's profile, or an id that exists for this guest's order only. */
  readonly profileId: string;
  readonly guest: boolean;
  state: OrderState;
  email: string;
  items: readonly OrderItem[];
  coupon?: Coupon;
  shippingAddress: OrderAddress;
  billingAddress: OrderAddress;
  submittedAt?: Date;
  modifiedAt: Date;
  /** Submissions so far; the webhook tells the gateway how many came before. */
  attempts: number;
  readonly paymentGroups: OrderPaymentGroup[];
  /** OCC: scheduled orders. The schedules that repeat this order; none for an order that is placed once. */
  schedules: readonly { readonly name: string }[];
  cancelReason?: string;
  /** Values of the properties that an administrator has added to orders. */
  readonly customProperties: Record<string, string>;
}

export interface OrderItem {
  readonly productId: string;
  readonly displayName: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What the shopper pays with, as the webhook needs it. A security code is never kept. */
export interface OrderInstrument {
  readonly customProperties: Readonly<Record<string, string>>;
  readonly billingAddress: OrderAddress;
  readonly cardDetails?: Readonly<Record<string, unknown>>;
}

export interface OrderPaymentGroup {
  readonly id: string;
  readonly paymentMethod: 'card' | 'generic';
  readonly gatewayName: string;
  readonly amount: number;
  /** The submission that this group belongs to; a retry makes new groups. */
  attempt: number;
  readonly instrument: OrderInstrument;
  state: PaymentGroupState;
  uiIntervention: 'payerAuthRequired' | null;
  message: string;
  token?: string;
  additionalProperties: Readonly<Record<string, string>>;
  /** Names of the additional properties that the storefront may see. */
  exposedProperties: readonly string[];
  readonly authorizationStatus: OrderPaymentStatus[];
  readonly debitStatus: OrderPaymentStatus[];
  readonly voidStatus: OrderPaymentStatus[];
  readonly creditStatus: OrderPaymentStatus[];
}

/** One answer of the gateway that OCC keeps with a payment group. */
export interface OrderPaymentStatus {
  readonly transactionId: string;
  readonly amount: number;
  readonly transactionSuccess: boolean;
  readonly at: Date;
  readonly errorMessage?: string;
  /** `hostTransactionId` and friends; comes back to the gateway as `referenceInfo`. */
  readonly statusProps: Readonly<Record<string, string>>;
}

/** What the goods cost. */
export function subTotalOf({ items }: Pick<SandboxOrder, 'items'>): number {
  return items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

/** What there is to pay: the goods without what a coupon takes off. Shipping and tax are free in this shop. */
export function totalOf(order: Pick<SandboxOrder, 'items' | 'coupon'>): number {
  const subTotal = subTotalOf(order);
  return subTotal - Math.round((subTotal * (order.coupon?.percentOff ?? 0)) / 100);
}

/** The part of the group that was settled and not refunded yet. */
export function refundableOf(group: OrderPaymentGroup): number {
  if (group.state !== 'SETTLED') return 0;
  const sum = (statuses: readonly OrderPaymentStatus[]): number =>
    statuses.reduce((total, { amount, transactionSuccess }) => total + (transactionSuccess ? amount : 0), 0);
  return sum(group.debitStatus) - sum(group.creditStatus);
}
