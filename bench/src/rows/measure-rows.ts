import type { OrderId } from '../../../server-extension/src/domain/ids.ts';
import type { Journal } from '../../../server-extension/src/payments/ports.ts';
import { anAttempt, keyOf, nameOf, numberOf, pay, refOf } from './history.ts';

/** How long one operation takes, in milliseconds. */
export interface Timing {
  readonly operation: string;
  readonly p50: number;
  readonly p99: number;
}

const LOOK_UPS = 20_000;
const PAYMENTS = 4_000;
const WARM_UP = 2_000;
/** Duties that are taken ten at a time. */
const LOST = 1_000;
const AT_ONCE = 10;
const LEASE_MS = 600_000;

/** Each operation on payments all over the book, one after the other. */
export async function measureRows(journal: Journal, payments: number): Promise<readonly Timing[]> {
  let fresh = 90_000_000;
  const any = (): string => numberOf(1 + Math.floor(Math.random() * payments));
  const found = (thing: unknown): void => {
    if (thing === undefined) throw new Error('A payment is not in the book.');
  };
  const timings = [
    await timed('find', LOOK_UPS, async () => {
      found(await journal.find(keyOf(any())));
    }),
    await timed('by CyberSource’s id', LOOK_UPS, async () => {
      found(await journal.byGatewayRef(refOf(any())));
    }),
    await timed('of an order', LOOK_UPS, async () => {
      found((await journal.ofOrder(`o${any()}` as OrderId))[0]);
    }),
    await timed('open and close', PAYMENTS, () => pay(journal, numberOf((fresh += 1)), new Date())),
  ];

  const longAgo = new Date(Date.now() - 60 * 60 * 1000);
  for (let i = 0; i < LOST; i += 1) {
    const number = numberOf((fresh += 1));
    await journal.open(
      anAttempt(number, longAgo),
      () => ({ verdict: 'go' }),
      () => nameOf(number),
    );
  }
  const taking = await timed('take ten of a thousand duties, give back', LOST / AT_ONCE, async () => {
    const taken = await journal.take(AT_ONCE, LEASE_MS);
    if (taken.length < AT_ONCE) throw new Error('A duty is missing.');
    for (const each of taken) await journal.leave(each, { done: true });
  });
  return [...timings, taking];
}

async function timed(operation: string, calls: number, call: () => Promise<void>): Promise<Timing> {
  for (let i = 0; i < WARM_UP && calls > WARM_UP; i += 1) await call();
  const times: number[] = [];
  for (let i = 0; i < calls; i += 1) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { operation, p50: at(0.5), p99: at(0.99) };
}
