import { randomUUID } from 'node:crypto';
import type { Random } from '../simulation/world/random.ts';
import type { AmountRange, ReportedTotals } from './findings/payment-records.ts';
import type { OmsResult, OmsClientRequest, OmsClient } from './systems/oms-client.ts';
import { type PlacedOrder, type ShopClient, type ProofSite, SITES } from './systems/shop.ts';
import type { WebhookClient } from './systems/webhooks.ts';

/** Who can do something to an order. */
export interface ScenarioClients {
  readonly shop: ShopClient;
  readonly oms: OmsClient;
  /** OCC's webhooks for orders that are never placed. */
  readonly webhooks: WebhookClient;
}

/** What happens to one order, from its shopper to its end, and what was reported to each caller on the way. */
export type Scenario = (cast: ScenarioClients, random: Random) => Promise<ReportedTotals>;

/** The stories and how often each occurs. */
export const STORIES: readonly (readonly [name: string, weight: number, story: Scenario])[] = [
  ['authorized', 14, authorized],
  ['captured', 16, captured],
  ['captured in parts at once, more than there is', 10, capturedInParts],
  ['captured twice at once, without a key', 4, capturedTwice],
  ['captured, refunded twice at once', 10, refundedTwice],
  ['cancelled', 10, cancelled],
  ['cancelled while it is captured', 6, cancelledWhileCaptured],
  ['sold at once, part of it returned twice', 8, saleAndReturned],
  ['sold at once, cancelled', 4, saleAndCancelled],
  ['declined, then paid with another amount', 6, declinedThenPaid],
  ['two payments, the second declined', 5, splitAndDeclined],
  ['partly approved, then paid with another amount', 2, partlyApproved],
  ['never placed', 6, neverPlaced],
  ['never placed, paid by two clicks at once', 4, neverPlacedTwoClicks],
];

export function pickStory(random: Random): Scenario {
  const weights = STORIES.reduce((sum, [, weight]) => sum + weight, 0);
  let at = random.between(1, weights);
  for (const [, weight, story] of STORIES) {
    at -= weight;
    if (at <= 0) return story;
  }
  return authorized;
}

const [US, JP, KW] = SITES as readonly [ProofSite, ProofSite, ProofSite];
/** OCC's sandbox for CyberSource declines this many US cents, and approves half of those. */
const DECLINED = 150_000;
const PARTLY_APPROVED = 701_200;

async function authorized({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const { id } = await shop.place(siteFor(random), [anAmount(random)]);
  return reported(id);
}

async function captured(cast: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const paid = await pay(cast, siteFor(random), amount);
  if (paid.request === undefined) return reported(paid.order.id);
  const capture = await cast.oms.ask('capture', paid.request, randomUUID());
  return reported(paid.order.id, { captured: spanOf([capture], amount) });
}

async function capturedInParts(cast: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const part = Math.floor(amount * 0.4);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return reported(order.id);
  const captures = await Promise.all(
    [1, 2, 3].map(() => cast.oms.ask('capture', { ...request, amount: part }, randomUUID())),
  );
  return reported(order.id, { captured: spanOf(captures, part) });
}

async function capturedTwice(cast: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const part = Math.floor(amount * 0.4);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return reported(order.id);
  const captures = await Promise.all([1, 2].map(() => cast.oms.ask('capture', { ...request, amount: part })));
  // Both speak of the same capture: two equal requests cannot be told from one that is repeated.
  const result = captures.some((each) => each.result === 'yes')
    ? 'yes'
    : captures.some((each) => each.result === 'unclear')
      ? 'unclear'
      : 'no';
  return reported(order.id, { captured: spanOf([{ result }], part) });
}

async function refundedTwice(cast: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return reported(order.id);
  const capture = await cast.oms.ask('capture', request, randomUUID());
  const { id } = capture;
  if (id === undefined) return reported(order.id, { captured: spanOf([capture], amount) });
  const part = Math.floor(amount * 0.6);
  const refunds = await Promise.all(
    [1, 2].map(() => cast.oms.ask('refund', { ...request, ref: id, amount: part }, randomUUID())),
  );
  return reported(order.id, { captured: spanOf([capture], amount), refunded: spanOf(refunds, part) });
}

async function cancelled({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const order = await shop.place(siteFor(random), [anAmount(random)]);
  return order.state === 'SUBMITTED' ? cancelling(shop, order) : reported(order.id);
}

async function cancelledWhileCaptured(cast: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const { order, request } = await pay(cast, siteFor(random), amount);
  if (request === undefined) return reported(order.id);
  const [cancellation] = await Promise.all([
    cancelling(cast.shop, order),
    cast.oms.ask('capture', request, randomUUID()),
  ]);
  return cancellation;
}

async function saleAndReturned({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const amount = anAmount(random);
  const order = await shop.place(KW, [amount]);
  if (order.state !== 'SUBMITTED') return reported(order.id);
  const part = Math.floor(amount * 0.4);
  const returns = [await shop.refund(order, KW, part), await shop.refund(order, KW, part)];
  const result = returns.map((done): OmsResult => ({ result: done ? 'yes' : 'unclear' }));
  return reported(order.id, { captured: { least: amount, most: amount }, refunded: spanOf(result, part) });
}

async function saleAndCancelled({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const order = await shop.place(KW, [anAmount(random)]);
  return order.state === 'SUBMITTED' ? cancelling(shop, order) : reported(order.id);
}

async function declinedThenPaid({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const { id } = await shop.place(US, [DECLINED], 'schedule');
  await shop.again(id, US, anAmount(random));
  return reported(id);
}

async function partlyApproved({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const { id } = await shop.place(US, [PARTLY_APPROVED], 'schedule');
  await shop.again(id, US, anAmount(random));
  return reported(id);
}

/** OCC gives the first payment back; where it got no certain answer, the extension resolves the outcome. */
async function splitAndDeclined({ shop }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const { id } = await shop.place(US, [anAmount(random), DECLINED], 'schedule');
  return reported(id);
}

async function neverPlaced({ webhooks }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const order = webhooks.newOrder(anAmount(random));
  await webhooks.deliver(order.click());
  return reported(order.id);
}

async function neverPlacedTwoClicks({ webhooks }: ScenarioClients, random: Random): Promise<ReportedTotals> {
  const order = webhooks.newOrder(anAmount(random));
  await Promise.all([webhooks.deliver(order.click()), webhooks.deliver(order.click())]);
  return reported(order.id);
}

interface PaidOrder {
  readonly order: PlacedOrder;
  /** All of it, by the gateway's id. Absent when the order was not placed. */
  readonly request?: OmsClientRequest;
}

async function pay({ shop }: ScenarioClients, site: ProofSite, amount: number): Promise<PaidOrder> {
  const order = await shop.place(site, [amount]);
  if (order.state !== 'SUBMITTED') return { order };
  const { paymentGroups } = await shop.order(order.id);
  const ref = paymentGroups[0]?.authorizationStatus.find(({ transactionSuccess }) => transactionSuccess)
    ?.statusProps['hostTransactionId'];
  return ref === undefined ? { order } : { order, request: { site, orderId: order.id, ref, amount } };
}

async function cancelling(shop: ShopClient, { id }: PlacedOrder): Promise<ReportedTotals> {
  const done = await shop.cancel(id);
  return { ...reported(id), cancelled: done ? 'done' : 'asked' };
}

/** Not among the amounts that the sandbox treats in a special way. */
function anAmount(random: Random): number {
  return random.between(1_000, 39_999);
}

function siteFor(random: Random): ProofSite {
  return random.chance(0.8) ? US : JP;
}

const NOTHING: AmountRange = { least: 0, most: 0 };

function reported(
  orderId: string,
  sums: Partial<Pick<ReportedTotals, 'captured' | 'refunded'>> = {},
): ReportedTotals {
  return { orderId, captured: NOTHING, refunded: NOTHING, cancelled: 'no', ...sums };
}

function spanOf(asked: readonly OmsResult[], amount: number): AmountRange {
  const count = (...wanted: readonly OmsResult['result'][]): number =>
    asked.filter(({ result }) => wanted.includes(result)).length;
  return { least: count('yes') * amount, most: count('yes', 'unclear') * amount };
}
