/**
 * `npm run bench`: the extension against the least that is possible, in the same run on the same machine.
 *
 *   npm run bench              all cells, three rounds, medians
 *   npm run bench -- --quick   one short round
 *   npm run bench -- --journal sqlite   this journal only, of memory, sqlite and postgres
 *   npm run bench -- --memory  60,000 payments against one server: what it keeps
 *   npm run bench -- --replay  10,000 webhooks, five times delivered, to two instances on one PostgreSQL
 *   npm run bench -- --rows    what ten million payments in the journal cost; see rows/rows.ts
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { type Plan, toPlan } from './cells.ts';
import { type Contestant, type Ground, type JournalKind, journals, prepareGround } from './contestants.ts';
import { measureMemory, toMemoryTable } from './memory.ts';
import { type ColdStart, type Result, measure, measureColdStart } from './measure.ts';
import { canPin } from './processes.ts';
import { replay, type Replayed, toReplayTable } from './replay.ts';
import { compareRows, MANY } from './rows/rows.ts';
import { toColdStartTable, toTable } from './table.ts';

const kinds = toJournals(process.argv);
const contestants: readonly Contestant[] = ['floor', ...kinds];
const plan = toPlan(process.argv.includes('--quick'));

if (process.argv.includes('--rows')) console.log(await compareRows(rowsIn(process.argv)));
else await bench();

async function bench(): Promise<void> {
  console.log(toHeader(plan));
  const { ground, stop } = await prepareGround(kinds);
  try {
    if (process.argv.includes('--replay')) console.log(`\n${toReplayTable(await replays(ground))}`);
    else if (process.argv.includes('--memory'))
      console.log(`\n${toMemoryTable(await measureMemory(ground))}`);
    else await compare(ground);
  } finally {
    await stop();
  }
}

async function replays(ground: Ground): Promise<readonly Replayed[]> {
  return [await replay(ground, 1, 50), await replay(ground, 10_000, 5)];
}

async function compare(ground: Ground): Promise<void> {
  const starts = await coldStarts(plan, ground);
  const results = await runCells(plan, ground);
  console.log(`\n${toTable(plan.cells, kinds, results)}\n\n${toColdStartTable(contestants, starts)}\n`);
  const errors = results.reduce((sum, result) => sum + result.errors, 0);
  const payments = results.reduce((sum, { cell }) => sum + cell.payments, 0);
  console.log(`${payments.toLocaleString('en')} payments measured, ${errors} of them not approved.`);
  if (errors > 0) process.exitCode = 1;
}

async function runCells({ rounds, cells }: Plan, where: Ground): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const cell of cells) {
      for (const contestant of contestants) {
        const result = await measure(where, contestant, cell);
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

async function coldStarts({ rounds }: Plan, where: Ground): Promise<readonly ColdStart[]> {
  const starts: ColdStart[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) starts.push(await measureColdStart(where, contestant));
  }
  return starts;
}

function rowsIn(argv: readonly string[]): number {
  const rows = Number(argv[argv.indexOf('--rows') + 1]);
  return Number.isInteger(rows) && rows > 0 ? rows : MANY;
}

function toJournals(argv: readonly string[]): readonly JournalKind[] {
  const at = argv.indexOf('--journal');
  if (at < 0) return journals;
  const kind = journals.find((each) => each === argv[at + 1]);
  if (kind === undefined) throw new Error(`--journal takes one of ${journals.join(', ')}.`);
  return [kind];
}

function toHeader({ rounds, cells }: Plan): string {
  const pinned = canPin
    ? 'server under test on core 0, gateway stub and load on core 1'
    : 'no taskset here: the processes share all cores, so the figures depend on the scheduler';
  return [
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores; ${pinned}.`,
    'Card authorizations with a signed transient token, signed webhooks, HTTPS to the gateway stub; the extension as it',
    'is packaged, in its own server, shared-secret JWT. SQLite and PostgreSQL write every commit to the disk.',
    `Fresh processes for each cell, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}, ${cells.length} cells; every answer is checked.`,
    `Load of the machine before the run (1 minute): ${(loadavg()[0] ?? 0).toFixed(1)}. Above 0.5 something else is at work, and the figures are not worth much.`,
  ].join('\n');
}
