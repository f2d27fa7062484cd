/**
 * `npm run simulate`: histories of the extension between both sandboxes, in virtual time, with everything going wrong. The
 * proof: `-- --orders 1000000 --seeds 1000 --write`.
 */
import { appendFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { commandLine, toCount, toNumber } from '../../scripts/src/program/command-line.ts';
import { isKilled, toMutantTable, tryMutants } from './try-mutants.ts';
import { kinds } from './check/findings.ts';
import { withSection } from '../processes/findings/proof-page.ts';
import { aboutDoubleHolds, toCoverageTables, toTable, totalOf, unmetPairs } from './report.ts';
import { FAULTS } from './world/transport.ts';
import { runSeed, type SeedResult } from './seed.ts';
import { runSeeds } from './seed-processes.ts';
import type { SimulationPlan } from './world/world.ts';

const values = commandLine(
  'npm run simulate',
  'orders with everything going wrong, in virtual time, then journal, OCC and gateway compared',
)
  .option('--orders <number>', 'of all seeds together', toCount, 10_000)
  .option('--seeds <number>', 'histories, each from another seed', toCount, 100)
  .option('--seed <number>', 'this seed only', toCount)
  .option('--faults <percent>', 'how many calls meet a fault', toNumber, 20)
  .option('--occ-mode', 'a journal in each instance’s memory, as inside OCC')
  .option('--mutants', 'each guard switched off in turn: the check has to notice')
  .option('--replay', 'one seed twice; both have to be the same, line by line')
  .option('--history <file>', 'writes the histories down, for node bench/independent-check/main.ts')
  .option('--minutes <number>', 'begins no further seed after so long', toNumber)
  .option('--workers <number>', 'processes at once', toCount, availableParallelism())
  .option('--write', 'keeps the tables in docs/proofs/simulation.md')
  .addHelpText(
    'after',
    '\nWith --processes: real processes, killed; npm run simulate -- --processes --help says what it takes.',
  )
  .parse()
  .opts<{
    readonly orders: number;
    readonly seeds: number;
    readonly seed?: number;
    readonly faults: number;
    readonly occMode?: true;
    readonly mutants?: true;
    readonly replay?: true;
    readonly history?: string;
    readonly minutes?: number;
    readonly workers: number;
    readonly write?: true;
  }>();

const seeds = values.seed === undefined ? values.seeds : 1;
const orders = Math.ceil(values.orders / values.seeds);
const common = {
  orders,
  faults: values.faults / 100,
  journal: values.occMode === true ? 'own' : 'shared',
} as const;
const firstSeed = values.seed ?? 1;
const plans = Array.from({ length: seeds }, (_, nth): SimulationPlan => ({
  ...common,
  seed: firstSeed + nth,
  ...(values.history !== undefined && { keepsHistory: true }),
}));
const processes = values.workers;

if (values.replay === true) await replay(firstSeed);
else if (values.mutants === true) await proveMutants();
else await prove();

/** All seeds; the last line says what must never be. */
async function prove(): Promise<void> {
  const results: SeedResult[] = [];
  const started = performance.now();
  const { history: file } = values;
  if (file !== undefined) await writeFile(file, '');
  await runSeeds({
    plans,
    processes,
    onResult: ({ history = [], ...result }) => {
      results.push(result);
      if (file !== undefined) appendFileSync(file, history.map((line) => `${line}\n`).join(''));
      for (const { kind, orderId, what } of result.findings)
        console.error(`seed ${result.seed}, order ${orderId}: ${kind}: ${what}`);
      for (const { invariant, orderId, what } of result.secondOpinion.violations)
        console.error(`seed ${result.seed}, order ${orderId}: independent check: ${invariant}: ${what}`);
      if (results.length % 50 === 0) console.error(`${results.length} of ${plans.length} seeds`);
      return minutesSince(started) > (values.minutes ?? Infinity);
    },
  });
  const { found, foundIndependently } = totalOf(results);
  const table = toTable(results, Math.max(1, Math.ceil(results.length / 10)));
  const text = [
    head(results),
    table,
    aboutDoubleHolds(results),
    toCoverageTables(results),
    `${minutesSince(started).toFixed(0)} minutes with ${processes} processes.`,
  ].join('\n\n');
  console.log(text);
  await keep(
    common.journal === 'shared'
      ? 'Orders and everything after them under faults'
      : 'Inside OCC, without a database',
    text,
  );
  const isWrong = foundIndependently > 0 || kinds.some((kind) => found[kind] > 0);
  // Fewer histories than faults cannot meet all of them.
  const isIncomplete = results.length >= FAULTS.length && unmetPairs(results).length > 0;
  if (isWrong || isIncomplete) process.exitCode = 1;
}

async function proveMutants(): Promise<void> {
  const tried = await tryMutants(plans, processes);
  const text = toMutantTable(tried);
  console.log(text);
  await keep('Guards switched off', text);
  if (!tried.every(isKilled)) process.exitCode = 1;
}

async function keep(title: string, text: string): Promise<void> {
  if (values.write !== true) return;
  const page = new URL('../../docs/proofs/simulation.md', import.meta.url);
  await writeFile(page, withSection(await readFile(page, 'utf8'), title, text));
}

/** The same seed twice: two histories, line by line. */
async function replay(seed: number): Promise<void> {
  const [first, second]: [string[], string[]] = [[], []];
  await runSeed({ ...common, seed }, (line) => void first.push(line));
  await runSeed({ ...common, seed }, (line) => void second.push(line));
  console.log(first.join('\n'));
  const at = first.findIndex((line, nth) => line !== second[nth]);
  const isSame = at === -1 && first.length === second.length;
  console.error(isSame ? `Seed ${seed}: ${first.length} lines, the same twice.` : `Line ${at + 1} differs.`);
  if (!isSame) process.exitCode = 1;
}

function minutesSince(started: number): number {
  return (performance.now() - started) / 60_000;
}

function head(results: readonly SeedResult[]): string {
  const seedsRun = results.map(({ seed }) => seed).sort((a, b) => a - b);
  const journals =
    common.journal === 'shared'
      ? 'three instances with one journal'
      : 'three instances, each with a journal in its memory';
  return `${totalOf(results).orders.toLocaleString('en')} orders over ${results.length} seeds (${seedsRun[0] ?? 0} to ${seedsRun.at(-1) ?? 0}), ${values.faults} % faults, ${journals}.`;
}
