import { expect } from 'chai';
import { addedLatency, toLatencyTable } from '../src/measurements/added-latency.ts';
import type { BenchResult, ColdStart } from '../src/measure.ts';
import { isMet, type Measured, type Target, toTargets, toTargetTable } from '../src/targets.ts';

const cell = { delayMs: 0, concurrency: 16, payments: 100 };
const result = (contestant: BenchResult['contestant'], perSecond: number): BenchResult => ({
  cell,
  contestant,
  perSecond,
  p50: 1,
  p99: 2,
  errors: 0,
  gatewayCalls: 100,
  handshakes: 0,
  cpuMicros: 500,
  megabytes: 80,
});
const start = (contestant: ColdStart['contestant'], ms: number, megabytes: number): ColdStart => ({
  contestant,
  ms,
  megabytes,
});
const latency = (p50: number, p99: number) => ({ p50, p99, errors: 0 });

const measured: Measured = {
  results: [result('floor', 1_000), result('memory', 500), result('sqlite', 449)],
  starts: [start('floor', 200, 100), start('memory', 150, 86)],
  latencies: [{ floor: latency(51, 60), extension: latency(54, 70.5) }],
  memory: [
    { payments: 40_000, kept: 0, residentMegabytes: 120 },
    { payments: 50_000, kept: 1_024_000, residentMegabytes: 150 },
    { payments: 60_000, kept: 2_048_000, residentMegabytes: 160 },
  ],
  handshakes: { payments: 500, pauses: { count: 6, ms: 5_000 }, handshakes: 1 },
};

describe('The targets of the bench', () => {
  const lines = toTargetTable(toTargets(measured)).split('\n');
  const row = (figure: string): string => lines.find((line) => line.startsWith(`| ${figure}`)) ?? '';

  it('stand in one table with what was measured and whether it is enough', () => {
    expect(row('Payments a second against the floor, memory')).to.match(/at least 50 % \| 50 % \| yes \|$/);
    expect(row('Payments a second against the floor, sqlite')).to.match(/at least 45 % \| 45 % \| no \|$/);
    expect(row('Gateway calls')).to.match(/at most 1\.00 \| 1\.00 \| yes \|$/);
    expect(row('Added to the floor’s p50')).to.match(/at most 3\.0 ms \| 3\.0 ms \| yes \|$/);
    expect(row('Added to the floor’s p99')).to.match(/at most 10\.0 ms \| 10\.5 ms \| no \|$/);
    expect(row('Cold start against the floor’s, to')).to.match(/at most × 0\.75 \| × 0\.75 \| yes \|$/);
    expect(row('Cold start against the floor’s, memory')).to.match(/at most × 0\.85 \| × 0\.86 \| no \|$/);
    expect(row('Resident after 50,000')).to.match(/at most 150 MB \| 150 MB \| yes \|$/);
    expect(row('Left in memory')).to.match(/at most 0\.100 KB \| 0\.100 KB \| yes \|$/);
    expect(row('TLS handshakes')).to.match(/at most 1\.00 \| 2\.00 \| no \|$/);
  });

  it('that a run does not measure say so, and are neither met nor missed', () => {
    expect(row('Payments a second against the floor, postgres')).to.contain('| not in this run |  |');
    const unmeasured: Target = {
      figure: 'x',
      bound: 'at most',
      target: 1,
      measured: Number.NaN,
      unit: 'count',
    };
    expect(isMet(unmeasured)).to.equal(undefined);
  });

  it('take the floor’s medians off the extension’s, round by round', () => {
    const pairs = [10, 20, 90].map((ms) => ({ floor: latency(ms, ms), extension: latency(ms + 2, ms + 5) }));
    expect(addedLatency(pairs)).to.deep.equal({ p50: 2, p99: 5 });
    expect(toLatencyTable(pairs)).to.contain('| Added | 2.0 ms | 5.0 ms |');
  });
});
