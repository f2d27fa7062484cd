/** `npm run simulate -- --processes`: the proof with real processes. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { commandLine, Option, toCount, toNumber } from '../../scripts/src/program/command-line.ts';
import { generatedFile, writeGenerated } from '../../scripts/src/generated/generated-file.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { type ProofSystem, startMachine, stopAfter } from './systems/proof-system.ts';
import { toRunPace } from './systems/pace.ts';
import { isClean, STORM_HEAD, toComplaints, toReport, toStormRow } from './report.ts';
import { run, type RunPlan } from './run.ts';
import { type RetryStorm, storm, type RetryStormPlan } from './retry-storm.ts';
import { createMemoryStore, openStore, type Store, STORES } from './systems/store.ts';
import { deliveredTwice, isClean as isAgreed, type DuplicateDeliveryResult } from './duplicate-delivery.ts';
import { toTwiceReport } from './duplicate-delivery-report.ts';
import { withSection } from './findings/proof-page.ts';

const values = commandLine(
  'npm run simulate -- --processes',
  'orders under faults on real instances of the extension, which are killed, and then journal, OCC and gateway compared',
)
  .usage('[flags]')
  .option('--processes', 'this')
  .option('--orders <number>', 'orders to place', toCount, 10_000)
  .option('--kills <number>', 'instances killed in mid-work', toNumber, 200)
  .option('--pauses <number>', 'instances stopped for a while', toNumber, 6)
  .option('--restarts <number>', 'restarts of PostgreSQL', toNumber, 2)
  .option('--instances <number>', 'instances of the extension', toCount, 3)
  .option('--faults <percent>', 'how many calls meet a fault', toNumber, 5)
  .option('--pace <factor>', 'all waits times this number', toNumber, 0.06)
  .addOption(new Option('--journal <kind>', 'what they share').choices(STORES).default('postgres'))
  .option('--seed <text>', 'what chance is drawn from', new Date().toISOString().slice(0, 10))
  .option('--storm', 'many copies of the same webhooks, instead of orders under faults')
  .option('--twice', 'orders, captures and refunds through a proxy that delivers every POST twice')
  .option('--history <file>', 'writes the history down, for node bench/independent-check/main.ts')
  .option('--write', 'keeps the tables in docs/proofs/processes.md')
  .parse()
  .opts<{
    readonly orders: number;
    readonly kills: number;
    readonly pauses: number;
    readonly restarts: number;
    readonly instances: number;
    readonly faults: number;
    readonly pace: number;
    readonly journal: (typeof STORES)[number];
    readonly seed: string;
    readonly storm?: true;
    readonly twice?: true;
    readonly history?: string;
    readonly write?: true;
  }>();

const PAGE = 'docs/proofs/processes.md';
const AT_ONCE = 12;
/** Long enough for a call under load; the minute after which a lost answer is looked for is 2.4 seconds. */
const TWICE_PACE = 0.04;
const TWICE = { copyAnswered: 0.5, atOnce: 40, quietMs: 10 * 60_000 };
/** Nothing goes wrong in a storm: a call may take as long as it may in earnest. */
const CALM = 0.6;
const QUIET_MS = 25 * 60_000;
const STORMS: readonly (readonly [plan: RetryStormPlan, atOnce: number])[] = [
  [{ webhooks: 1, copies: 50, instances: 2 }, 1],
  [{ webhooks: 10_000, copies: 5, instances: 3 }, 6],
];

if (values.twice === true) {
  await underCopies();
  process.exit();
}

const kind = values.journal;
await mkdir(inRepository('.run'), { recursive: true });
const folder = await mkdtemp(inRepository('.run', 'processes-'));
const store = await openStore(kind, folder);
const pace = toRunPace(values.storm === true ? CALM : values.pace);
const instances = values.instances;

const machine = await startMachine({ folder, store, instances, seed: values.seed, pace });
const isGood = await stopAfter(
  machine,
  values.storm === true ? underStorms(machine) : underFaults(machine, store),
);
if (isGood) await rm(folder, { recursive: true });
else {
  console.log(`\nThe logs are in ${folder}.`);
  process.exitCode = 1;
}

/** With a journal on the disk, and with one in memory, as inside OCC; one instance each. */
async function underCopies(): Promise<void> {
  const results: DuplicateDeliveryResult[] = [];
  await mkdir(inRepository('.run'), { recursive: true });
  for (const store of [(folder: string) => openStore('sqlite', folder), createMemoryStore]) {
    const folder = await mkdtemp(inRepository('.run', 'twice-'));
    const journal = await store(folder);
    const pace = toRunPace(TWICE_PACE);
    const machine = await startMachine({ folder, store: journal, instances: 1, seed: values.seed, pace });
    const plan = { ...TWICE, seed: values.seed, orders: values.orders };
    const result = await stopAfter(
      machine,
      deliveredTwice(machine, journal.name, plan, inTenths(plan.orders)),
    );
    results.push(result);
    for (const complaint of Object.values(result.findings).flat()) console.log(complaint);
    if (isAgreed(result.findings)) await rm(folder, { recursive: true });
    else process.exitCode = 1;
  }
  const { on, machine: where } = here();
  const report = [`${on}, seed \`${values.seed}\`, ${where}.`, '', toTwiceReport(results)].join('\n');
  console.log(report);
  await keep('Every POST delivered twice', report);
}

async function underFaults(started: ProofSystem, journal: Store): Promise<boolean> {
  const plan: RunPlan = {
    seed: values.seed,
    orders: values.orders,
    harm: {
      kills: values.kills,
      pauses: values.pauses,
      restarts: kind === 'postgres' ? values.restarts : 0,
    },
    faults: values.faults / 100,
    pace,
    atOnce: AT_ONCE,
    quietMs: QUIET_MS,
  };
  const result = await run(started, journal, plan, inTenths(plan.orders));
  if (values.history !== undefined)
    await writeFile(
      values.history,
      started.history
        .lines()
        .map((line) => `${line}\n`)
        .join(''),
    );
  const report = toReport({ plan, instances, journal: journal.name, ...here() }, result);
  console.log(report);
  for (const complaint of toComplaints(result)) console.log(complaint);
  await keep(`Orders under faults, ${journal.name}`, report);
  return isClean(result);
}

async function underStorms(started: ProofSystem): Promise<boolean> {
  const storms: RetryStorm[] = [];
  console.log(STORM_HEAD);
  for (const [plan, atOnce] of STORMS) {
    const passed = await storm(started, plan, atOnce);
    console.log(toStormRow(passed));
    storms.push(passed);
  }
  const { on, machine: where } = here();
  const about = `${on}, ${store.name}, ${where}.`;
  await keep('Storms of copies', [about, '', STORM_HEAD, ...storms.map(toStormRow)].join('\n'));
  return storms.every(({ webhooks, calls, equal }) => calls === webhooks && equal === webhooks);
}

/** Says on the screen how far a long run has come. */
function inTenths(orders: number): (done: number) => void {
  const started = Date.now();
  return (done) => {
    if (done % Math.ceil(orders / 10) !== 0 && done !== orders) return;
    console.error(`${done} of ${orders} orders after ${Math.round((Date.now() - started) / 1_000)} s`);
  };
}

async function keep(title: string, table: string): Promise<void> {
  if (values.write !== true) return;
  const page = await readFile(inRepository(PAGE), 'utf8');
  await writeGenerated([await generatedFile(PAGE, withSection(page, title, table))]);
}

function here(): { readonly on: string; readonly machine: string } {
  return {
    on: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`,
  };
}
