import { expect } from 'chai';
import { toPlan } from '../src/cells.ts';
import type { BenchResult } from '../src/measure.ts';
import { median, toTable } from '../src/table.ts';

describe('table of the bench', () => {
  it('takes the middle of an odd number of rounds and the mean of the two middles of an even one', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([1, 2, 4, 100])).to.equal(3);
  });

  it('compares each cell with the floor of the same cell', () => {
    const { cells } = toPlan(false);
    const [first, second] = cells;
    const result = (
      cell: typeof first,
      contestant: BenchResult['contestant'],
      perSecond: number,
    ): BenchResult => ({
      cell: cell!,
      contestant,
      perSecond,
      p50: 1.5,
      p99: 3,
      errors: 0,
      gatewayCalls: cell!.payments,
      handshakes: 0,
      cpuMicros: 500,
      megabytes: 80,
    });
    const rows = toTable(
      cells.slice(0, 2),
      ['memory'],
      [
        result(first, 'floor', 2_000),
        result(first, 'memory', 1_000),
        result(second, 'floor', 8_000),
        result(second, 'memory', 2_000),
      ],
    ).split('\n');
    expect(rows[2]).to.equal(
      '| 0 ms, 1 | memory | 2,000 (1.5 / 3.0) | 1,000 (1.5 / 3.0) | 50 % | 1.00 | 80 MB / 80 MB |',
    );
    expect(rows[3]).to.contain('| 25 % |');
  });

  it('measures both delays at one, sixteen and sixty-four at a time', () => {
    const cells = toPlan(true).cells.map(({ delayMs, concurrency }) => `${delayMs}/${concurrency}`);
    expect(cells).to.deep.equal(['0/1', '0/16', '0/64', '50/1', '50/16', '50/64']);
  });
});
