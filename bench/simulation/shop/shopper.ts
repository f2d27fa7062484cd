import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import { OrderInput } from '../../../sandbox/occ/orders/order-request.ts';
import { holdsMoney } from '../../../sandbox/occ/payments/cancel-payment.ts';
import { OccProblem } from '../../../sandbox/occ/http/problem.ts';
import type { CardKind } from '../world/occ.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { fulfil } from './merchant.ts';

type Payment = Readonly<Record<string, unknown>>;

/** Milliseconds. */
const THINKS = [2_000, 90_000] as const;
const MOST_TRIES = 4;

/** How many reload the page while it pays, and when: their second order carries the same checkout id. */
const RELOADS = 0.1;
const RELOADS_AFTER = [0, 20_000] as const;

/** One shopper with one cart: pays, tries again after a no, goes away; some load the page again while it pays. */
export async function shop(world: World, random: Random): Promise<void> {
  const { occ, time } = world;
  const site = random.pick(occ.sites);
  const shopper = { profile: occ.shopper, site, channel: 'storefront', locale: 'en' } as const;
  const quantity = amountOf(world, random, site.currency.currencyCode);
  const shoppingCart = { items: [{ productId: 'penny-stamp', quantity }] };
  const reloading = random.fork('reload');
  if (!reloading.chance(RELOADS)) {
    await payFor({ shoppingCart, shopper, quantity }, world, random);
    return;
  }
  const checkoutId = `checkout-of-32-hexadecimals-${reloading.between(0, 1_000_000_000)}`;
  const cart = { shoppingCart, shopper, quantity, checkoutId };
  await Promise.all([
    payFor(cart, world, random),
    time.sleep(reloading.between(...RELOADS_AFTER)).then(() => payFor(cart, world, reloading)),
  ]);
}

interface Cart {
  readonly shoppingCart: object;
  readonly shopper: Parameters<World['occ']['placeOrder']>[1];
  /** Pieces at a penny each. */
  readonly quantity: number;
  readonly checkoutId?: string;
}

/** One order for the cart: paid, tried again after a no, given up. What was placed, the merchant goes on with. */
async function payFor(
  { shoppingCart, shopper, quantity, checkoutId }: Cart,
  world: World,
  random: Random,
): Promise<void> {
  const { time } = world;
  const { site } = shopper;
  let id: string | undefined;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const payments = paymentsOf(random, quantity, site.currency.fractionalDigits).map((each) =>
      checkoutId === undefined ? each : inCheckout(checkoutId, each),
    );
    const input = OrderInput.parse({ shoppingCart, payments, ...(id !== undefined && { id }) });
    const order = await placed(world, input, shopper);
    if (order === undefined) return;
    id = order.id;
    if (order.state === 'SUBMITTED') {
      const isRolledBack = random.chance(0.03);
      if (isRolledBack) rollBack(order);
      else await fulfil(world, random, order);
      return;
    }
    if (random.chance(0.25)) return;
    await time.sleep(random.between(...THINKS));
  }
}

async function placed(
  { occ }: World,
  input: OrderInput,
  shopper: Parameters<World['occ']['placeOrder']>[1],
): Promise<SandboxOrder | undefined> {
  try {
    return await occ.placeOrder(input, shopper);
  } catch (error) {
    if (error instanceof OccProblem) return undefined;
    throw error;
  }
}

/** OCC loses the order after the gateway has said yes: it is as if it had never been placed. */
function rollBack(order: SandboxOrder): void {
  order.state = 'INCOMPLETE';
  for (const group of order.paymentGroups) if (holdsMoney(group)) group.state = 'INITIAL';
}

/** At these the gateway declines, fails, holds a part or wants a call (sandbox/triggers.ts). */
const SPECIAL_PRICES = [150_000, 200_000, 701_200, 40_100] as const;
const FAILING_PRICE = 200_000;

/** Mostly ordinary prices; some at which the gateway does something else than to approve. It fails where anything may. */
function amountOf({ plan }: World, random: Random, currency: string): number {
  if (currency !== 'USD' || !random.chance(0.08)) return random.between(100, 90_000);
  const mayFail = plan.faults > 0 || plan.events !== undefined;
  return random.pick(SPECIAL_PRICES.filter((price) => mayFail || price !== FAILING_PRICE));
}

/** One card, or two that share the amount. */
function paymentsOf(random: Random, total: number, decimals: number): Payment[] {
  if (!random.chance(0.15)) return [payment(random)];
  const part = random.between(1, total - 1);
  return [payment(random, part / 10 ** decimals), payment(random)];
}

function payment(random: Random, amount?: number): Payment {
  const address1 = random.chance(0.04)
    ? random.pick(['2 London Bridge', '3 London Bridge'])
    : '10 High Street';
  return {
    type: 'card',
    savedCardId: cardOf(random),
    customProperties: { paymentType: 'card' },
    billingAddress: { firstName: 'A', lastName: 'Shopper', address1, city: 'Town', country: 'GB' },
    ...(amount !== undefined && { amount }),
  };
}

function inCheckout(checkoutId: string, payment: Payment): Payment {
  return { ...payment, customProperties: { paymentType: 'card', checkoutId } };
}

function cardOf(random: Random): CardKind {
  if (random.chance(0.9)) return 'good';
  return random.pick(['declined', 'uncapturable'] as const);
}
