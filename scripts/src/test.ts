/**
 * `npm test`: runs every test, in a browser too. Prints each group of tests with how far the
 * run is; the last line is always `N passed, N failed`.
 *
 *   npm test -- scripts/test/zip.test.ts    these files only
 *   npm run test:fast                       without the browser
 *   npm run test:two                        tests of routes, with two instances behind a round-robin
 */
import { globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { commandLine, Option, toCount } from './program/command-line.ts';
import { inRepository, root } from './program/repository.ts';
import { runTool } from './program/run-program.ts';
import { readEvents } from './test/events.ts';
import { type Durations, type Lane, toLanes } from './test/lanes.ts';
import { createProgress, type Progress, type Summary } from './test/progress.ts';

const ALL_TESTS = '*/test/**/*.test.ts';
const BROWSER_TEST = /\/browser\/.*\.test\.ts$|\.browser\.test\.ts$/;
/**
 * What is run again with several instances: 3-D Secure, keys of the card fields, saved cards, operations of the order management and
 * notifications, all through server-extension/test/builders/between-sandboxes.ts, which starts the instances.
 */
const TESTS_OF_INSTANCES = [
  'callers',
  'cancelling',
  'instances',
  'missed-notifications',
  'operations',
  'payer-authentication',
  'saved-cards',
  'whole-extension',
].map((name) => `server-extension/test/app/${name}.test.ts`);
const DURATIONS = inRepository('scripts', 'src', 'test', 'durations.json');
/** A test waits half of its time, for a browser, a database or a deadline: four processes keep two cores busy. */
const LANES_PER_CORE = 2;
const MOST_LANES = 4;
/** What Node makes of the sources, kept from one run to the next: the tests start some hundred programs of ours. */
const COMPILED = inRepository('.run', 'compiled');

const command = commandLine('npm test', 'runs every test, in a browser and with databases too')
  .argument('[files...]', 'these files of tests only')
  .option('--fast', 'without those in a browser')
  .option(
    '--instances <number>',
    'tests of routes only, with so many instances on one journal, each request to the next one',
    toCount,
  )
  .addOption(
    new Option('--journal <kind>', 'where these instances have their journal')
      .choices(['sqlite', 'postgres'])
      .default('sqlite'),
  )
  .option('--grep <text>', 'only tests whose name has this text')
  .option(
    '--processes <number>',
    'how many run side by side',
    toCount,
    Math.min(MOST_LANES, LANES_PER_CORE * availableParallelism()),
  )
  .option(
    '--keep-durations',
    'writes down how long each file took, for the estimate and for sharing them out',
  )
  .parse();
const flags = command.opts<{
  readonly fast?: true;
  readonly instances?: number;
  readonly journal: 'sqlite' | 'postgres';
  readonly grep?: string;
  readonly processes: number;
  readonly keepDurations?: true;
}>();

process.exitCode = await test().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('The test run broke off.\n0 passed, 1 failed');
  return 1;
});

async function test(): Promise<number> {
  const files = filesToRun(command.args);
  const known = JSON.parse(await readFile(DURATIONS, 'utf8')) as Durations;
  const lanes = toLanes(files, flags.processes, known);
  console.log(`${files.length} files of tests, up to ${flags.processes} at once …`);
  const progress = createProgress(lanes, known, (line) => {
    console.log(line);
  });
  const runs: Promise<number>[] = [];
  for (const [nth, lane] of lanes.entries())
    runs.push(
      runLane(lane, nth, { progress, after: lane.after === undefined ? undefined : runs[lane.after] }),
    );
  const codes = await Promise.all(runs);
  if (flags.keepDurations === true) await keepDurations({ ...known, ...progress.durations() });
  return report(progress.summary(), codes);
}

/** @throws Error when a path names no file of tests, or there is none at all. */
function filesToRun(asked: readonly string[]): readonly string[] {
  const found = asked.length > 0 ? asked.flatMap((pattern) => filesOf(pattern)) : allFiles();
  const files = [...new Set(found)].filter((file) => flags.fast !== true || !BROWSER_TEST.test(file));
  if (files.length === 0) throw new Error('There is no test to run. Remedy: leave out the paths, or --fast.');
  return files.sort();
}

function allFiles(): readonly string[] {
  return flags.instances === undefined ? globSync(ALL_TESTS, { cwd: root }) : TESTS_OF_INSTANCES;
}

/** A file, a folder, or a pattern of files. */
function filesOf(asked: string): readonly string[] {
  const wanted = path.relative(root, path.resolve(asked));
  const isFolder = statSync(path.resolve(asked), { throwIfNoEntry: false })?.isDirectory() === true;
  const found = globSync(isFolder ? `${wanted}/**/*.test.ts` : wanted, { cwd: root });
  if (found.length > 0) return found;
  throw new Error(`There is no test at ${asked}. Remedy: a path like scripts/test/zip.test.ts.`);
}

interface Course {
  readonly progress: Progress;
  /** The process that has to be over before this one begins its tests. */
  readonly after: Promise<unknown> | undefined;
}

async function runLane({ files }: Lane, nth: number, { progress, after }: Course): Promise<number> {
  const read = readEvents(
    (event) => {
      progress.take(nth, event);
    },
    (line) => {
      console.log(line);
    },
  );
  const reporter = ['--reporter', inRepository('scripts', 'src', 'test', 'reporter.cjs')];
  const gate = after === undefined ? [] : ['--require', inRepository('scripts', 'src', 'test', 'gate.mjs')];
  const grep = flags.grep === undefined ? [] : ['--fgrep', flags.grep];
  // What a test reads of another program must not depend on where the tests run: no colours, in a terminal either.
  const { code } = await runTool('mocha', [...reporter, ...gate, ...grep, ...files], {
    inputUntil: after,
    onOutput: read,
    environment: {
      ...process.env,
      FORCE_COLOR: undefined,
      CLICOLOR_FORCE: undefined,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: COMPILED,
      ...(flags.instances !== undefined && {
        TEST_INSTANCES: String(flags.instances),
        TEST_JOURNAL: flags.journal,
      }),
    },
  });
  return code;
}

async function keepDurations(durations: Durations): Promise<void> {
  const existing = Object.entries(durations)
    .filter(([file]) => globSync(file, { cwd: root }).length > 0)
    .map(([file, ms]) => [file, Math.round(ms)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(DURATIONS, `${JSON.stringify(Object.fromEntries(existing), undefined, 2)}\n`);
}

/** Failures once more, all together; then the line for people and programs. */
function report({ passed, failed, skipped, complete, failures }: Summary, codes: readonly number[]): number {
  if (failures.length > 1)
    for (const { title, report: words } of failures) console.log(`\nFAILED  ${title}\n${words}`);
  const isBroken = !complete || (failed === 0 && codes.some((code) => code !== 0));
  if (isBroken) console.log('A process of tests broke off before its end: its last words are above.');
  const all = failed + (isBroken ? 1 : 0);
  console.log(`${passed} passed, ${all} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return all > 0 || codes.some((code) => code !== 0) ? 1 : 0;
}
