import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Durations, expectedMs } from '../../scripts/src/test/lanes.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import type { Runs } from './coverage.ts';
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

/** Which tests may be asked. */
export interface TrialOptions {
  readonly tests: readonly string[];
  readonly durations: Durations;
  readonly runs: Runs;
  /** Tests that take longer, alone or together, are not asked: their absence can only make the score worse. */
  readonly patienceMs: number;
}

/** For a machine that does other things too, and a test that waits for what the change took away. */
const SLACK_MS = 20_000;
const SLOWER = 4;

/** Runs the tests that run the changed place, the nearest and quickest first, until one fails. */
export async function tryMutant(mutant: SourceMutant, asking: TrialOptions): Promise<MutantTrial> {
  const text = await readFile(inRepository(mutant.file), 'utf8');
  const asked = await testsToAsk(mutant, asking);
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
      SLACK_MS + SLOWER * asking.patienceMs,
    );
    return { ...result, noticed: run === 'passed' ? undefined : run };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function testsToAsk(
  { file, start }: SourceMutant,
  { tests, durations, runs, patienceMs }: TrialOptions,
): Promise<readonly string[]> {
  const nearestFirst = tests
    .map((test) => ({ test, steps: stepsTo(test, file), ms: expectedMs(test, durations) }))
    .filter(({ steps, ms }) => steps < Infinity && ms <= patienceMs)
    .sort((a, b) => a.steps - b.steps || a.ms - b.ms);
  const asked: string[] = [];
  let left = patienceMs;
  for (const { test, ms } of nearestFirst) {
    if (ms > left || !(await runs(test, file, start))) continue;
    asked.push(test);
    left -= ms;
  }
  return asked;
}

/** The test that mirrors the source's path comes first. */
function stepsTo(test: string, file: string): number {
  const isMirror = test.replace('/test/', '/src/').replace(/\.test\.ts$/, '.ts') === file;
  return isMirror ? 0 : (distances(test).get(file) ?? Infinity);
}
