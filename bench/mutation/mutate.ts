/** `npm run mutate`: changes the product's sources one by one and says which changes no test noticed. */
import { readFile, writeFile } from 'node:fs/promises';
import { commandLine, toCount } from '../../scripts/src/program/command-line.ts';
import { type Durations } from '../../scripts/src/test/lanes.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { createCoverage } from './coverage.ts';
import { declarationsOf, isWithin, type Part, parts, sourcesOf, testsOf } from './folders.ts';
import { type FolderRun, toLine, toPage, toSurvivors, toTable } from './page.ts';
import { importersOf } from './imports.ts';
import { type SourceMutant, withMutant } from './mutant.ts';
import { draw } from './sample.ts';
import { type MutantTrial, tryMutant } from './trial.ts';
import { createPlaceCheck, createTypeCheck, type PlaceCheck, type TypeCheck } from './type-check.ts';

const DURATIONS = inRepository('scripts', 'src', 'test', 'durations.json');
const PAGE = inRepository('docs', 'proofs', 'mutation.md');

const command = commandLine(
  'npm run mutate',
  'changes the sources one by one, each change for itself, and says which ones no test noticed',
)
  .option('--seed <numbers...>', 'each draws another sample', [1, 2].map(String))
  .option('--sample <number>', 'changes of each folder and seed', toCount, 10)
  .option('--folder <paths...>', 'these folders or files only: server-extension/src/domain')
  .option(
    '--patience <seconds>',
    'tests that take longer, alone or together, are not asked while there are others',
    toCount,
    12,
  )
  .option('--workers <number>', 'changes tried side by side', toCount, 2)
  .option('--minutes <number>', 'tries no further change after so long', toCount)
  .option('--write', 'keeps the result in docs/proofs/mutation.md')
  .addHelpText(
    'after',
    `
Which test runs which line is measured when it is first needed, and again when one of them has changed.
The sources on the disk stay as they are.

  npm run mutate -- --folder server-extension/src/domain --sample 30 --seed 7
  npm run mutate -- --write`,
  )
  .parse();
const values = command.opts<{
  readonly seed: readonly string[];
  readonly sample: number;
  readonly folder?: readonly string[];
  readonly patience: number;
  readonly workers: number;
  readonly minutes?: number;
  readonly write?: true;
}>();
const seeds = values.seed.map((seed) => toCount(seed));

const durations = JSON.parse(await readFile(DURATIONS, 'utf8')) as Durations;
const runs = createCoverage(console.log);
const patienceMs = values.patience * 1_000;
const placeChecks = new Map<Part, PlaceCheck>();

await mutate();

interface Drawn extends Omit<FolderRun, 'trials'> {
  readonly mutants: readonly SourceMutant[];
  readonly trials: MutantTrial[];
}

async function mutate(): Promise<void> {
  const began = Date.now();
  const drawn = await drawAll();
  const next = inTurn(drawn);
  await Promise.all(
    Array.from({ length: values.workers }, async () => {
      for (const { part, mutant, trials } of next) {
        if (Date.now() - began > (values.minutes ?? Infinity) * 60_000) return;
        const trial = await tryOne(part, mutant);
        if (trial !== undefined) trials.push(trial);
      }
    }),
  );
  console.log(`\n${toTable(drawn)}\n\nWhat no test noticed:\n${toSurvivors(drawn)}`);
  if (values.write === true) await writeFile(PAGE, toPage(drawn, about(began)));
}

/** One change of each folder in turn, so that a run that is cut short has tried as many of each. */
function* inTurn(drawn: readonly Drawn[]): Generator<Drawn & { readonly mutant: SourceMutant }> {
  for (let nth = 0; nth < values.sample; nth += 1)
    for (const each of drawn) {
      const mutant = each.mutants[nth];
      if (mutant !== undefined) yield { ...each, mutant };
    }
}

async function drawAll(): Promise<readonly Drawn[]> {
  const folders = foldersToTry();
  if (folders.length === 0)
    throw new Error('No such folder. Remedy: a path like server-extension/src/domain, as in --help.');
  const checks = new Map<Part, TypeCheck>();
  const drawn: Drawn[] = [];
  for (const { part, folder } of folders) {
    const check = checks.get(part) ?? createTypeCheck(part.project, declarationsOf(folder));
    checks.set(part, check);
    for (const seed of seeds) {
      const mutants = await draw(part, folder, seed, values.sample, check);
      drawn.push({ part, folder, seed, mutants, trials: [] });
      console.log(`seed ${seed}: ${mutants.length} changes of ${folder}`);
    }
  }
  return drawn;
}

function foldersToTry(): readonly { readonly part: Part; readonly folder: string }[] {
  const all = parts.flatMap((part) => part.folders.map((folder) => ({ part, folder })));
  const { folder: asked } = values;
  const chosen =
    asked === undefined
      ? all
      : asked
          .map((path) => path.replace(/\/$/, ''))
          .flatMap((wanted) =>
            all
              .filter(({ folder }) => isWithin(wanted, folder))
              .map(({ part }) => ({ part, folder: wanted })),
          );
  return chosen.filter(({ folder }) => sourcesOf(folder).length > 0);
}

/** Undefined when no test noticed and the type-checker refuses what imports the changed file. */
async function tryOne(part: Part, mutant: SourceMutant): Promise<MutantTrial | undefined> {
  const began = performance.now();
  const trial = await tryMutant(mutant, { tests: testsOf(part), durations, runs, patienceMs });
  const isRefused = trial.noticed === undefined && !(await isWellTypedInPlace(part, mutant));
  const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(5);
  const word = isRefused ? 'types' : (trial.noticed ?? 'UNNOTICED');
  console.log(`${word.padEnd(9)} ${seconds} s  ${toLine(trial)}`);
  return isRefused ? undefined : trial;
}

async function isWellTypedInPlace(part: Part, mutant: SourceMutant): Promise<boolean> {
  const [top = ''] = mutant.file.split('/');
  const check = placeChecks.get(part) ?? createPlaceCheck(part.project, declarationsOf(mutant.file));
  placeChecks.set(part, check);
  const text = withMutant(await readFile(inRepository(mutant.file), 'utf8'), mutant);
  return check({ file: mutant.file, text }, importersOf(mutant.file, sourcesOf(`${top}/src`)));
}

function about(began: number): string {
  const minutes = Math.round((Date.now() - began) / 60_000);
  const day = new Date(began).toISOString().slice(0, 10);
  return `${day}: seeds ${seeds.join(' and ')}, at most ${values.sample} changes of each folder and seed, tests of up to
${values.patience} seconds for each change; ${minutes} minutes.`;
}
