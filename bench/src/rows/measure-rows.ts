import type { OrderId } from '../../../server-extension/src/domain/ids.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import { anAttempt, keyOf, nameOf, numberOf, pay, refOf } from './history.ts';
import { countPagesRead, type PagesRead } from './pages-read.ts';

/** A journal, and how many payments are in it. */
export interface FilledJournal {
  readonly journal: Journal;
  readonly payments: number;
  readonly readsHere: boolean;
}

/** How long one operation takes, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** One operation on each of the journals. */
export interface OperationLatencies {
  readonly operation: string;
  readonly times: readonly Latencies[];
  /** Of look-ups: what each journal reads, where that is counted. */
  readonly pages?: readonly (PagesRead | undefined)[];
}

const LOOK_UPS = 20_000;
const PAYMENTS = 2_000;
/** Part of the calls, not measured. */
const WARM_UP = 0.25;
/** Recovery tasks that are leased ten at a time. */
const LOST = 1_000;
const AT_ONCE = 10;
const LEASE_MS = 600_000;

/**
 * Each operation on payments all over the journal, one call after the other and one journal after the other, so that
 * whatever else the machine does is the same for all of them.
 */
export async function measureRows(
  journals: readonly FilledJournal[],
): Promise<readonly OperationLatencies[]> {
  let fresh = 90_000_000;
  const timings = [
    await lookedUp('find', journals, ({ journal, payments }) => journal.find(keyOf(anyOf(payments)))),
    await lookedUp('by CyberSource’s id', journals, ({ journal, payments }) =>
      journal.byGatewayRef(refOf(anyOf(payments))),
    ),
    await lookedUp(
      'of an order',
      journals,
      async ({ journal, payments }) => (await journal.ofOrder(`o${anyOf(payments)}` as OrderId))[0],
    ),
    await timed('open and close', PAYMENTS, journals, ({ journal }) =>
      pay(journal, numberOf((fresh += 1)), new Date()),
    ),
  ];

  const longAgo = new Date(Date.now() - 60 * 60 * 1000);
  for (const { journal } of journals) {
    for (let i = 0; i < LOST; i += 1) {
      const number = numberOf((fresh += 1));
      await journal.claim(
        anAttempt(number, longAgo),
        () => ({ verdict: 'proceed' }),
        () => nameOf(number),
      );
    }
  }
  const leasing = await timed(
    'lease ten of a thousand recovery tasks, release',
    LOST / AT_ONCE,
    journals,
    async ({ journal }) => {
      const taken = await journal.leaseTasks(AT_ONCE, LEASE_MS);
      if (taken.length < AT_ONCE) throw new Error('A recovery task is missing.');
      for (const each of taken) await journal.completeTask(each, { done: true });
    },
  );
  return [...timings, leasing];
}

/** Timed first; then once more with nothing between the calls that reads too. */
async function lookedUp(
  operation: string,
  journals: readonly FilledJournal[],
  lookUp: (filled: FilledJournal) => Promise<unknown>,
): Promise<OperationLatencies> {
  const call = async (filled: FilledJournal): Promise<void> => {
    requireFound(await lookUp(filled));
  };
  const timing = await timed(operation, LOOK_UPS, journals, call);
  const pages: (PagesRead | undefined)[] = [];
  for (const filled of journals)
    pages.push(filled.readsHere ? await countPagesRead(LOOK_UPS, () => call(filled)) : undefined);
  return { ...timing, pages };
}

async function timed(
  operation: string,
  calls: number,
  journals: readonly FilledJournal[],
  call: (filled: FilledJournal) => Promise<void>,
): Promise<OperationLatencies> {
  const taken = journals.map((): number[] => []);
  for (let i = 0; i < calls; i += 1) {
    for (const [which, filled] of journals.entries()) {
      const started = performance.now();
      await call(filled);
      if (i >= calls * WARM_UP) taken[which]?.push(performance.now() - started);
    }
  }
  return { operation, times: taken.map(toTimes) };
}

function toTimes(taken: readonly number[]): Latencies {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** The number of a payment anywhere in a journal. */
function anyOf(payments: number): string {
  return numberOf(1 + Math.floor(Math.random() * payments));
}

function requireFound(thing: unknown): void {
  if (thing === undefined) throw new Error('A payment is not in the journal.');
}
