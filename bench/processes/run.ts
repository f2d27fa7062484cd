import { setTimeout as pause } from 'node:timers/promises';
import { checkHistories, type HistoryVerdict } from '../independent-check/check-history.ts';
import { createRandom } from '../simulation/world/random.ts';
import type { HistoryRecord } from '../history/history-record.ts';
import type { ReportedTotals } from './findings/payment-records.ts';
import { check, doubleHolds, type DoubleHold, type ConsistencyReport } from './findings/check.ts';
import { NO_FAULTS, type LoadBalancerFaults } from './systems/load-balancer.ts';
import { createKiller, type ProcessFaults } from './systems/killer.ts';
import type { ProofSystem } from './systems/proof-system.ts';
import { createOrderManagement } from './systems/oms-client.ts';
import type { RunProgress } from './systems/pace.ts';
import { readRecords } from './findings/read-records.ts';
import { type ScenarioClients, pickStory } from './scenarios.ts';
import type { Store } from './systems/store.ts';

/** What a run consists of. */
export interface RunPlan {
  readonly seed: string;
  readonly orders: number;
  readonly harm: ProcessFaults;
  /** The share of calls to the gateway that go wrong, 0 to 1. */
  readonly faults: number;
  readonly pace: RunProgress;
  /** How many orders are under way at a time. */
  readonly atOnce: number;
  /** How long the quiet phase may last, in milliseconds. */
  readonly quietMs: number;
}

/** What a run came to. */
export interface RunResult {
  readonly findings: ConsistencyReport;
  /** What the independent check says of the same run. */
  readonly secondOpinion: HistoryVerdict;
  /** What was reported to callers, order by order. */
  readonly reported: readonly ReportedTotals[];
  readonly doubleHolds: readonly DoubleHold[];
  /** Answers to the same delivery that were not equal byte for byte. */
  readonly unequalAnswers: readonly string[];
  readonly orders: number;
  readonly gatewayPayments: number;
  readonly attempts: number;
  readonly harm: Readonly<ProcessFaults>;
  readonly faultsStruck: number;
  readonly webhooks: { readonly sent: number; readonly repeated: number; readonly cutOff: number };
  /** Milliseconds from the call to the truth about it, sorted. */
  readonly foundAfterMs: readonly number[];
  readonly loadMs: number;
  readonly quietMs: number;
  /** Recovery tasks that were left when the quiet phase ended. */
  readonly tasksLeft: number;
}

const ROUGH: LoadBalancerFaults = {
  twiceAtOnce: 0.05,
  onceMoreLater: 0.05,
  answerLost: 0.01,
  againAfterCrash: 0.5,
};
const LONGER_THAN_A_LEASE = 1.3;

/** Orders under faults and kills, then quiet until nothing is left to do, then the reconciliation. */
export async function run(
  machine: ProofSystem,
  store: Store,
  plan: RunPlan,
  onOrder: (done: number) => void = () => undefined,
): Promise<RunResult> {
  const { instanceGroup, front, faults, shop, webhooks, api, admin } = machine;
  const random = createRandom(plan.seed);
  const killer = createKiller({
    instanceGroup,
    store,
    random: random.fork('killer'),
    orders: plan.orders,
    harm: plan.harm,
    pauseMs: plan.pace.leaseMs * LONGER_THAN_A_LEASE,
  });
  faults.setRate(plan.faults);
  front.setFaults(ROUGH);
  const started = Date.now();
  const cast = { shop, webhooks, oms: createOrderManagement(api, admin) };
  const reported = await live(cast, plan, async (done) => {
    onOrder(done);
    await killer.orderDone();
  });
  await killer.idle();
  faults.setRate(0);
  front.setFaults(NO_FAULTS);
  machine.history.add({ record: 'phase', at: Date.now(), phase: 'faults-end' });
  const calm = Date.now();
  const tasksLeft = await quiet(store, plan.quietMs);
  const still = Date.now();

  const { records, foundAfterMs, history } = await readRecords({ ...machine, reported });
  await writeEnd(machine, store, history, tasksLeft);
  const [secondOpinion] = checkHistories(machine.history.lines());
  if (secondOpinion === undefined) throw new Error('A history has a first line.');
  return {
    findings: check(records),
    secondOpinion,
    reported,
    doubleHolds: doubleHolds(records),
    unequalAnswers: front.differing,
    orders: reported.length,
    gatewayPayments: records.gateway.length,
    attempts: records.journal.length,
    harm: killer.done,
    faultsStruck: [...faults.struck.values()].reduce((sum, times) => sum + times, 0),
    webhooks: { sent: front.counts.webhooks, repeated: front.counts.repeats, cutOff: front.counts.crashes },
    foundAfterMs: [...foundAfterMs].sort((a, b) => a - b),
    loadMs: calm - started,
    quietMs: still - calm,
    tasksLeft,
  };
}

/** What was read at the end, attempts with the keys that only the database tells. */
async function writeEnd(
  { history }: Pick<ProofSystem, 'history'>,
  store: Store,
  read: readonly HistoryRecord[],
  tasksLeft: number,
): Promise<void> {
  const keys = await store.attemptKeys();
  for (const record of read) {
    const key = record.record === 'attempt' ? keys.get(record.attemptId) : undefined;
    history.add(record.record === 'attempt' && key !== undefined ? { ...record, key } : record);
  }
  history.add({ record: 'phase', at: Date.now(), phase: 'end', tasksLeft });
}

async function live(
  cast: ScenarioClients,
  plan: RunPlan,
  orderDone: (done: number) => Promise<void>,
): Promise<readonly ReportedTotals[]> {
  const reported: ReportedTotals[] = [];
  const random = createRandom(`${plan.seed}/orders`);
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < plan.orders) {
      begun += 1;
      const own = random.fork(String(begun));
      reported.push(await pickStory(own)(cast, own));
      await orderDone(reported.length);
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, worker));
  return reported;
}

const LOOK_EVERY_MS = 250;

/** Waits until nothing is left to do; resolves to what is left when time is up. */
async function quiet(store: Store, withinMs: number): Promise<number> {
  const until = Date.now() + withinMs;
  for (;;) {
    const left = await store.openTasks();
    if (left === 0 || Date.now() >= until) return left;
    await pause(LOOK_EVERY_MS);
  }
}
