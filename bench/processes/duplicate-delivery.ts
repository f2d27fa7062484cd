import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '../simulation/world/random.ts';
import type { ReportedTotals } from './findings/payment-records.ts';
import { check, doubleHolds, type ConsistencyReport } from './findings/check.ts';
import type { ProofSystem } from './systems/proof-system.ts';
import { type OmsResult, createOrderManagement, type OmsClient } from './systems/oms-client.ts';
import { readRecords } from './findings/read-records.ts';
import { type PlacedOrder, type ShopClient, type ProofSite, SITES } from './systems/shop.ts';

/** Orders, each paid, captured and refunded, through a proxy that delivers every POST twice. */
export interface DuplicateDeliveryPlan {
  readonly seed: string;
  readonly orders: number;
  /** The share of POSTs whose caller gets the answer to the copy, 0 to 1. */
  readonly copyAnswered: number;
  readonly atOnce: number;
  /** How long everything that is lost may take to be found out, in milliseconds. */
  readonly quietMs: number;
}

export interface DuplicateDeliveryResult {
  readonly journal: string;
  readonly orders: number;
  /** Orders that OCC placed in the end, and how many of them needed the shopper to press again. */
  readonly placed: number;
  readonly pressedAgain: number;
  /** Orders whose capture, and whose refund, was reported to its caller as done. */
  readonly captured: number;
  readonly refunded: number;
  readonly findings: ConsistencyReport;
  readonly doubleHolds: number;
  readonly posts: number;
  readonly payments: number;
  readonly copyAnswers: ReadonlyMap<number, number>;
  readonly ms: number;
}

const [US] = SITES as readonly [ProofSite];
/** A shopper whose payment is declined presses again, while the extension resolves the outcome of the first try. */
const PRESSES = 30;
const PRESS_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 1_000;

export async function deliveredTwice(
  machine: ProofSystem,
  journal: string,
  plan: DuplicateDeliveryPlan,
  onOrder: (done: number) => void = () => undefined,
): Promise<DuplicateDeliveryResult> {
  const { shop, api, admin, faults } = machine;
  const oms = createOrderManagement(api, admin);
  const started = Date.now();
  faults.deliverTwice(plan.copyAnswered);
  const lives = await live({ shop, oms }, plan, onOrder);
  const reported = lives.map((life) => life.reported);

  let records = (await readRecords({ ...machine, reported })).records;
  const until = Date.now() + plan.quietMs;
  while (!isClean(check(records)) && Date.now() < until) {
    await pause(LOOK_EVERY_MS);
    records = (await readRecords({ ...machine, reported })).records;
  }
  const count = (is: (life: Life) => boolean): number => lives.filter(is).length;
  return {
    journal,
    orders: lives.length,
    placed: count(({ isPlaced }) => isPlaced),
    pressedAgain: count(({ isPlaced, presses }) => isPlaced && presses > 1),
    captured: count(({ capture }) => capture?.result === 'yes'),
    refunded: count(({ refund }) => refund?.result === 'yes'),
    findings: check(records),
    doubleHolds: doubleHolds(records).length,
    posts: faults.twice.posts,
    payments: faults.twice.payments,
    copyAnswers: faults.twice.copyAnswers,
    ms: Date.now() - started,
  };
}

/** Whether the records agree, and nothing is unknown any more. */
export function isClean(findings: ConsistencyReport): boolean {
  return Object.values(findings).every((each: readonly string[]) => each.length === 0);
}

interface Life {
  readonly reported: ReportedTotals;
  readonly isPlaced: boolean;
  readonly presses: number;
  readonly capture?: OmsResult;
  readonly refund?: OmsResult;
}

interface Cast {
  readonly shop: ShopClient;
  readonly oms: OmsClient;
}

async function live(
  cast: Cast,
  { seed, orders, atOnce }: DuplicateDeliveryPlan,
  onOrder: (done: number) => void,
): Promise<readonly Life[]> {
  const random = createRandom(`${seed}/orders`);
  const lives: Life[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < orders) {
      begun += 1;
      lives.push(await oneOrder(cast, random.fork(String(begun))));
      onOrder(lives.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return lives;
}

async function oneOrder({ shop, oms }: Cast, random: Random): Promise<Life> {
  const amount = random.between(1_000, 39_999);
  const { order, presses } = await placed(shop, amount);
  const { id: orderId } = order;
  const nothing = { least: 0, most: 0 };
  const isPlaced = order.state === 'SUBMITTED';
  const reported: ReportedTotals = { orderId, captured: nothing, refunded: nothing, cancelled: 'no' };
  const ref = isPlaced ? await paymentOf(shop, orderId) : undefined;
  if (ref === undefined) return { reported, isPlaced, presses };
  const request = { site: US, orderId, ref, amount };
  const capture = await asked(oms, 'capture', request);
  const captured = spanOf(capture, amount);
  if (capture.id === undefined) return { reported: { ...reported, captured }, isPlaced, presses, capture };
  const back = Math.floor(amount / 2);
  const refund = await asked(oms, 'refund', { ...request, ref: capture.id, amount: back });
  return {
    reported: { ...reported, captured, refunded: spanOf(refund, back) },
    isPlaced,
    presses,
    capture,
    refund,
  };
}

async function placed(
  shop: ShopClient,
  amount: number,
): Promise<{ readonly order: PlacedOrder; readonly presses: number }> {
  let order = await shop.place(US, [amount]);
  for (let presses = 1; ; presses += 1) {
    if (order.state === 'SUBMITTED' || presses === PRESSES) return { order, presses };
    await pause(PRESS_AFTER_MS);
    order = await shop.again(order.id, US, amount);
  }
}

async function paymentOf(shop: ShopClient, orderId: string): Promise<string | undefined> {
  const { paymentGroups } = await shop.order(orderId);
  return paymentGroups
    .flatMap(({ authorizationStatus }) => authorizationStatus)
    .filter(({ transactionSuccess }) => transactionSuccess)
    .at(-1)?.statusProps['hostTransactionId'];
}

/** Under one key, until the extension says how it ended. */
async function asked(
  oms: OmsClient,
  operation: 'capture' | 'refund',
  request: Parameters<OmsClient['ask']>[1],
): Promise<OmsResult> {
  const key = randomUUID();
  let answer = await oms.ask(operation, request, key);
  for (let again = 1; again < 4 && answer.result === 'unclear'; again += 1)
    answer = await oms.ask(operation, request, key);
  return answer;
}

function spanOf({ result }: OmsResult, amount: number): { readonly least: number; readonly most: number } {
  return { least: result === 'yes' ? amount : 0, most: result === 'no' ? 0 : amount };
}
