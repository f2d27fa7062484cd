import { type AddedLatency, addedLatency, type LatencyPair } from './measurements/added-latency.ts';
import type { BenchServer } from './bench-servers.ts';
import type { HandshakeCount } from './measurements/handshakes.ts';
import type { BenchResult, ColdStart } from './measure.ts';
import { growthPerPayment, type MemorySample } from './measurements/memory.ts';
import { median } from './table.ts';

/** A figure that has a bound. */
export interface Target {
  readonly figure: string;
  readonly bound: 'at most' | 'at least';
  readonly target: number;
  /** NaN where this run did not measure it. */
  readonly measured: number;
  /** How a value is written. */
  readonly unit: 'times' | 'percent' | 'milliseconds' | 'megabytes' | 'kilobytes' | 'count';
}

/** What a run has measured. */
export interface Measured {
  readonly results: readonly BenchResult[];
  readonly starts: readonly ColdStart[];
  readonly latencies: readonly LatencyPair[];
  readonly memory: readonly MemorySample[];
  readonly handshakes: HandshakeCount | undefined;
}

/** Payments after which resident memory has a bound. */
const RESIDENT_AFTER = 50_000;

/** The bounds of speed and memory, each with what the run has measured. */
export function toTargets({ results, starts, latencies, memory, handshakes }: Measured): readonly Target[] {
  const added: AddedLatency = addedLatency(latencies);
  const start = (of: 'ms' | 'megabytes'): number => {
    const middle = (contestant: BenchServer): number =>
      median(starts.filter((each) => each.contestant === contestant).map((each) => each[of] ?? Number.NaN));
    return middle('memory') / middle('floor');
  };
  return [
    ...SHARES.map(([journal, concurrency, target]): Target => ({
      figure: `Payments a second against the floor, ${journal}, 0 ms, ${concurrency} at a time`,
      bound: 'at least',
      target,
      measured: shareOf(results, journal, concurrency),
      unit: 'percent',
    })),
    {
      figure: 'Gateway calls a payment',
      bound: 'at most',
      target: 1,
      measured: median(
        results
          .filter(({ contestant }) => contestant === 'memory')
          .map(({ gatewayCalls, cell }) => gatewayCalls / cell.payments),
      ),
      unit: 'count',
    },
    {
      figure: 'Added to the floor’s p50, 50 ms, 64 at a time, after the server’s own warm-up',
      bound: 'at most',
      target: 3,
      measured: added.p50,
      unit: 'milliseconds',
    },
    {
      figure: 'Added to the floor’s p99, the same',
      bound: 'at most',
      target: 10,
      measured: added.p99,
      unit: 'milliseconds',
    },
    {
      figure: 'Cold start against the floor’s, to the first 200',
      bound: 'at most',
      target: 0.75,
      measured: start('ms'),
      unit: 'times',
    },
    {
      figure: 'Cold start against the floor’s, memory',
      bound: 'at most',
      target: 0.85,
      measured: start('megabytes'),
      unit: 'times',
    },
    {
      figure: `Resident after ${RESIDENT_AFTER.toLocaleString('en')} payments`,
      bound: 'at most',
      target: 150,
      measured: memory.find(({ payments }) => payments === RESIDENT_AFTER)?.residentMegabytes ?? Number.NaN,
      unit: 'megabytes',
    },
    {
      figure: 'Left in memory by a payment, once the journal is full',
      bound: 'at most',
      target: 0.1,
      measured: growthPerPayment(memory) / 1024,
      unit: 'kilobytes',
    },
    {
      figure: 'TLS handshakes for 1,000 payments with pauses of 5 s among them (simulated)',
      bound: 'at most',
      target: 1,
      measured: handshakes === undefined ? Number.NaN : (1000 * handshakes.handshakes) / handshakes.payments,
      unit: 'count',
    },
  ];
}

const SHARES = [
  ['memory', 16, 0.5],
  ['sqlite', 16, 0.45],
  ['sqlite', 64, 0.45],
  ['postgres', 16, 0.3],
  ['postgres', 64, 0.4],
] as const satisfies readonly (readonly [BenchServer, number, number])[];

function shareOf(results: readonly BenchResult[], journal: BenchServer, concurrency: number): number {
  const speed = (of: BenchServer): number =>
    median(
      results
        .filter(
          ({ cell, contestant }) =>
            contestant === of && cell.delayMs === 0 && cell.concurrency === concurrency,
        )
        .map(({ perSecond }) => perSecond),
    );
  return speed(journal) / speed('floor');
}

/** Whether the bound holds; undefined for what was not measured. */
export function isMet({ bound, target, measured }: Target): boolean | undefined {
  if (Number.isNaN(measured)) return undefined;
  return bound === 'at most' ? measured <= target : measured >= target;
}

/** Markdown: figure, target, what was measured, and whether that is enough. */
export function toTargetTable(targets: readonly Target[]): string {
  return [
    '| Figure | Target | Measured | Met |',
    '|---|---|---|---|',
    ...targets.map((each) => {
      const met = isMet(each);
      const measured = met === undefined ? 'not in this run' : toText(each.measured, each.unit);
      const answer = met === undefined ? '' : met ? 'yes' : 'no';
      return `| ${each.figure} | ${each.bound} ${toText(each.target, each.unit)} | ${measured} | ${answer} |`;
    }),
  ].join('\n');
}

function toText(value: number, unit: Target['unit']): string {
  switch (unit) {
    case 'times':
      return `× ${value.toFixed(2)}`;
    case 'percent':
      return `${Math.round(100 * value)} %`;
    case 'milliseconds':
      return `${value.toFixed(1)} ms`;
    case 'megabytes':
      return `${Math.round(value)} MB`;
    case 'kilobytes':
      return `${value.toFixed(3)} KB`;
    case 'count':
      return value.toFixed(2);
  }
}
