import type { BenchCell } from './cells.ts';
import type { BenchServer, MeasuredExtension } from './bench-servers.ts';
import type { ColdStart, BenchResult } from './measure.ts';

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** Markdown: one row a cell and journal, medians of the rounds, the ratio of one run's own figures. */
export function toTable(
  cells: readonly BenchCell[],
  kinds: readonly MeasuredExtension[],
  results: readonly BenchResult[],
): string {
  return [
    '| Gateway delay, concurrency | Extension with | Floor req/s (p50 / p99 ms) | Extension req/s (p50 / p99 ms) | Of the floor | Gateway calls a payment | Memory after load, floor / extension |',
    '|---|---|---|---|---|---|---|',
    ...cells.flatMap((cell) => kinds.map((kind) => toRow(cell, kind, results))),
  ].join('\n');
}

const NAMES: Readonly<Record<MeasuredExtension, string>> = {
  memory: 'memory',
  sqlite: 'sqlite',
  postgres: 'postgres',
  express: 'memory, in Express',
  encrypted: 'memory, key file and encrypted messages',
};

function toRow(cell: BenchCell, kind: MeasuredExtension, results: readonly BenchResult[]): string {
  const of = (contestant: BenchServer): readonly BenchResult[] =>
    results.filter((result) => result.cell === cell && result.contestant === contestant);
  const floor = of('floor');
  const extension = of(kind);
  const speed = (rounds: readonly BenchResult[]): number => median(rounds.map(({ perSecond }) => perSecond));
  const calls = median(extension.map(({ gatewayCalls }) => gatewayCalls)) / cell.payments;
  return `| ${[
    `${cell.delayMs} ms, ${cell.concurrency}`,
    NAMES[kind],
    toSpeed(floor),
    toSpeed(extension),
    `${Math.round((100 * speed(extension)) / speed(floor))} %`,
    calls.toFixed(2),
    `${toMegabytes(floor)} / ${toMegabytes(extension)}`,
  ].join(' | ')} |`;
}

function toSpeed(rounds: readonly BenchResult[]): string {
  const perSecond = Math.round(median(rounds.map((round) => round.perSecond)));
  const p50 = median(rounds.map((round) => round.p50));
  const p99 = median(rounds.map((round) => round.p99));
  return `${perSecond.toLocaleString('en')} (${p50.toFixed(1)} / ${p99.toFixed(1)})`;
}

/** Markdown: how long until the first answer, and how much memory by then. */
export function toColdStartTable(contestants: readonly BenchServer[], starts: readonly ColdStart[]): string {
  return [
    '| Cold start | To the first 200 | Against the floor | Memory | Against the floor |',
    '|---|---|---|---|---|',
    ...contestants.map((contestant) => {
      const of = (which: BenchServer): readonly ColdStart[] =>
        starts.filter((start) => start.contestant === which);
      const ms = (which: BenchServer): number => median(of(which).map((start) => start.ms));
      const memory = (which: BenchServer): number =>
        median(of(which).map(({ megabytes }) => megabytes ?? Number.NaN));
      const times = (figure: (which: BenchServer) => number): string => {
        const ratio = figure(contestant) / figure('floor');
        return Number.isNaN(ratio) ? 'not known here' : `× ${ratio.toFixed(2)}`;
      };
      return `| ${[
        contestant === 'floor' ? 'floor' : `extension, ${NAMES[contestant]}`,
        `${Math.round(ms(contestant))} ms`,
        times(ms),
        toMegabytes(of(contestant)),
        times(memory),
      ].join(' | ')} |`;
    }),
  ].join('\n');
}

function toMegabytes(rounds: readonly { readonly megabytes: number | undefined }[]): string {
  const known = rounds.map(({ megabytes }) => megabytes).filter((value) => value !== undefined);
  return known.length === 0 ? 'not known here' : `${Math.round(median(known))} MB`;
}
