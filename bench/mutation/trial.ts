import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Durations, expectedMs } from '../../scripts/src/test/lanes.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { type Coverage, runs } from './coverage.ts';
import { distances } from './imports.ts';
import { lineOf, type SourceMutant, toChange, withMutant } from './mutant.ts';
import { runTests } from './test-process.ts';

/** What became of one change. */
export interface MutantTrial {
  readonly file: string;
  readonly line: number;
  readonly change: string;
  readonly kind: string;
  /** Undefined: no test noticed. */
  readonly noticed: 'failed' | 'too slow' | undefined;
  /** How many files of tests were asked; 0 when none runs the place. */
  readonly tests: number;
}

/** For a machine that does other things too, and a test that waits for what the change took away. */
const SLACK_MS = 20_000;
const SLOWER = 4;

/**
 * Runs the tests that run the changed place, the nearest and quickest first, until one fails.
 *
 * @param patienceMs tests that take longer than this together are not asked: their absence can only make the score worse
 */
export async function tryMutant(
  mutant: SourceMutant,
  coverage: readonly Coverage[],
  durations: Durations,
  patienceMs: number,
): Promise<MutantTrial> {
  const text = await readFile(inRepository(mutant.file), 'utf8');
  const asked = testsToAsk(mutant, coverage, durations, patienceMs);
  const result = {
    file: mutant.file,
    line: lineOf(text, mutant),
    change: toChange(text, mutant),
    kind: mutant.kind,
    tests: asked.length,
  };
  if (asked.length === 0) return { ...result, noticed: undefined };
  const folder = await mkdtemp(path.join(tmpdir(), 'mutant-'));
  try {
    const changed = path.join(folder, 'mutant.ts');
    await writeFile(changed, withMutant(text, mutant));
    const run = await runTests(
      asked,
      {
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'swap-source.mjs')).href}`,
        MUTATED_FILE: pathToFileURL(inRepository(mutant.file)).href,
        MUTATED_TEXT: changed,
      },
      SLACK_MS + SLOWER * patienceMs,
    );
    return { ...result, noticed: run === 'passed' ? undefined : run };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testsToAsk(
  { file, start }: SourceMutant,
  coverage: readonly Coverage[],
  durations: Durations,
  patienceMs: number,
): readonly string[] {
  let left = patienceMs;
  return coverage
    .filter((covered) => runs(covered, file, start))
    .map(({ test }) => ({ test, steps: stepsTo(test, file), ms: expectedMs(test, durations) }))
    .sort((a, b) => a.steps - b.steps || a.ms - b.ms)
    .filter(({ ms }, nth) => {
      if (nth > 0 && ms > left) return false;
      left -= ms;
      return true;
    })
    .map(({ test }) => test);
}

/** The test that mirrors the source's path comes first. */
function stepsTo(test: string, file: string): number {
  const isMirror = test.replace('/test/', '/src/').replace(/\.test\.ts$/, '.ts') === file;
  return isMirror ? 0 : (distances(test).get(file) ?? Infinity);
}
