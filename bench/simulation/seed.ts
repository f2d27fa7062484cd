import type { OrderId } from '../../server-extension/src/domain/ids.ts';
import { checkHistories, type HistoryVerdict } from '../independent-check/check-history.ts';
import { check, checkOrders } from './check/check.ts';
import { type DoubleHoldInterval, doubleHoldsIn } from './check/double-holds.ts';
import type { InvariantViolation } from './check/findings.ts';
import { once } from './shop/oms.ts';
import { shop } from './shop/shopper.ts';
import type { SettledByEvents } from './world/events.ts';
import { createVirtualTime } from './world/time.ts';
import { virtualTimers } from './world/timers.ts';
import { createWorld, type HistoryCoverage, type SimulationPlan, type World } from './world/world.ts';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly orders: number;
  readonly calls: number;
  readonly crashes: number;
  readonly findings: readonly InvariantViolation[];
  /** What the independent check says of the same history. */
  readonly secondOpinion: HistoryVerdict;
  /** From a lost answer to the truth, milliseconds of virtual time, one for each. */
  readonly resolvedAfter: readonly number[];
  readonly doubleHolds: readonly DoubleHoldInterval[];
  readonly coverage: HistoryCoverage;
  /** What notifications have settled, where the plan has any. */
  readonly settledByEvents?: SettledByEvents;
  /** Lines of the history in the format of docs/proofs/history-format.md, where the plan wants them. */
  readonly history?: readonly string[];
  /** SHA-256 of every line of the history, where the plan wants it. */
  readonly fingerprint?: string;
}

const STARTS_AT = Date.UTC(2026, 0, 5);
/** Milliseconds. */
const A_SHOPPER_EVERY = [10, 5_000] as const;
const HOUR = 60 * 60_000;
/**
 * After the last shopper has come, unless everything that was ordered is over before. Instances without a database pack at once,
 * and know what others did only once CyberSource's records show it: what faults that last for hours leave there, decision 17 says.
 */
const FAULTS_LAST = { shared: 6 * HOUR, own: 0 } as const;
const LONGEST_QUIET = 4 * 24 * HOUR;

/** Lives through one history: shoppers under faults, then quiet until nothing is left to do, then the reconciliation. */
export async function runSeed(
  plan: SimulationPlan,
  note: (line: string) => void = () => undefined,
): Promise<SeedResult> {
  const time = createVirtualTime(STARTS_AT);
  const restoreTimers = virtualTimers(time);
  try {
    const world = createWorld(plan, time, note);
    const findings = await liveThrough(world);
    const [shared] = plan.journal === 'shared' ? world.journals() : [];
    await world.history.end(world.occ.orders.list(), shared);
    const history = world.history.lines();
    const settledByEvents = world.settledByEvents();
    return {
      seed: plan.seed,
      orders: plan.orders,
      calls: world.calls(),
      crashes: world.crashes(),
      findings,
      secondOpinion: secondOpinionOf(history),
      resolvedAfter: world.resolvedAfter(),
      doubleHolds: doubleHoldsIn(world),
      coverage: world.coverage(),
      ...(plan.keepsHistory === true && { history }),
      ...(settledByEvents && { settledByEvents }),
    };
  } finally {
    restoreTimers();
  }
}

function secondOpinionOf(history: readonly string[]): HistoryVerdict {
  const [verdict] = checkHistories(history);
  if (verdict === undefined) throw new Error('A history has a first line.');
  return verdict;
}

async function liveThrough(world: World): Promise<readonly InvariantViolation[]> {
  const { plan, time } = world;
  const random = world.random.fork('shoppers');
  let at = 0;
  let underWay = plan.orders;
  for (let nth = 1; nth <= plan.orders; nth += 1) {
    at += random.between(...A_SHOPPER_EVERY);
    time.after(
      at,
      () =>
        void shop(world, random.fork(String(nth))).then(() => {
          underWay -= 1;
        }),
    );
  }
  // Parcels are packed for hours after the last shopper has come: their captures and refunds meet faults, too.
  const faultsEnd = world.startedAt + at + FAULTS_LAST[plan.journal];
  await time.runUntil(() => underWay === 0 || time.now() > faultsEnd);
  world.calm();
  world.note('# calm');
  await time.runUntil(() => underWay === 0);
  await time.runUntil(untilAfter(time.now() + HOUR, time.now));
  await redeliverUncertain(world);
  await redeliverSome(world);
  const findings = await untilSettled(world);
  await noteJournalOf(world, findings);
  return findings;
}

/** What the journal has of the orders that are wrong: the end of the history. */
async function noteJournalOf(
  { journals, note }: World,
  findings: readonly InvariantViolation[],
): Promise<void> {
  for (const orderId of new Set(findings.map((finding) => finding.orderId)))
    for (const journal of journals())
      for (const entry of await journal.ofOrder(orderId as OrderId))
        note(`journal ${entry.key} #${entry.attemptNumber} ${JSON.stringify(entry)}`);
}

function untilAfter(end: number, now: () => number): () => boolean {
  return () => now() > end;
}

/** Every delivery without a certain answer is delivered again, as an administrator would. */
async function redeliverUncertain(world: World): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    const open = world.answers.all().filter(({ reported }) => reported === undefined);
    if (open.length === 0) return;
    await during(world, Promise.all(open.map((asked) => once(world, asked))));
    await world.time.runUntil(untilAfter(world.time.now() + HOUR / 2, world.time.now));
  }
}

/** A part of all deliveries comes once more: the answer has to be the same, byte for byte. */
async function redeliverSome(world: World): Promise<void> {
  if (world.plan.journal === 'own') return;
  const again = world.answers
    .all()
    .filter(({ kind, hasTwin }, nth) => kind === 'authorize' && !hasTwin && nth % 4 === 0);
  await during(world, Promise.all(again.map((asked) => once(world, asked))));
}

async function during(world: World, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.then(() => {
    isOver = true;
  });
  await world.time.runUntil(() => isOver);
}

/** Time runs on as long as anything is wrong that may still come right; in some histories to the very end anyway. */
async function untilSettled(world: World): Promise<readonly InvariantViolation[]> {
  const { plan, time, occ } = world;
  const end = time.now() + (plan.quietMs ?? LONGEST_QUIET);
  const shortest = time.now() + (plan.seed % 50 === 0 ? LONGEST_QUIET : HOUR);
  await time.runUntil(untilAfter(shortest, time.now));
  let wrong = await check(world);
  while (wrong.length > 0 && time.now() < end) {
    await time.runUntil(untilAfter(time.now() + HOUR, time.now));
    const ids = new Set(wrong.map(({ orderId }) => orderId));
    wrong = await checkOrders(
      world,
      occ.orders.list().filter(({ id }) => ids.has(id)),
    );
    // Nothing that was right may have become wrong meanwhile.
    if (wrong.length === 0) wrong = await check(world);
  }
  return wrong;
}
