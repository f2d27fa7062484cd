/**
 * `npm run bench -- --against <commit>` and `--telemetry`: two builds, or one with and without telemetry, in turn, so that what else
 * the machine does meets both.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { present } from '../../server-extension/src/domain/present.ts';
import {
  type BenchEnvironment,
  compileInto,
  type JournalKind,
  startContestant,
  startGateway,
} from './bench-servers.ts';
import { type Collector, startCollector } from './telemetry/collector.ts';
import { type BenchCell, WARM_UP_CONCURRENCY, warmUpOf } from './cells.ts';
import { measureColdStart, putUnderLoad } from './measure.ts';
import { bundleOfCommit } from './older-build.ts';
import { residentMegabytes } from './processes.ts';
import { median } from './table.ts';

interface AgainstPlan {
  readonly journal: JournalKind;
  /** Starts of each build. */
  readonly starts: number;
  /** Payments of each build before those that are measured. */
  readonly warmUp: number;
  /** How often each build is measured in each cell, one after the other. */
  readonly turns: number;
  readonly cells: readonly BenchCell[];
}

/** `quick` is for a look while one works. */
export function toAgainstPlan(journal: JournalKind, quick: boolean): AgainstPlan {
  return {
    journal,
    starts: quick ? 5 : 15,
    warmUp: warmUpOf(quick),
    turns: quick ? 4 : 8,
    cells: quick ? CELLS.slice(0, 1) : CELLS,
  };
}

const CELLS: readonly BenchCell[] = [
  { delayMs: 0, concurrency: 16, payments: 1_500 },
  { delayMs: 0, concurrency: 1, payments: 500 },
  { delayMs: 50, concurrency: 64, payments: 1_500 },
];

/** Telemetry costs a payment a few hundredths: one cell, and more turns. */
export function toTelemetryPlan(journal: JournalKind, quick: boolean): AgainstPlan {
  const cell = { delayMs: 0, concurrency: 16, payments: quick ? 300 : 800 };
  return { journal, starts: 0, warmUp: quick ? 1_000 : 4_000, turns: quick ? 3 : 7, cells: [cell] };
}

/** What is measured against another one. */
interface Build {
  /** What it has that the first one has not, where there are several. */
  readonly name?: string;
  readonly ground: BenchEnvironment;
  /** Variables of its server beside those that every contestant has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One figure of both builds, a pair for each turn. */
interface PairedFigure {
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 'MB' | 'req/s';
  /** The first build's and the second one's. */
  readonly pairs: readonly (readonly [before: number, now: number])[];
}

/** The first is what each of the others is compared with. */
type Builds = readonly [before: Build, ...now: readonly Build[]];

/** @param commit the older build: a commit of this repository. */
export async function compareBuilds(
  commit: string,
  ground: BenchEnvironment,
  plan: AgainstPlan,
): Promise<readonly PairedFigure[]> {
  const folder = await mkdtemp(inRepository('.run', 'against-'));
  try {
    const before = await bundleOfCommit(commit, folder);
    compileInto(ground.compiled, before);
    const older = { ground: { ...ground, programs: { ...ground.programs, extension: before } } };
    const builds: Builds = [older, { ground }];
    return [...(await compareStarts(builds, plan)), ...(await compareCells(builds, plan))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An operator's choices, each measured against the same build without telemetry. */
const TELEMETRY: readonly {
  readonly name: string;
  readonly environment: (of: Collector) => Build['environment'];
}[] = [
  { name: 'metrics', environment: ({ scraped }) => scraped },
  {
    name: 'metrics, one trace in ten',
    environment: ({ scraped, traced }) => ({
      ...scraped,
      ...traced,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    }),
  },
  { name: 'metrics, every trace', environment: ({ scraped, traced }) => ({ ...scraped, ...traced }) },
];

/** Metrics are read every second, and an SDK sends spans to a collector. */
export async function compareTelemetry(
  ground: BenchEnvironment,
  plan: AgainstPlan,
): Promise<readonly PairedFigure[]> {
  const collectors: Collector[] = [];
  try {
    const builds: Build[] = [];
    for (const { name, environment } of TELEMETRY) {
      const collector = await startCollector();
      collectors.push(collector);
      builds.push({ name, ground, ...present({ environment: environment(collector) }) });
    }
    return await compareCells([{ ground }, ...builds], plan);
  } finally {
    await Promise.all(collectors.map((collector) => collector.stop()));
  }
}

async function compareCells(builds: Builds, plan: AgainstPlan): Promise<readonly PairedFigure[]> {
  const figures: PairedFigure[] = [];
  for (const cell of plan.cells) figures.push(...(await compareCell(builds, cell, plan)));
  return figures;
}

async function compareStarts(
  builds: Builds,
  { journal, starts }: AgainstPlan,
): Promise<readonly PairedFigure[]> {
  const pairs = toPairs(await inTurn(starts, builds, ({ ground }) => measureColdStart(ground, journal)), 1);
  return [
    {
      what: 'cold start, to the first 200',
      unit: 'ms',
      pairs: pairs.map(([before, now]) => [before.ms, now.ms]),
    },
    {
      what: 'cold start, memory',
      unit: 'MB',
      pairs: pairs.map(([before, now]) => [before.megabytes ?? Number.NaN, now.megabytes ?? Number.NaN]),
    },
  ];
}

/** All servers are up all the time; only one of them has something to do. */
async function compareCell(
  builds: Builds,
  cell: BenchCell,
  { journal, turns, warmUp }: AgainstPlan,
): Promise<readonly PairedFigure[]> {
  const [{ ground: shared }] = builds;
  const gateway = await startGateway(shared, cell.delayMs);
  const servers = await Promise.all(
    builds.map(({ ground, environment }) => startContestant(journal, ground, gateway.url, environment)),
  );
  try {
    const job = { gatewayUrl: gateway.url, sealed: true, webhookKey: shared.webhookKey };
    const load = ({ url, process: { pid = 0 } }: (typeof servers)[number], warming: number) =>
      putUnderLoad(shared, {
        ...job,
        url,
        pid,
        concurrency: cell.concurrency,
        warmUp: warming,
        payments: cell.payments,
      });
    for (const server of servers) await load(server, warmUp);
    const results = await inTurn(turns, servers, (server) => load(server, WARM_UP_CONCURRENCY));
    const errors = results.flat().reduce((sum, each) => sum + each.errors, 0);
    if (errors > 0) throw new Error(`${errors} payments were not approved.`);
    const memory = [servers.map(({ process: server }) => residentMegabytes(server) ?? Number.NaN)];
    return builds.slice(1).flatMap(({ name }, index) => {
      const where = [`${cell.delayMs} ms, ${cell.concurrency}`, ...(name === undefined ? [] : [name])].join(
        ', ',
      );
      const pairs = toPairs(results, index + 1);
      const of = (key: 'perSecond' | 'p50' | 'p99' | 'cpuMicros'): PairedFigure['pairs'] =>
        pairs.map(([before, now]) => [before[key] ?? Number.NaN, now[key] ?? Number.NaN]);
      return [
        { what: `${where}: processor for a payment`, unit: 'µs', pairs: of('cpuMicros') },
        { what: `${where}: payments a second`, unit: 'req/s', pairs: of('perSecond') },
        { what: `${where}: p50`, unit: 'ms', pairs: of('p50') },
        { what: `${where}: p99`, unit: 'ms', pairs: of('p99') },
        { what: `${where}: resident after it`, unit: 'MB', pairs: toPairs(memory, index + 1) },
      ] satisfies readonly PairedFigure[];
    });
  } finally {
    await Promise.all([...servers, gateway].map((each) => each.stop()));
  }
}

/** Measures one after the other, and begins with the next one the next time. */
async function inTurn<Measured, Result>(
  turns: number,
  all: readonly Measured[],
  measure: (each: Measured) => Promise<Result>,
): Promise<readonly (readonly Result[])[]> {
  const rounds: Result[][] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const round: Result[] = [];
    for (let place = 0; place < all.length; place += 1) {
      const index = (turn + place) % all.length;
      const each = all[index];
      if (each !== undefined) round[index] = await measure(each);
    }
    rounds.push(round);
    console.error(`round ${rounds.length} of ${turns}`);
  }
  return rounds;
}

/** Of each round the first result, and the one that is compared with it. */
function toPairs<Result>(
  rounds: readonly (readonly Result[])[],
  index: number,
): readonly (readonly [Result, Result])[] {
  return rounds.map((round) => {
    const [before, now] = [round[0], round[index]];
    if (before === undefined || now === undefined) throw new Error('A round has a result for each build.');
    return [before, now];
  });
}

/** Markdown: medians, the median of the pairs' ratios and how far those lie apart. */
export function toAgainstTable(
  [before, now]: readonly [string, string],
  figures: readonly PairedFigure[],
): string {
  return [
    `| Figure | ${before} | ${now} | Ratio (least to most) |`,
    '|---|--:|--:|--:|',
    ...figures.map(({ what, unit, pairs }) => {
      const [first, second] = [median(pairs.map(([each]) => each)), median(pairs.map(([, each]) => each))];
      const ratios = pairs.map(([older, newer]) => newer / older);
      const apart = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      return `| ${what} | ${toFigure(first, unit)} | ${toFigure(second, unit)} | × ${median(ratios).toFixed(2)} (${apart}) |`;
    }),
  ].join('\n');
}

function toFigure(value: number, unit: PairedFigure['unit']): string {
  return `${value.toFixed(unit === 'ms' ? 1 : 0)} ${unit}`;
}
