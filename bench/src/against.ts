/**
 * `npm run bench -- --against <commit>` and `--telemetry`: two builds, or one with and without telemetry, in turn, so that what else
 * the machine does meets both.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { inRepository } from '../../scripts/src/program/repository.ts';
import {
  type BenchEnvironment,
  compileInto,
  type JournalKind,
  startContestant,
  startGateway,
} from './bench-servers.ts';
import { startCollector } from './collector.ts';
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

/** What is measured against another one. */
interface Build {
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

type Builds = readonly [before: Build, now: Build];

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

/** The same build twice: the second one's metrics are read every second, and an SDK sends each span to a collector. */
export async function compareTelemetry(
  ground: BenchEnvironment,
  plan: AgainstPlan,
): Promise<readonly PairedFigure[]> {
  const collector = await startCollector();
  try {
    return await compareCells([{ ground }, { ground, environment: collector.environment }], plan);
  } finally {
    await collector.stop();
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
  const pairs = await inTurn(starts, builds, ({ ground }) => measureColdStart(ground, journal));
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

/** Both servers are up all the time; only one of them has something to do. */
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
    const [older, newer] = servers;
    if (older === undefined || newer === undefined) throw new Error('There are two builds.');
    const pairs = await inTurn(turns, [older, newer], (server) => load(server, WARM_UP_CONCURRENCY));
    const name = `${cell.delayMs} ms, ${cell.concurrency}`;
    const errors = pairs.flat().reduce((sum, each) => sum + each.errors, 0);
    if (errors > 0) throw new Error(`${errors} payments were not approved.`);
    const of = (key: 'perSecond' | 'p50' | 'p99' | 'cpuMicros'): PairedFigure['pairs'] =>
      pairs.map(([before, now]) => [before[key] ?? Number.NaN, now[key] ?? Number.NaN]);
    return [
      { what: `${name}: processor for a payment`, unit: 'µs', pairs: of('cpuMicros') },
      { what: `${name}: payments a second`, unit: 'req/s', pairs: of('perSecond') },
      { what: `${name}: p50`, unit: 'ms', pairs: of('p50') },
      { what: `${name}: p99`, unit: 'ms', pairs: of('p99') },
      {
        what: `${name}: resident after it`,
        unit: 'MB',
        pairs: [
          [residentMegabytes(older.process) ?? Number.NaN, residentMegabytes(newer.process) ?? Number.NaN],
        ],
      },
    ];
  } finally {
    await Promise.all([...servers, gateway].map((each) => each.stop()));
  }
}

/** Measures one, then the other, and begins with the other the next time. */
async function inTurn<Measured, Result>(
  turns: number,
  [first, second]: readonly [Measured, Measured],
  measure: (each: Measured) => Promise<Result>,
): Promise<readonly (readonly [Result, Result])[]> {
  const pairs: (readonly [Result, Result])[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn % 2 === 0) {
      const before = await measure(first);
      pairs.push([before, await measure(second)]);
    } else {
      const now = await measure(second);
      pairs.push([await measure(first), now]);
    }
  }
  return pairs;
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
