import { kinds, type Kind } from './check/findings.ts';
import type { SeedResult } from './seed.ts';

/** Many histories, added up. */
export interface Total {
  readonly seeds: number;
  readonly orders: number;
  readonly calls: number;
  readonly crashes: number;
  readonly found: Readonly<Record<Kind, number>>;
  readonly resolvedAfter: readonly number[];
}

export function totalOf(results: readonly SeedResult[]): Total {
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((all, each) => all + of(each), 0);
  const found = Object.fromEntries(
    kinds.map((kind) => [kind, sum(({ findings }) => findings.filter((each) => each.kind === kind).length)]),
  ) as Record<Kind, number>;
  return {
    seeds: results.length,
    orders: sum(({ orders }) => orders),
    calls: sum(({ calls }) => calls),
    crashes: sum(({ crashes }) => crashes),
    found,
    resolvedAfter: results.flatMap(({ resolvedAfter }) => resolvedAfter).sort((a, b) => a - b),
  };
}

/** Markdown: what must be zero, a line for each range of seeds and one for all. */
export function toTable(results: readonly SeedResult[], perLine: number): string {
  const sorted = [...results].sort((a, b) => a.seed - b.seed);
  const lines: string[] = [];
  for (let at = 0; at < sorted.length; at += perLine) lines.push(toLine(sorted.slice(at, at + perLine)));
  const heads = [
    'seeds',
    'orders',
    'calls to the gateway',
    'instances killed',
    ...kinds,
    'lost answers',
    'p50',
    'p99',
    'worst',
  ];
  return [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---:').join('|')}|`,
    ...lines,
    toLine(sorted, '**all**'),
  ].join('\n');
}

function toLine(results: readonly SeedResult[], name?: string): string {
  const { orders, calls, crashes, found, resolvedAfter } = totalOf(results);
  const range = `${results[0]?.seed ?? 0}–${results.at(-1)?.seed ?? 0}`;
  const at = (share: number): string =>
    toDuration(resolvedAfter[Math.floor((resolvedAfter.length - 1) * share)]);
  const figures = [orders, calls, crashes, ...kinds.map((kind) => found[kind]), resolvedAfter.length];
  const cells = [
    name ?? range,
    ...figures.map((figure) => figure.toLocaleString('en')),
    at(0.5),
    at(0.99),
    at(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

function toDuration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const minutes = ms / 60_000;
  return minutes < 90 ? `${minutes.toFixed(1)} min` : `${(minutes / 60).toFixed(1)} h`;
}
