import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../simulation/world/random.ts';
import { check, type ConsistencyReport } from '../processes/findings/check.ts';
import type { ReportedTotals } from '../processes/findings/payment-records.ts';
import { readRecords } from '../processes/findings/read-records.ts';
import { pickStory, type ScenarioClients } from '../processes/scenarios.ts';
import { createOrderManagement } from '../processes/systems/oms-client.ts';
import type { ProofSystem } from '../processes/systems/proof-system.ts';
import type { Store } from '../processes/systems/store.ts';
import { interrupt, type Interruption, INTERRUPTIONS, type InterruptionResult } from './interruptions.ts';
import type { DatabaseNodes } from './nodes/database-nodes.ts';
import { countChangedAnswers, longestSilence, startProbes } from './probes.ts';

/** How the rounds are made. */
export interface FailoverPlan {
  readonly rounds: number;
  readonly seed: string;
  /** Payments a second that are sent whether or not the ones before were answered. */
  readonly perSecond: number;
  /** Orders under way at a time: placed, captured, refunded, cancelled. */
  readonly ordersAtOnce: number;
  /** Milliseconds of load before the interruption and after it. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** How long recovery may take until nothing is left to do, in milliseconds. */
  readonly quietMs: number;
}

/** What a round came to. The findings compare everything since the first round. */
export interface FailoverRound extends InterruptionResult {
  readonly interruption: Interruption;
  readonly payments: number;
  readonly orders: number;
  /** Deliveries that were answered otherwise than with 200, or not at all, and repeated. */
  readonly notAnswered: number;
  /** Payments that no repetition brought to an answer. */
  readonly withoutAnswer: number;
  readonly silenceMs: number;
  /** Deliveries that were answered with other bytes afterwards. */
  readonly changedAnswers: number;
  readonly findings: ConsistencyReport;
  readonly tasksLeft: number;
}

const LOOK_MS = 250;

/** Rounds one after the other, each under load, each followed by the comparison of all books. */
export async function runRounds(
  system: ProofSystem,
  nodes: DatabaseNodes,
  store: Store,
  plan: FailoverPlan,
  onRound: (made: readonly FailoverRound[]) => void,
): Promise<readonly FailoverRound[]> {
  const reported: ReportedTotals[] = [];
  const rounds: FailoverRound[] = [];
  for (let nth = 0; nth < plan.rounds; nth += 1) {
    const interruption = INTERRUPTIONS[nth % INTERRUPTIONS.length] ?? INTERRUPTIONS[0];
    const load = startLoad(system, plan, `${plan.seed}/${nth}`);
    const startedAt = performance.now();
    await pause(plan.beforeMs);
    const { acknowledgedAlone, repair } = await interrupt(nodes, interruption);
    await pause(plan.afterMs);
    const { payments, totals } = await load.stop();
    reported.push(...totals, ...payments.map(({ orderId }) => neverPlaced(orderId)));
    const rebuiltBy = await repair();
    const tasksLeft = await quiet(store, plan.quietMs);

    const { records } = await readRecords({ ...system, reported });
    const answers = payments.flatMap((each) => each.answers);
    const round: FailoverRound = {
      interruption,
      acknowledgedAlone,
      rebuiltBy,
      payments: payments.length,
      orders: totals.length,
      notAnswered: answers.filter(({ status }) => status !== 200).length,
      withoutAnswer: payments.filter(({ result }) => result === undefined).length,
      silenceMs: longestSilence(payments, startedAt),
      changedAnswers: await countChangedAnswers(system.webhooks, payments),
      findings: check(records),
      tasksLeft,
    };
    rounds.push(round);
    onRound(rounds);
  }
  return rounds;
}

interface FailoverLoad {
  stop(): Promise<{
    readonly payments: Awaited<ReturnType<ReturnType<typeof startProbes>['stop']>>;
    readonly totals: readonly ReportedTotals[];
  }>;
}

/** Payments at a steady rate, and beside them whole orders. */
function startLoad(
  { webhooks, shop, api, admin }: ProofSystem,
  { perSecond, ordersAtOnce }: FailoverPlan,
  seed: string,
): FailoverLoad {
  const cast: ScenarioClients = { shop, webhooks, oms: createOrderManagement(api, admin) };
  const random = createRandom(seed);
  const totals: ReportedTotals[] = [];
  const probes = startProbes(webhooks, perSecond);
  let begun = 0;
  let isStopped = false;
  const worker = async (): Promise<void> => {
    while (!isStopped) {
      begun += 1;
      const own = random.fork(String(begun));
      totals.push(await pickStory(own)(cast, own));
    }
  };
  const workers = Promise.all(Array.from({ length: ordersAtOnce }, worker));
  return {
    async stop() {
      isStopped = true;
      await workers;
      return { payments: await probes.stop(), totals };
    },
  };
}

/** OCC knows no such order: nothing of it may be kept. */
function neverPlaced(orderId: string): ReportedTotals {
  const nothing = { least: 0, most: 0 };
  return { orderId, captured: nothing, refunded: nothing, cancelled: 'no' };
}

async function quiet(store: Store, withinMs: number): Promise<number> {
  const until = Date.now() + withinMs;
  for (;;) {
    const left = await store.openTasks();
    if (left === 0 || Date.now() >= until) return left;
    await pause(LOOK_MS);
  }
}
