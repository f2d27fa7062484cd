/** `npm run bench`: the extension against the least that is possible, in the same run on the same machine. */
import { readFile, writeFile } from 'node:fs/promises';
import { commandLine, Option, toCount } from '../../scripts/src/program/command-line.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { isOneOrderEach, placeOrders } from '../checkout/one-order.ts';
import { toComplaints, toOneOrderTable } from '../checkout/table.ts';
import { withSection } from '../processes/findings/proof-page.ts';
import { isQuickAndSmall, measureCardForm, toCardFormTable } from './measurements/card-form.ts';
import type { CheckoutOutcome } from '../checkout/attempts.ts';
import { measureCapacities, toCapacityTable } from '../workers/capacity.ts';
import { interruptWorkers, toRestartTable } from '../workers/restarts.ts';
import { toUpgradeTable, upgradeUnderLoad } from '../workers/rolling-upgrade.ts';
import {
  compareBuilds,
  compareTelemetry,
  toAgainstPlan,
  toAgainstTable,
  toTelemetryPlan,
} from './against.ts';
import { type BenchPlan, toPlan } from './cells.ts';
import {
  type BenchServer,
  type BenchEnvironment,
  type JournalKind,
  measuredExtensions,
  journals,
  prepareGround,
} from './bench-servers.ts';
import { measureAddedLatency, toLatencyTable } from './measurements/added-latency.ts';
import { countHandshakes, toHandshakeTable } from './measurements/handshakes.ts';
import { measureMemory, type MemorySample, toMemoryTable } from './measurements/memory.ts';
import { type ColdStart, type BenchResult, measure, measureColdStart } from './measure.ts';
import { profilePayments, toProfileTable } from './measurements/profile.ts';
import { replay, type ReplayResult, toReplayTable } from './measurements/replay.ts';
import { compareRows, MANY } from './rows/rows.ts';
import { toGroundLine, toPlanLines } from './said.ts';
import { toColdStartTable, toTable } from './table.ts';
import { measureParts, toPartsTable } from './telemetry/parts.ts';
import { type Measured, toTargets, toTargetTable } from './targets.ts';
import {
  areWithinLimit,
  besideUnwanted,
  toUnwantedPlan,
  toUnwantedTable,
} from './measurements/unwanted-notifications.ts';

const command = commandLine(
  'npm run bench',
  'all cells of the table in rounds, their medians, and what 60,000 payments leave in memory',
)
  .option('--quick', 'one short round')
  .option('--rounds <number>', 'rounds of the table', toCount, 3)
  .addOption(new Option('--journal <kind>', 'this journal only').choices(journals))
  .option('--starts', 'cold starts alone, fifteen of each')
  .option('--latency', 'what is added to the floor’s latency, and TLS handshakes')
  .option('--profile', 'what the processor does during a payment, by the folders of the sources: a minute')
  .option('--memory', '60,000 payments against one server: what it keeps')
  .option('--replay', '10,000 webhooks, five times delivered, to two instances on one PostgreSQL')
  .option('--browser', 'how soon the card form can be used in Chromium, and what it loads')
  .option(
    '--checkout [times]',
    'reloads in mid-payment and pairs of tabs in Chromium, 40 of each: one order each',
    toCount,
  )
  .option(
    '--workers [perSecond]',
    'two workers under 200 payments a second, or so many: replaced one by one, and one of them killed',
    toCount,
  )
  .option('--capacity', 'what a payment costs in time of a processor and in the database')
  .option(
    '--upgrade <commit>',
    'an older build and this one on one journal under 20 payments a second, forwards and back',
  )
  .option(
    '--against <commit>',
    'an older build and this one in turn: cold start, and what a payment costs each of them',
  )
  .option(
    '--telemetry',
    'with metrics that are read, with one trace in ten sent as well and with each, against without, in turn: 4 minutes; --quick: 1',
  )
  .option('--telemetry-parts', 'what each part of the telemetry costs by itself: seconds')
  .option('--notifications', 'payments without and with 100 notifications a second that have to be refused')
  .option(
    '--rows [payments]',
    'what so many payments in the journal cost: 25 GB of disk, half an hour',
    toCount,
  )
  .option(
    '--write',
    'keeps the tables in docs/proofs/bench.md, those of --checkout in checkout.md, of --workers, --upgrade and --capacity in workers.md, of --notifications in events.md',
  )
  .parse();
const values = command.opts<{
  readonly quick?: true;
  readonly rounds: number;
  readonly journal?: JournalKind;
  readonly starts?: true;
  readonly latency?: true;
  readonly memory?: true;
  readonly profile?: true;
  readonly replay?: true;
  readonly browser?: true;
  readonly checkout?: true | number;
  readonly workers?: true | number;
  readonly capacity?: true;
  readonly upgrade?: string;
  readonly against?: string;
  readonly telemetry?: true;
  readonly telemetryParts?: true;
  readonly notifications?: true;
  readonly rows?: true | number;
  readonly write?: true;
}>();
// An interrupted run takes its servers and its folders with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const kinds = values.journal === undefined ? journals : [values.journal];
const extensions = values.journal === undefined ? measuredExtensions : kinds;
const contestants: readonly BenchServer[] = ['floor', ...extensions];
const plan = toPlan(values.quick === true, values.rounds);

/** Of each contestant, in turn. */
const COLD_STARTS = 15;
/** As it was before the run made a load of its own. */
const machine = toGroundLine();
console.log(`${machine}\n`);
if (values.rows !== undefined) await lookUpAmong(values.rows === true ? MANY : values.rows);
else if (values.browser === true) await openCardForms();
else if (values.workers !== undefined)
  await interruptTwoWorkers(values.workers === true ? 200 : values.workers);
else if (values.capacity === true)
  await keep(
    'Capacity',
    toCapacityTable(await measureCapacities({ perSecond: 40, warmUpMs: 5_000, countedMs: 15_000 })),
    'workers.md',
  );
else if (values.telemetryParts === true)
  await keep('Parts of the telemetry', toPartsTable(await measureParts()));
else if (values.upgrade !== undefined) await upgrade(values.upgrade);
else if (values.checkout !== undefined) await interrupt(values.checkout === true ? 40 : values.checkout);
else await bench();

async function bench(): Promise<void> {
  const isInMemory =
    values.memory ??
    values.profile ??
    values.latency ??
    values.notifications ??
    ((values.telemetry ?? values.against) !== undefined && values.journal !== 'postgres');
  const needed = isInMemory ? [] : kinds;
  const { ground, stop } = await prepareGround(needed);
  try {
    if (values.notifications === true) await refuse(ground);
    else if (values.against !== undefined) await compareWith(values.against, ground);
    else if (values.telemetry === true) await compareWithTelemetry(ground);
    else if (values.replay === true) await keep('Copies of a delivery', toReplayTable(await replays(ground)));
    else if (values.memory === true) await remember(ground);
    else if (values.profile === true) await profile(ground);
    else if (values.starts === true) await startOften(ground);
    else if (values.latency === true) await addLatency(ground);
    else {
      const compared = await compare(ground);
      const inMemory = kinds.includes('memory') ? await measureInMemory(ground) : NOT_IN_MEMORY;
      await keep('Targets', toTargetTable(toTargets({ ...compared, ...inMemory })));
    }
  } finally {
    await stop();
  }
}

async function openCardForms(): Promise<void> {
  const openings = await measureCardForm();
  await keep('The card form in Chromium', toCardFormTable(openings));
  if (!isQuickAndSmall(openings)) process.exitCode = 1;
}

/** Two workers under load, interrupted in two ways. */
async function interruptTwoWorkers(perSecond: number): Promise<void> {
  const load = { workers: 2, perSecond, beforeMs: 5_000, afterMs: 5_000 };
  const results = [
    await interruptWorkers({ ...load, interruption: 'rolling restart' }),
    await interruptWorkers({ ...load, interruption: 'kill -9 of one worker' }),
  ];
  if (results.some(({ failed, double, missing }) => failed + double + missing > 0)) process.exitCode = 1;
  await keep('Workers under load', toRestartTable(results), 'workers.md');
}

/** An older build and this one on one journal. */
async function upgrade(commit: string): Promise<void> {
  const result = await upgradeUnderLoad({ commit, perSecond: 20, eachMs: 5_000 });
  const { failed, double, missing, badExits } = result;
  if (failed + double + missing + badExits > 0) process.exitCode = 1;
  await keep('Two versions on one journal', toUpgradeTable(result), 'workers.md');
}

async function interrupt(count: number): Promise<void> {
  let done = 0;
  const onDone = ({ kind, nth, held, lies }: CheckoutOutcome): void => {
    done += 1;
    console.error(
      `${done} of ${2 * count}: ${kind} ${nth}: ${held} paid${lies.length > 0 ? `, ${lies.join()}` : ''}`,
    );
  };
  const outcomes = await placeOrders({ count, chance: Math.random, onDone });
  for (const complaint of toComplaints(outcomes)) console.log(complaint);
  await keep('One checkout, one order', toOneOrderTable(outcomes), 'checkout.md');
  if (!isOneOrderEach(outcomes)) process.exitCode = 1;
}

/** Payments beside notifications that have to be refused. */
async function refuse(ground: BenchEnvironment): Promise<void> {
  const results = await besideUnwanted(ground, toUnwantedPlan(values.quick === true));
  await keep('Notifications that are refused', toUnwantedTable(results), 'events.md');
  if (!areWithinLimit(results)) process.exitCode = 1;
}

/** Nothing that is kept: what a change is worth, while one works on it. */
async function compareWith(commit: string, ground: BenchEnvironment): Promise<void> {
  const { journal = 'memory' } = values;
  const figures = await compareBuilds(commit, ground, toAgainstPlan(journal, values.quick === true));
  console.log(`${toAgainstTable([`Commit ${commit}`, 'This build'], figures)}\n`);
}

async function compareWithTelemetry(ground: BenchEnvironment): Promise<void> {
  const { journal = 'memory' } = values;
  const figures = await compareTelemetry(ground, toTelemetryPlan(journal, values.quick === true));
  await keep('Metrics and traces', toAgainstTable(['Without', 'With it'], figures));
}

async function replays(ground: BenchEnvironment): Promise<readonly ReplayResult[]> {
  return [await replay(ground, 1, 50), await replay(ground, 10_000, 5)];
}

type InMemory = Pick<Measured, 'latencies' | 'memory' | 'handshakes'>;
const NOT_IN_MEMORY: InMemory = { latencies: [], memory: [], handshakes: undefined };

async function measureInMemory(ground: BenchEnvironment): Promise<InMemory> {
  const added = await addLatency(ground);
  return { ...added, memory: values.quick === true ? [] : await remember(ground) };
}

async function addLatency(ground: BenchEnvironment): Promise<Omit<InMemory, 'memory'>> {
  const latencies = await measureAddedLatency(ground, plan);
  await keep('Added latency', toLatencyTable(latencies));
  const handshakes = await countHandshakes(ground);
  await keep('TLS handshakes', toHandshakeTable(handshakes));
  return { latencies, handshakes };
}

async function remember(ground: BenchEnvironment): Promise<readonly MemorySample[]> {
  const samples = await measureMemory(ground);
  await keep('Memory', toMemoryTable(samples));
  return samples;
}

async function profile(ground: BenchEnvironment): Promise<void> {
  const shares = await profilePayments(ground);
  await keep('Where a payment’s time goes', toProfileTable(shares));
}

async function startOften(ground: BenchEnvironment): Promise<readonly ColdStart[]> {
  const starts = await coldStarts(values.quick === true ? 5 : COLD_STARTS, ground);
  await keep('Cold start', toColdStartTable(contestants, starts));
  return starts;
}

async function compare(ground: BenchEnvironment): Promise<Pick<Measured, 'results' | 'starts'>> {
  const starts = await startOften(ground);
  const results = await runCells(plan, ground);
  const errors = results.reduce((sum, result) => sum + result.errors, 0);
  const payments = results.reduce((sum, { cell }) => sum + cell.payments, 0);
  const counted = `${payments.toLocaleString('en')} payments measured, ${errors} of them not approved.`;
  const table = toTable(plan.cells, extensions, results);
  await keep('Card authorizations', `${toPlanLines(plan)}\n\n${table}\n\n${counted}`);
  if (errors > 0) process.exitCode = 1;
  return { results, starts };
}

/** Prints a part of the result, and puts it in its place on the page. */
async function keep(title: string, text: string, file = 'bench.md'): Promise<void> {
  console.log(`${title}\n\n${text}\n`);
  if (values.write !== true) return;
  const page = inRepository('docs', 'proofs', file);
  const dated = `${new Date().toISOString().slice(0, 10)}, ${machine}\n\n${text}`;
  await writeFile(page, withSection(await readFile(page, 'utf8'), title, dated));
}

async function lookUpAmong(payments: number): Promise<void> {
  const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
  for (const kind of kinds)
    if (kind !== 'memory') await keep(`Look-ups in ${names[kind]}`, await compareRows(kind, payments));
}

async function runCells(
  { rounds, warmUp, cells }: BenchPlan,
  where: BenchEnvironment,
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const cell of cells) {
      for (const contestant of contestants) {
        const result = await measure(where, contestant, cell, warmUp);
        results.push(result);
        console.error(
          `round ${round}: ${cell.delayMs} ms, ${cell.concurrency}, ${contestant}: ` +
            `${Math.round(result.perSecond)} req/s, ${result.errors} errors`,
        );
      }
    }
  }
  return results;
}

async function coldStarts(rounds: number, where: BenchEnvironment): Promise<readonly ColdStart[]> {
  const starts: ColdStart[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) starts.push(await measureColdStart(where, contestant));
  }
  return starts;
}
