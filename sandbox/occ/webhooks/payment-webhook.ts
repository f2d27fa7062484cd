/** The body of OCC's generic payment webhook, in OCC's own field names. OCC: generic payment webhook, request. */
import { toDecimal, toTwelveDigits, type OccAmountConvention } from '../shop/money.ts';
import type { SandboxOrder, OrderPaymentGroup } from '../orders/order.ts';
import { toAdminOrder } from '../orders/order-view.ts';
import type { Profile } from '../profiles/profiles.ts';
import type { Site } from '../shop/sites.ts';
import type { DeliverySubject } from './deliveries.ts';

/** OCC's codes for what it asks a gateway to do. */
export const TRANSACTION_TYPE = {
  authorize: '0100',
  void: '0110',
  refund: '0400',
  initiate: '0800',
} as const;
export type WebhookOperation = keyof typeof TRANSACTION_TYPE;

/** One question to the gateway. */
export interface PaymentWebhookRequest {
  readonly operation: WebhookOperation;
  readonly order: SandboxOrder;
  readonly group: OrderPaymentGroup;
  /** Minor units: the group's amount, or the part that goes back to the shopper. */
  readonly amount: number;
  readonly site: Site;
  readonly profile: Profile | undefined;
  readonly gatewaySettings: Readonly<Record<string, unknown>>;
  /** The whole order goes along. */
  readonly includesOrder: boolean;
  readonly at: Date;
  /** Card number and security code as the storefront sent them; they live for this one call. */
  readonly cardSecrets?: Readonly<Record<string, string>>;
  readonly referenceInfo?: Readonly<Record<string, string>>;
}

/** The ids of a question. A new attempt has a new transaction id; a re-sent webhook keeps it. */
export function toSubject({ operation, order, group, at }: PaymentWebhookRequest): DeliverySubject {
  return {
    orderId: order.id,
    paymentId: group.id,
    transactionId: `${order.id}-${group.id}-${at.getTime()}`,
    transactionType: TRANSACTION_TYPE[operation],
  };
}

/** The whole body. What OCC may leave out is left out, not sent empty. */
export function toPaymentWebhook(
  question: PaymentWebhookRequest,
  convention: OccAmountConvention,
): Record<string, unknown> {
  const { order, group, site, at, amount } = question;
  return {
    ...toSubject(question),
    transactionTimestamp: toOccTimestamp(at),
    paymentMethod: group.paymentMethod,
    gatewayId: group.gatewayName,
    siteId: site.id,
    siteURL: site.productionURL,
    channel: order.channel,
    locale: order.locale,
    currencyCode: site.currency.currencyCode,
    amount: toTwelveDigits(amount, site.currency, convention),
    customProperties: group.instrument.customProperties,
    ...cardDetails(question),
    billingAddress: group.instrument.billingAddress,
    shippingAddress: order.shippingAddress,
    profile: { id: order.profileId, email: order.email },
    ...profileDetails(question),
    retryPaymentCount: Math.max(0, group.attempt - 1),
    auxiliaryProperties: { authenticationMethod: order.guest ? 'guest' : 'local' },
    ...(question.referenceInfo === undefined ? {} : { referenceInfo: question.referenceInfo }),
    gatewaySettings: question.gatewaySettings,
    ...items(question),
    ...(question.includesOrder ? { order: toAdminOrder(order) } : {}),
  };
}

/** `2025-01-31T10:22:21+0000`: seconds, and an offset without a colon. */
function toOccTimestamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, '+0000');
}

function cardDetails({ group, cardSecrets }: PaymentWebhookRequest): Record<string, unknown> {
  const card = group.instrument.cardDetails;
  return card === undefined ? {} : { cardDetails: { ...card, ...cardSecrets } };
}

function profileDetails({ profile }: PaymentWebhookRequest): Record<string, unknown> {
  if (profile === undefined) return {};
  const { id, firstName, lastName, email, registeredAt } = profile;
  return {
    profileDetails: {
      id,
      firstName,
      lastName,
      email,
      taxExempt: false,
      profileType: 'b2c_user',
      receiveEmail: 'no',
      registrationDate: registeredAt.toISOString(),
      lastPasswordUpdate: registeredAt.toISOString(),
    },
  };
}

/** The goods; only the generic method carries them, in decimals. */
function items({ order, group }: PaymentWebhookRequest): Record<string, unknown> {
  if (group.paymentMethod !== 'generic') return {};
  return {
    items: order.items.map(({ productId, displayName, description, quantity, unitPrice }, index) => ({
      id: `ci${index + 1}`,
      catRefId: productId,
      productId,
      displayName,
      description,
      quantity,
      price: toDecimal(unitPrice * quantity, order.currency),
      unitPrice: toDecimal(unitPrice, order.currency),
      rawTotalPrice: toDecimal(unitPrice * quantity, order.currency),
      options: [],
    })),
  };
}
