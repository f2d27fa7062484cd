import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import type { RecordedRequest } from '../world/response-log.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';

/** What the order management wants of one payment. */
export interface OmsFollowOn {
  readonly kind: 'capture' | 'refund' | 'reverse' | 'reduce' | 'increment' | 'charge';
  readonly order: SandboxOrder;
  readonly paymentGroupId: string;
  /** CyberSource's id of the payment; of a charge, of the first payment with its card. */
  readonly original: string;
  /** Minor units. */
  readonly amount: number;
  /** Of a charge: CyberSource's id of the stored card. */
  readonly card?: string;
}

const WAITS_MS = 30_000;
/** From one try to the next, in milliseconds; the last one again and again. */
const PAUSES = [2_000, 15_000, 60_000, 300_000, 900_000] as const;
/** Days: then the check says that it was never answered. */
const MOST_TRIES = 500;

/**
 * Asks until the answer is certain, as an order management does: the same request under the same key. Some have no key;
 * some click twice.
 *
 * @returns CyberSource's id when it was a yes.
 */
export async function ask(world: World, random: Random, followOn: OmsFollowOn): Promise<string | undefined> {
  const { reported, ref } = await askUntilCertain(world, random, followOn);
  return reported === 'yes' ? ref : undefined;
}

/** The same. @returns whether it was a yes. */
export async function isGranted(world: World, random: Random, followOn: OmsFollowOn): Promise<boolean> {
  const { reported } = await askUntilCertain(world, random, followOn);
  return reported === 'yes';
}

async function askUntilCertain(
  world: World,
  random: Random,
  followOn: OmsFollowOn,
): Promise<RecordedRequest> {
  const asked = begin(world, random, followOn);
  if (random.chance(0.1)) await Promise.all([once(world, asked), once(world, asked)]);
  for (let tries = 0; !isCertain(asked) && tries < MOST_TRIES; tries += 1) {
    await once(world, asked);
    if (!isCertain(asked)) await world.time.sleep(PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0);
  }
  return asked;
}

function isCertain({ reported }: RecordedRequest): boolean {
  return reported !== undefined;
}

function begin({ answers }: World, random: Random, followOn: OmsFollowOn): RecordedRequest {
  const { kind, order, paymentGroupId, original, amount } = followOn;
  const key = `key-${answers.all().length + 1}`;
  const hasKey = random.chance(0.8);
  const request = {
    path: `/${kind}`,
    headers: { ...headersFor(order), ...(hasKey && { 'idempotency-key': key }) },
    bytes: Buffer.from(JSON.stringify(bodyOf(followOn))),
  } as const;
  // Without a key, the content is all that tells two requests apart.
  const id = hasKey ? key : `${kind} ${paymentGroupId} ${original} ${amount}`;
  return answers.ask({ id, kind, orderId: order.id, paymentGroupId, amount, request });
}

/** Captures and refunds are asked for as of the replaced plugin; everything else is the extension's own. */
function bodyOf({ kind, order, paymentGroupId, original, amount, card }: OmsFollowOn): object {
  const currency = order.currency.currencyCode;
  if (kind === 'capture' || kind === 'refund')
    return {
      merchantReferenceNumber: order.id,
      transactionId: original,
      currency,
      amount: String(amount).padStart(12, '0'),
    };
  const money = { minor: amount, currency };
  if (kind === 'charge')
    return {
      orderId: order.id,
      paymentGroupId,
      amount: money,
      firstPayment: { orderId: order.id, requestId: original },
      ...(card !== undefined && { instrument: { paymentInstrumentId: card } }),
      capture: isTakenAtOnce(amount),
    };
  return { orderId: order.id, requestId: original, amount: money };
}

/** Whether a charge takes its money at once: every second one does. */
export function isTakenAtOnce(amount: number): boolean {
  return amount % 2 === 0;
}

function headersFor({ siteId }: SandboxOrder): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    authorization: 'Bearer a-token-of-the-oms',
    'x-ccsite': siteId,
    'x-ccasset-channel': 'storefront',
  };
}

/** Reads the payments of an order until all of them could be read: what was done elsewhere is noticed by that. */
export async function readPayments({ send, time, note, plan }: World, order: SandboxOrder): Promise<void> {
  const request = {
    path: '/operations/payments',
    query: `orderId=${order.id}`,
    headers: headersFor(order),
    bytes: Buffer.alloc(0),
  } as const;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await send(request, WAITS_MS);
    note(`oms reads ${order.id} ${answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`}`);
    // Without a database it is not known to be complete.
    if (answer?.status === 200 && (plan.journal === 'own' || answer.text.includes('"complete":true'))) return;
    await time.sleep(PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0);
  }
}

/** One request, and what is learned from its answer. */
export async function once({ send, answers, note }: World, asked: RecordedRequest): Promise<void> {
  const answer = await send(asked.request, WAITS_MS);
  note(
    `oms ${asked.kind} ${asked.id} ${answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`}`,
  );
  answers.record(asked, answer);
}
