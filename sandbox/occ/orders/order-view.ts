/** An order as the REST APIs show it: decimals instead of minor units, and no more than each reader may see. */
import { toDecimal } from '../shop/money.ts';
import {
  subTotalOf,
  totalOf,
  type SandboxOrder,
  type OrderPaymentGroup,
  type OrderPaymentStatus,
} from './order.ts';

type Json = Readonly<Record<string, unknown>>;

/** For the shopper: payments with their state, and only the properties that the gateway named for the storefront. */
export function toStoreOrder(order: SandboxOrder): Json {
  return {
    ...toOrderHead(order),
    // A payment group of an earlier attempt is history; OCC shows the storefront what counts now.
    payments: currentGroups(order).map((group) => toStorePayment(group, order)),
  };
}

/** One payment for the shopper. */
export function toStorePayment(group: OrderPaymentGroup, { currency }: Pick<SandboxOrder, 'currency'>): Json {
  return {
    paymentGroupId: group.id,
    paymentMethod: group.paymentMethod,
    paymentState: group.state,
    amount: toDecimal(group.amount, currency),
    currencyCode: currency.currencyCode,
    gatewayName: group.gatewayName,
    uiIntervention: group.uiIntervention,
    message: group.message,
    customPaymentProperties: exposed(group),
  };
}

/** For administrators, the OMS and the extension, and in webhooks in the shape of Order Submit: the goods, and every payment group with everything that the gateway said. */
export function toAdminOrder(order: SandboxOrder): Json {
  return {
    ...toOrderHead(order),
    channel: order.channel,
    ...(order.cancelReason === undefined ? {} : { cancelReason: order.cancelReason }),
    ...order.customProperties,
    lastModifiedDate: order.modifiedAt.toISOString(),
    commerceItems: toCommerceItems(order),
    paymentGroups: order.paymentGroups.map((group) => ({
      id: group.id,
      paymentMethod: group.paymentMethod,
      state: group.state,
      amount: toDecimal(group.amount, order.currency),
      currencyCode: order.currency.currencyCode,
      gatewayName: group.gatewayName,
      message: group.message,
      ...(group.token === undefined ? {} : { token: group.token }),
      additionalProperties: group.additionalProperties,
      customPaymentProperties: group.exposedProperties,
      authorizationStatus: group.authorizationStatus.map((status) => toStatus(status, order)),
      debitStatus: group.debitStatus.map((status) => toStatus(status, order)),
      voidStatus: group.voidStatus.map((status) => toStatus(status, order)),
      creditStatus: group.creditStatus.map((status) => toStatus(status, order)),
    })),
  };
}

function toCommerceItems({ items, currency }: SandboxOrder): readonly Json[] {
  return items.map(({ productId, displayName, quantity, unitPrice }, index) => ({
    id: `ci${index + 1}`,
    productId,
    catalogRefId: productId,
    productDisplayName: displayName,
    quantity,
    priceInfo: {
      amount: toDecimal(unitPrice * quantity, currency),
      listPrice: toDecimal(unitPrice, currency),
    },
    // Taxes are included in this shop's prices, so there are none beside them.
    taxPriceInfo: { amount: 0 },
  }));
}

function toOrderHead(order: SandboxOrder): Json {
  const { currency, items } = order;
  return {
    id: order.id,
    orderId: order.id,
    uuid: order.uuid,
    state: order.state,
    originOfOrder: order.originOfOrder,
    ...(order.schedules.length > 0 && { scheduledOrder: order.schedules }),
    siteId: order.siteId,
    profileId: order.profileId,
    email: order.email,
    creationDate: order.createdAt.toISOString(),
    ...(order.submittedAt === undefined ? {} : { submittedDate: order.submittedAt.toISOString() }),
    priceInfo: toPriceInfo(order),
    shoppingCart: {
      items: items.map(({ productId, displayName, quantity, unitPrice }) => ({
        productId,
        displayName,
        quantity,
        unitPrice: toDecimal(unitPrice, currency),
        price: toDecimal(unitPrice * quantity, currency),
      })),
    },
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
  };
}

/** What an order costs, in decimals. */
export function toPriceInfo(order: Pick<SandboxOrder, 'items' | 'coupon' | 'currency'>): Json {
  const { currency } = order;
  const [subTotal, total] = [subTotalOf(order), totalOf(order)];
  return {
    currencyCode: currency.currencyCode,
    subTotal: toDecimal(subTotal, currency),
    discountAmount: toDecimal(subTotal - total, currency),
    shipping: 0,
    tax: 0,
    amount: toDecimal(total, currency),
    total: toDecimal(total, currency),
  };
}

function currentGroups({ paymentGroups, attempts }: SandboxOrder): readonly OrderPaymentGroup[] {
  return paymentGroups.filter(({ attempt }) => attempt === attempts);
}

function exposed({ additionalProperties, exposedProperties }: OrderPaymentGroup): Json {
  return Object.fromEntries(
    exposedProperties
      .filter((name) => Object.hasOwn(additionalProperties, name))
      .map((name) => [name, additionalProperties[name]]),
  );
}

function toStatus({ amount, at, ...status }: OrderPaymentStatus, { currency }: SandboxOrder): Json {
  return { ...status, amount: toDecimal(amount, currency), transactionTimestamp: at.toISOString() };
}
