import { equivalents } from './equivalent.ts';
import type { Part } from './folders.ts';
import type { MutantTrial } from './trial.ts';

/** What one seed drew from one folder, and what became of it. */
export interface FolderRun {
  readonly part: Part;
  readonly folder: string;
  readonly seed: number;
  readonly trials: readonly MutantTrial[];
}

/** A row for each folder, a pair of columns for each seed, and a row for each part with its goal. */
export function toTable(runs: readonly FolderRun[]): string {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const cells = (of: readonly FolderRun[]): readonly string[] =>
    seeds.flatMap((seed) => {
      const trials = of.filter((run) => run.seed === seed).flatMap((run) => run.trials);
      return [`${noticedOf(trials)} of ${trials.length}`, score(trials)];
    });
  const lines = [...new Set(runs.map(({ part }) => part))].flatMap((part) => {
    const ofPart = runs.filter((run) => run.part === part);
    const folders = [...new Set(ofPart.map(({ folder }) => folder))];
    return [
      [`**${part.title}**, goal ${part.goal} %`, ...cells(ofPart).map((cell) => `**${cell}**`)],
      ...folders.map((folder) => [`\`${folder}\``, ...cells(ofPart.filter((run) => run.folder === folder))]),
    ];
  });
  return [
    ['folder', ...seeds.flatMap((seed) => [`seed ${seed}: noticed`, 'score'])],
    ['---', ...seeds.flatMap(() => ['---:', '---:'])],
    ...lines,
  ]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

/** A line for each change that no test noticed. */
export function toSurvivors(runs: readonly FolderRun[]): string {
  const lines = runs
    .flatMap(({ trials }) => trials)
    .filter(({ noticed }) => noticed === undefined)
    .map((trial) => `- ${toLine(trial)}`);
  return lines.length === 0 ? 'None.' : [...new Set(lines)].sort().join('\n');
}

/** `domain/money/money.ts:12 …: what became what`, and when no test runs the place, that. */
export function toLine({ file, line, change, tests }: MutantTrial): string {
  return `${file}:${line} ${change}${tests === 0 ? ' (no test runs it)' : ''}`;
}

/** The whole page. */
export function toPage(runs: readonly FolderRun[], about: string): string {
  return `# Tests that can fail

A change is made to the product's sources, one at a time, and the tests have to notice: a comparison turned round, a branch
left out, a row of a table or a field of an object missing, a number doubled, a regular expression loosened, a promise not
waited for, a fallback gone. The score is the share that made a test fail or hang.

The changes come from Stryker's instrumenter, and for rows, numbers, promises and fallbacks from \`bench/mutation/row-mutants.ts\`.
A seed draws a sample from each folder; sources that lie beside folders are one more, \`*.ts\`. Passed over: changes that the type-checker refuses, there or in a file that imports the changed one, sentences (no test repeats the
words of every message; codes, names and single words are changed), and ${equivalents.length} changes that were read and change
nothing, listed with the reason in \`bench/mutation/equivalent.ts\`. For each change those tests run that run the changed place, the nearest
first, until one fails; tests in a browser never do, nor slow ones while a quick one runs the place in its own process. In the
processes that a test starts the change is made too. Sources that only tests in a browser load are left out; \`bench/mutation/folders.ts\` names them.

Printed by \`npm run mutate\`, which is no part of \`npm test\`; \`--write\` keeps it here. ${about}

${toTable(runs)}

## What no test noticed

${toSurvivors(runs)}
`;
}

function noticedOf(trials: readonly MutantTrial[]): number {
  return trials.filter(({ noticed }) => noticed !== undefined).length;
}

function score(trials: readonly MutantTrial[]): string {
  return trials.length === 0 ? '–' : `${((100 * noticedOf(trials)) / trials.length).toFixed(1)} %`;
}
