import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Durations, expectedMs } from '../../scripts/src/test/lanes.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import type { Runs } from './coverage.ts';
import { distances } from './imports.ts';
import { lineOf, type SourceMutant, toChange, withMutant } from './mutant.ts';
import { preload, runTests } from './test-process.ts';

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
  /**
   * Tests that take longer, alone or together, are not asked while there is a quicker one that runs the place in its own process:
   * their absence can only make the score worse.
   */
  readonly patienceMs: number;
}

/** A file of tests and how long it is expected to take. */
export interface TrialTest {
  readonly test: string;
  readonly ms: number;
}

/** What Node has made of the sources is kept from one process to the next. */
const COMPILED = inRepository('node_modules', '.cache', 'mutation-compiled');

/** For a test that waits for what the change took away. */
const SLACK_MS = 20_000;
const SLOWER = 4;

/**
 * How much longer the tests may take, together, where no quick one runs the place in its own process: it may be run by a slow one
 * only, or by tests of programs, each of which starts one and sees another side of it.
 */
const SLOWEST = 3;

/** How much longer everything takes while the machine does other things too. */
function slowness(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
}

/**
 * A process loads all of its files before it runs the first, and most changes are noticed by the nearest test: the first
 * process has the tests of so long, each further one of four times as long.
 */
const FIRST_ROUND_MS = 800;
const NEXT_ROUND = 4;

/** Runs the tests that run the changed place, the nearest and quickest first, until one fails. */
export async function tryMutant(mutant: SourceMutant, asking: TrialOptions): Promise<MutantTrial> {
  const text = await readFile(inRepository(mutant.file), 'utf8');
  const result = {
    file: mutant.file,
    line: lineOf(text, mutant),
    change: toChange(text, mutant),
    kind: mutant.kind,
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'mutant-'));
  let asked = 0;
  try {
    const changed = path.join(folder, 'mutant.ts');
    await writeFile(changed, withMutant(text, mutant));
    const environment = {
      NODE_OPTIONS: preload('swap-source.mjs'),
      MUTATED_FILE: pathToFileURL(inRepository(mutant.file)).href,
      MUTATED_TEXT: changed,
      NODE_COMPILE_CACHE: COMPILED,
    };
    for await (const round of toRounds(testsToAsk(mutant, asking))) {
      asked += round.length;
      const limitMs = (SLACK_MS + SLOWER * sumMs(round)) * slowness();
      const noticed = await runTests(
        round.map(({ test }) => test),
        environment,
        limitMs,
      );
      if (noticed !== 'passed') return { ...result, noticed, tests: asked };
    }
    return { ...result, noticed: undefined, tests: asked };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Shares tests out to one process after another, in their order: each takes from them until it has its time full. What is
 * not asked because a process before noticed is not taken, and so not measured.
 */
export async function* toRounds(asked: AsyncIterable<TrialTest>): AsyncGenerator<readonly TrialTest[]> {
  let round: TrialTest[] = [];
  let longestMs = FIRST_ROUND_MS;
  for await (const each of asked) {
    round.push(each);
    if (sumMs(round) < longestMs) continue;
    yield round;
    round = [];
    longestMs *= NEXT_ROUND;
  }
  if (round.length > 0) yield round;
}

function sumMs(tests: readonly TrialTest[]): number {
  return tests.reduce((sum, { ms }) => sum + ms, 0);
}

/** The tests that run the changed place, the nearest and quickest first, as many as there is patience for. */
export async function* testsToAsk(
  { file, start }: Pick<SourceMutant, 'file' | 'start'>,
  { tests, durations, runs, patienceMs }: TrialOptions,
): AsyncGenerator<TrialTest> {
  const nearestFirst = tests
    .map((test) => ({ test, steps: stepsTo(test, file), ms: expectedMs(test, durations) }))
    .filter(({ steps }) => steps < Infinity)
    .sort((a, b) => a.steps - b.steps || a.ms - b.ms);
  let takenMs = 0;
  let isRunHere = false;
  const left: TrialTest[] = [];
  for (const { test, ms } of nearestFirst) {
    if (takenMs + ms > patienceMs) {
      left.push({ test, ms });
      continue;
    }
    const where = await runs(test, file, start);
    if (where === undefined) continue;
    yield { test, ms };
    takenMs += ms;
    isRunHere ||= where === 'here';
  }
  for (const { test, ms } of left) {
    if (isRunHere) return;
    if (takenMs + ms > SLOWEST * patienceMs) continue;
    const where = await runs(test, file, start);
    if (where === undefined) continue;
    yield { test, ms };
    takenMs += ms;
    isRunHere = where === 'here';
  }
}

/** The test that mirrors the source's path comes first. */
function stepsTo(test: string, file: string): number {
  const isMirror = test.replace('/test/', '/src/').replace(/\.test\.ts$/, '.ts') === file;
  return isMirror ? 0 : (distances(test).get(file) ?? Infinity);
}
