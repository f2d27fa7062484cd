import { mostAtOnce } from './check/double-holds.ts';
import { kinds, type ViolationKind } from './check/findings.ts';
import { INVARIANTS } from '../independent-check/invariants.ts';
import type { SeedResult } from './seed.ts';
import { NO_FAULT, SIMULATED_STEPS } from './world/coverage.ts';
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

/** Markdown: each call to the gateway, and how often it met each fault; a pair that was not met is named below. */
export function toCoverageTable(results: readonly Pick<SeedResult, 'coverage'>[]): string {
  const named = SIMULATED_STEPS.map(({ step }) => step);
  const steps = [...new Set([...named, ...results.flatMap(({ coverage }) => Object.keys(coverage))])];
  const met = (step: string, fault: string): number =>
    results.reduce((sum, { coverage }) => sum + (coverage[step]?.[fault] ?? 0), 0);
  const faults = [NO_FAULT, ...FAULTS];
  const missing = steps.flatMap((step) =>
    faults.filter((fault) => met(step, fault) === 0).map((fault) => `${step}: ${fault}`),
  );
  return [
    `| fault | ${steps.join(' | ')} |`,
    `|---|${steps.map(() => '---:').join('|')}|`,
    ...faults.map((fault) => `| ${fault} | ${steps.map((step) => toFigure(met(step, fault))).join(' | ')} |`),
    '',
    missing.length === 0
      ? `All ${steps.length * faults.length} pairs of a call and a fault were met.`
      : `${missing.length} of ${steps.length * faults.length} pairs were not met: ${missing.join('; ')}.`,
  ].join('\n');
}
