import { mostAtOnce } from './check/double-holds.ts';
import { kinds, type ViolationKind } from './check/findings.ts';
import { INVARIANTS } from '../independent-check/invariants.ts';
import type { SeedResult } from './seed.ts';
import {
  type FaultCoverage,
  JOURNAL_FAULTS,
  JOURNAL_STEPS,
  NO_FAULT,
  REQUEST_FAULTS,
  REQUEST_STEPS,
  SIMULATED_STEPS,
} from './world/coverage.ts';
import type { HistoryCoverage } from './world/world.ts';
import { FAULTS } from './world/transport.ts';

/** Many histories, added up. */
export interface SimulationTotals {
  readonly seeds: number;
  readonly orders: number;
  readonly calls: number;
  readonly crashes: number;
  readonly found: Readonly<Record<ViolationKind, number>>;
  /** The independent check: what it read, and what it found in it. */
  readonly records: number;
  readonly foundIndependently: number;
  readonly resolvedAfter: readonly number[];
}

export function totalOf(results: readonly SeedResult[]): SimulationTotals {
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((all, each) => all + of(each), 0);
  const found = Object.fromEntries(
    kinds.map((kind) => [kind, sum(({ findings }) => findings.filter((each) => each.kind === kind).length)]),
  ) as Record<ViolationKind, number>;
  return {
    seeds: results.length,
    orders: sum(({ orders }) => orders),
    calls: sum(({ calls }) => calls),
    crashes: sum(({ crashes }) => crashes),
    found,
    records: sum(({ secondOpinion }) => secondOpinion.records),
    foundIndependently: sum(({ secondOpinion }) => secondOpinion.violations.length),
    resolvedAfter: results.flatMap(({ resolvedAfter }) => resolvedAfter).sort((a, b) => a - b),
  };
}

const HEADS = [
  'seeds',
  'orders',
  'calls to the gateway',
  'instances killed',
  'wrong',
  'lost answers',
  'known after, median',
  'p99',
  'worst',
];

/** Markdown: a line for each range of seeds and one for all, then what would have been wrong, counted one by one. */
export function toTable(results: readonly SeedResult[], perLine: number): string {
  const sorted = [...results].sort((a, b) => a.seed - b.seed);
  const lines: string[] = [];
  for (let at = 0; at < sorted.length; at += perLine) lines.push(toLine(sorted.slice(at, at + perLine)));
  const { found, records, foundIndependently } = totalOf(results);
  return [
    `| ${HEADS.join(' | ')} |`,
    `|${HEADS.map(() => '---:').join('|')}|`,
    ...lines,
    toLine(sorted, '**all**'),
    '',
    '| what must never be | found |',
    '|---|---:|',
    ...kinds.map((kind) => `| ${kind} | ${toFigure(found[kind])} |`),
    `| by the independent check: ${INVARIANTS.length} invariants over ${toFigure(records)} records | ${toFigure(foundIndependently)} |`,
  ].join('\n');
}

function toLine(results: readonly SeedResult[], name?: string): string {
  const { orders, calls, crashes, found, resolvedAfter } = totalOf(results);
  const range = `${results[0]?.seed ?? 0}–${results.at(-1)?.seed ?? 0}`;
  const wrong = kinds.reduce((sum, kind) => sum + found[kind], 0);
  const cells = [
    name ?? range,
    ...[orders, calls, crashes, wrong, resolvedAfter.length].map(toFigure),
    ...[0.5, 0.99, 1].map((share) => toDuration(at(resolvedAfter, share))),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Cards that were held twice for a while: how many, how many at the same moment, for how long. */
export function aboutDoubleHolds(results: readonly SeedResult[]): string {
  const holds = results.flatMap(({ doubleHolds }) => doubleHolds);
  if (holds.length === 0) return 'No card was held twice, not even for a while.';
  const ages = holds.map(({ from, until }) => until - from).sort((a, b) => a - b);
  const most = Math.max(...results.map(({ doubleHolds }) => mostAtOnce(doubleHolds)));
  const times = `p99 ${toDuration(at(ages, 0.99))}, longest ${toDuration(at(ages, 1))}`;
  return `Cards held twice for a while: ${toFigure(holds.length)}, at most ${most} at the same moment of a history; ${times}.`;
}

function at(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.floor((sorted.length - 1) * share)];
}

function toFigure(figure: number): string {
  return figure.toLocaleString('en');
}

function toDuration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const minutes = ms / 60_000;
  return minutes < 90 ? `${minutes.toFixed(1)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** Pairs of a step and a fault that can meet in a history. */
interface PairsOfHistories {
  /** Of {@link HistoryCoverage}. */
  readonly kind: keyof HistoryCoverage;
  readonly name: string;
  readonly steps: readonly string[];
  readonly faults: readonly string[];
}

const PAIRS: readonly PairsOfHistories[] = [
  {
    kind: 'calls',
    name: 'Calls to the gateway',
    steps: SIMULATED_STEPS.map(({ step }) => step),
    faults: FAULTS,
  },
  {
    kind: 'statements',
    name: 'Statements to the journal',
    steps: Object.keys(JOURNAL_STEPS),
    faults: Object.keys(JOURNAL_FAULTS),
  },
  {
    kind: 'requests',
    name: 'Requests to the instances',
    steps: Object.keys(REQUEST_STEPS),
    faults: Object.keys(REQUEST_FAULTS),
  },
];

/** How many pairs of a step and a fault there are, of each kind of steps; `name` stands in the head of its table. */
export function allPairs(): readonly { readonly name: string; readonly count: number }[] {
  return PAIRS.map(({ name, steps, faults }) => ({ name, count: steps.length * faults.length }));
}

/** What is known of one history's pairs. */
type Covered = Pick<SeedResult, 'coverage'>;

/** Markdown: each step of a history, and how often it met each fault; a pair that was not met is named below. */
export function toCoverageTables(results: readonly Covered[]): string {
  return PAIRS.filter(({ kind }) => kind === 'calls' || isTaken(results, kind))
    .map((pairs) => toCoverageTable(pairs, results))
    .join('\n\n');
}

/** Pairs of a step and a fault that no history met, of all kinds of steps that any of them took. */
export function unmetPairs(results: readonly Covered[]): readonly string[] {
  return PAIRS.filter(({ kind }) => isTaken(results, kind)).flatMap((pairs) => toUnmet(pairs, results));
}

/** Without a database there are no statements that could fail. */
function isTaken(results: readonly Covered[], kind: keyof HistoryCoverage): boolean {
  return results.some(({ coverage }) => Object.keys(coverage[kind]).length > 0);
}

function toCoverageTable(pairs: PairsOfHistories, results: readonly Covered[]): string {
  const { kind, name } = pairs;
  const steps = allSteps(pairs, results);
  const faults = [NO_FAULT, ...pairs.faults];
  const unmet = toUnmet(pairs, results);
  const count = steps.length * pairs.faults.length;
  return [
    `| ${name}: fault | ${steps.join(' | ')} |`,
    `|---|${steps.map(() => '---:').join('|')}|`,
    ...faults.map(
      (fault) =>
        `| ${fault} | ${steps.map((step) => toFigure(timesMet(results, kind, step, fault))).join(' | ')} |`,
    ),
    '',
    unmet.length === 0
      ? `All ${count} pairs of a step and a fault were met.`
      : `${unmet.length} of ${count} pairs were not met: ${unmet.join('; ')}.`,
  ].join('\n');
}

function toUnmet(pairs: PairsOfHistories, results: readonly Covered[]): readonly string[] {
  return allSteps(pairs, results).flatMap((step) =>
    pairs.faults
      .filter((fault) => timesMet(results, pairs.kind, step, fault) === 0)
      .map((fault) => `${step}: ${fault}`),
  );
}

/** Those of the table, and what a history did beside them. */
function allSteps({ kind, steps }: PairsOfHistories, results: readonly Covered[]): readonly string[] {
  return [...new Set([...steps, ...results.flatMap(({ coverage }) => Object.keys(coverage[kind]))])];
}

function timesMet(
  results: readonly Covered[],
  kind: keyof HistoryCoverage,
  step: string,
  fault: string,
): number {
  const of = (covered: FaultCoverage): number => covered[step]?.[fault] ?? 0;
  return results.reduce((sum, { coverage }) => sum + of(coverage[kind]), 0);
}
