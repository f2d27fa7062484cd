import { randomUUID } from 'node:crypto';
import type { Random } from '../simulation/world/random.ts';
import type { Span, Told } from './books.ts';
import type { Asked, OmsRequest, OrderManagement } from './order-management.ts';
import { type Placed, type Shop, type Site, SITES } from './shop.ts';
import type { Webhooks } from './webhooks.ts';

/** Who can do something to an order. */
export interface Cast {
  readonly shop: Shop;
  readonly oms: OrderManagement;
  /** OCC's webhooks for orders that are never placed. */
  readonly webhooks: Webhooks;
}

/** What happens to one order, from its shopper to its end, and what each caller was told on the way. */
export type Story = (cast: Cast, random: Random) => Promise<Told>;

/** The stories and how often each is told. */
export const STORIES: readonly (readonly [name: string, weight: number, story: Story])[] = [
  ['authorized', 14, authorized],
  ['captured', 16, captured],
  ['captured in parts at once, more than there is', 10, capturedInParts],
  ['captured twice at once, without a key', 4, capturedTwice],
  ['captured, refunded twice at once', 10, refundedTwice],
  ['cancelled', 10, cancelled],
  ['cancelled while it is captured', 6, cancelledWhileCaptured],
  ['sold at once, part of it returned twice', 8, soldAndReturned],
  ['sold at once, cancelled', 4, soldAndCancelled],
  ['declined, then paid with another amount', 6, declinedThenPaid],
  ['two payments, the second declined', 5, splitAndDeclined],
  ['partly approved, then paid with another amount', 2, partlyApproved],
  ['never placed', 6, neverPlaced],
  ['never placed, paid by two clicks at once', 4, neverPlacedTwoClicks],
];

export function pickStory(random: Random): Story {
  const weights = STORIES.reduce((sum, [, weight]) => sum + weight, 0);
  let at = random.between(1, weights);
  for (const [, weight, story] of STORIES) {
    at -= weight;
    if (at <= 0) return story;
  }
  return authorized;
}

const [US, JP, KW] = SITES as readonly [Site, Site, Site];
/** OCC's sandbox for CyberSource declines this many US cents, and approves half of those. */
const DECLINED = 150_000;
const PARTLY_APPROVED = 701_200;

async function authorized({ shop }: Cast, random: Random): Promise<Told> {
  const { id } = await shop.place(siteFor(random), [anAmount(random)]);
  return told(id);
}

async function captured(cast: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const paid = await pay(cast, siteFor(random), amount);
  if (paid.request === undefined) return told(paid.order.id);
  const capture = await cast.oms.ask('capture', paid.request, randomUUID());
  return told(paid.order.id, { captured: spanOf([capture], amount) });
}

async function capturedInParts(cast: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const part = Math.floor(amount * 0.4);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return told(order.id);
  const captures = await Promise.all(
    [1, 2, 3].map(() => cast.oms.ask('capture', { ...request, amount: part }, randomUUID())),
  );
  return told(order.id, { captured: spanOf(captures, part) });
}

async function capturedTwice(cast: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const part = Math.floor(amount * 0.4);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return told(order.id);
  const captures = await Promise.all([1, 2].map(() => cast.oms.ask('capture', { ...request, amount: part })));
  // Both speak of the same capture: two equal requests cannot be told from one that is repeated.
  const heard = captures.some((each) => each.heard === 'yes')
    ? 'yes'
    : captures.some((each) => each.heard === 'unclear')
      ? 'unclear'
      : 'no';
  return told(order.id, { captured: spanOf([{ heard }], part) });
}

async function refundedTwice(cast: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return told(order.id);
  const capture = await cast.oms.ask('capture', request, randomUUID());
  const { id } = capture;
  if (id === undefined) return told(order.id, { captured: spanOf([capture], amount) });
  const part = Math.floor(amount * 0.6);
  const refunds = await Promise.all(
    [1, 2].map(() => cast.oms.ask('refund', { ...request, ref: id, amount: part }, randomUUID())),
  );
  return told(order.id, { captured: spanOf([capture], amount), refunded: spanOf(refunds, part) });
}

async function cancelled({ shop }: Cast, random: Random): Promise<Told> {
  const order = await shop.place(siteFor(random), [anAmount(random)]);
  return order.state === 'SUBMITTED' ? cancelling(shop, order) : told(order.id);
}

async function cancelledWhileCaptured(cast: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return told(order.id);
  const [cancellation] = await Promise.all([
    cancelling(cast.shop, order),
    cast.oms.ask('capture', request, randomUUID()),
  ]);
  return cancellation;
}

async function soldAndReturned({ shop }: Cast, random: Random): Promise<Told> {
  const amount = anAmount(random);
  const order = await shop.place(KW, [amount]);
  if (order.state !== 'SUBMITTED') return told(order.id);
  const part = Math.floor(amount * 0.4);
  const returns = [await shop.giveBack(order, KW, part), await shop.giveBack(order, KW, part)];
  const heard = returns.map((done): Asked => ({ heard: done ? 'yes' : 'unclear' }));
  return told(order.id, { captured: { least: amount, most: amount }, refunded: spanOf(heard, part) });
}

async function soldAndCancelled({ shop }: Cast, random: Random): Promise<Told> {
  const order = await shop.place(KW, [anAmount(random)]);
  return order.state === 'SUBMITTED' ? cancelling(shop, order) : told(order.id);
}

async function declinedThenPaid({ shop }: Cast, random: Random): Promise<Told> {
  const { id } = await shop.place(US, [DECLINED], 'schedule');
  await shop.again(id, US, anAmount(random));
  return told(id);
}

async function partlyApproved({ shop }: Cast, random: Random): Promise<Told> {
  const { id } = await shop.place(US, [PARTLY_APPROVED], 'schedule');
  await shop.again(id, US, anAmount(random));
  return told(id);
}

/** OCC gives the first payment back; where it got no certain answer, the extension resolves the outcome. */
async function splitAndDeclined({ shop }: Cast, random: Random): Promise<Told> {
  const { id } = await shop.place(US, [anAmount(random), DECLINED], 'schedule');
  return told(id);
}

async function neverPlaced({ webhooks }: Cast, random: Random): Promise<Told> {
  const order = webhooks.newOrder(anAmount(random));
  await webhooks.deliver(order.click());
  return told(order.id);
}

async function neverPlacedTwoClicks({ webhooks }: Cast, random: Random): Promise<Told> {
  const order = webhooks.newOrder(anAmount(random));
  await Promise.all([webhooks.deliver(order.click()), webhooks.deliver(order.click())]);
  return told(order.id);
}

interface PaidOrder {
  readonly order: Placed;
  /** All of it, by the gateway's id. Absent when the order was not placed. */
  readonly request?: OmsRequest;
}

async function pay({ shop }: Cast, site: Site, amount: number): Promise<PaidOrder> {
  const order = await shop.place(site, [amount]);
  if (order.state !== 'SUBMITTED') return { order };
  const { paymentGroups } = await shop.order(order.id);
  const ref = paymentGroups[0]?.authorizationStatus.find(({ transactionSuccess }) => transactionSuccess)
    ?.statusProps['hostTransactionId'];
  return ref === undefined ? { order } : { order, request: { site, orderId: order.id, ref, amount } };
}

async function cancelling(shop: Shop, { id }: Placed): Promise<Told> {
  const done = await shop.cancel(id);
  return { ...told(id), cancelled: done ? 'done' : 'asked' };
}

/** Not among the amounts that the sandbox treats in a special way. */
function anAmount(random: Random): number {
  return random.between(1_000, 39_999);
}

function siteFor(random: Random): Site {
  return random.chance(0.8) ? US : JP;
}

const NOTHING: Span = { least: 0, most: 0 };

function told(orderId: string, sums: Partial<Pick<Told, 'captured' | 'refunded'>> = {}): Told {
  return { orderId, captured: NOTHING, refunded: NOTHING, cancelled: 'no', ...sums };
}

function spanOf(asked: readonly Asked[], amount: number): Span {
  const count = (...wanted: readonly Asked['heard'][]): number =>
    asked.filter(({ heard }) => wanted.includes(heard)).length;
  return { least: count('yes') * amount, most: count('yes', 'unclear') * amount };
}
