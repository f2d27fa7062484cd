import { priceOf, requireProduct } from '../shop/catalogue.ts';
import { requireCoupon } from '../shop/coupons.ts';
import type { SiteCurrency } from '../shop/money.ts';
import type { CallGateway } from '../payments/call-gateway.ts';
import { authorize, NOT_CONFIRMED, readAnswer } from '../payments/authorize.ts';
import { cancelPayment, holdsMoney } from '../payments/cancel-payment.ts';
import { OccProblem } from '../http/problem.ts';
import type { Profile, Profiles } from '../profiles/profiles.ts';
import { saveCard } from './save-card.ts';
import type { OccChannel, Site } from '../shop/sites.ts';
import { UnusableResponse } from '../webhooks/payment-answer.ts';
import { totalOf, type SandboxOrder, type OrderItem, type OrderOrigin } from '../orders/order.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { toAddress, type OrderInput } from '../orders/order-request.ts';
import { toPaymentGroups, type NewPayment } from '../orders/payment-groups.ts';

/** Who places an order, and where. */
export interface Shopper {
  readonly profile: Profile | undefined;
  readonly site: Site;
  readonly channel: OccChannel;
  readonly locale: string;
  /** OCC places the order by itself, by a schedule; no shopper is present. */
  readonly isScheduledRun?: true;
}

interface Dependencies {
  readonly orders: OrderStore;
  readonly profiles: Profiles;
  readonly ask: CallGateway;
  readonly gatewayName: string;
  readonly now: () => Date;
}

/** Places an order, or tries again with one that is not submitted yet. A declined payment is not an error. */
export type PlaceOrder = (input: OrderInput, shopper: Shopper) => Promise<SandboxOrder>;

export function createPlaceOrder({ orders, profiles, ask, gatewayName, now }: Dependencies): PlaceOrder {
  return async (input, shopper) => {
    const items = input.shoppingCart && toItems(input.shoppingCart.items, shopper.site.currency);
    if (input.id === undefined && items === undefined)
      throw new OccProblem(400, 'The shopping cart is empty.');
    if (input.scheduledOrder !== undefined) requireStoredCards(input, shopper);
    const order = input.id === undefined ? open(shopper) : requireOwn(orders.require(input.id), shopper);
    if (order.state !== 'INCOMPLETE') {
      throw new OccProblem(400, `Order ${order.id} is ${order.state} already.`, { errorCode: '28108' });
    }
    await orders.exclusively(order, async () => {
      fillIn(order, input, items, shopper.profile);
      await pay(order, input, shopper.profile);
    });
    return order;
  };

  function open(shopper: Shopper): SandboxOrder {
    const { profile, site, channel, locale } = shopper;
    return orders.open({
      siteId: site.id,
      currency: site.currency,
      channel,
      originOfOrder: originOf(shopper),
      locale,
      guest: profile === undefined,
      ...(profile === undefined ? {} : { profileId: profile.id }),
    });
  }

  async function pay(order: SandboxOrder, input: OrderInput, profile: Profile | undefined): Promise<void> {
    const total = totalOf(order);
    const { nextPaymentGroupId } = orders;
    const attempt = order.attempts + 1;
    const making = { order, attempt, total, gatewayName, profile, nextPaymentGroupId };
    const payments = toPaymentGroups(input.payments, making);
    order.attempts = attempt;
    replaceGroups(order, payments);
    if (input.op === 'initiate') {
      for (const { group } of payments) if (group.paymentMethod === 'generic') await initiate(order, group);
      return;
    }
    for (const payment of payments) await authorizeOne(order, payment, profile);
    if (payments.every(({ group }) => holdsMoney(group))) {
      order.state = order.schedules.length === 0 ? 'SUBMITTED' : 'TEMPLATE';
      order.submittedAt = now();
      return;
    }
    // Full payment is required: what was authorized beside a failure goes back at once.
    for (const { group } of payments) if (holdsMoney(group)) await cancelPayment(ask, order, group);
  }

  async function authorizeOne(
    order: SandboxOrder,
    { group, input, cardSecrets }: NewPayment,
    profile: Profile | undefined,
  ): Promise<void> {
    const answer = await authorize(ask, order, group, cardSecrets);
    if (answer === undefined || profile === undefined || !input.saveCard || !holdsMoney(group)) return;
    saveCard(profiles, profile, input, answer, gatewayName);
  }

  async function initiate(order: SandboxOrder, group: NewPayment['group']): Promise<void> {
    const answer = readAnswer(await ask({ operation: 'initiate', order, group, amount: group.amount }));
    if (answer instanceof UnusableResponse || answer.verdict === 'rejected') {
      group.state = 'PAYMENT_REQUEST_FAILED';
      group.message = answer instanceof UnusableResponse ? NOT_CONFIRMED : answer.message;
      return;
    }
    group.additionalProperties = answer.additionalProperties;
    group.exposedProperties = answer.exposedProperties;
  }
}

/** OCC says it of its own; nothing that a storefront sends changes it. */
function originOf({ channel, isScheduledRun }: Shopper): OrderOrigin {
  if (isScheduledRun === true) return 'scheduledOrder';
  return channel === 'agent' ? 'contactCenter' : 'default';
}

/** The goods of a cart at this shop's prices. */
export function toItems(
  wanted: readonly { productId: string; quantity: number }[],
  { currencyCode }: SiteCurrency,
): readonly OrderItem[] {
  return wanted.map(({ productId, quantity }) => {
    const product = requireProduct(productId);
    const { displayName, description } = product;
    return { productId, displayName, description, quantity, unitPrice: priceOf(product, currencyCode) };
  });
}

/** OCC repeats an order only with a card that it keeps. OCC: scheduled orders. */
function requireStoredCards({ payments }: OrderInput, { profile }: Shopper): void {
  const stored = payments.every(({ saveCard, savedCardId }) => saveCard || savedCardId !== undefined);
  if (profile === undefined || !stored) {
    throw new OccProblem(400, 'A scheduled order is paid with a stored card.');
  }
}

function requireOwn(order: SandboxOrder, { profile, site }: Shopper): SandboxOrder {
  const own = order.guest ? profile === undefined : order.profileId === profile?.id;
  if (!own || order.siteId !== site.id) {
    throw new OccProblem(404, `There is no order ${order.id}.`, { errorCode: '28102' });
  }
  return order;
}

function fillIn(
  order: SandboxOrder,
  input: OrderInput,
  items: readonly OrderItem[] | undefined,
  profile: Profile | undefined,
): void {
  if (items !== undefined) order.items = items;
  const coupon = input.shoppingCart?.coupons[0];
  if (coupon !== undefined) order.coupon = requireCoupon(coupon.code);
  else if (input.shoppingCart !== undefined) delete order.coupon;
  order.schedules = input.scheduledOrder ?? [];
  if (input.shippingAddress !== undefined) order.shippingAddress = toAddress(input.shippingAddress);
  const billing = input.billingAddress ?? input.payments[0]?.billingAddress;
  order.billingAddress = billing === undefined ? order.shippingAddress : toAddress(billing);
  order.email =
    input.email ?? profile?.email ?? order.billingAddress['email'] ?? order.shippingAddress['email'] ?? '';
}

/** Earlier groups stay as history; one that never got anywhere is removed, one that continues is replaced. */
function replaceGroups(order: SandboxOrder, payments: readonly NewPayment[]): void {
  const continued = new Set(payments.map(({ group }) => group.id));
  const earlier = order.paymentGroups.filter(({ id }) => !continued.has(id));
  for (const group of earlier) if (group.state === 'INITIAL') group.state = 'REMOVED';
  order.paymentGroups.splice(0, Infinity, ...earlier, ...payments.map(({ group }) => group));
}
