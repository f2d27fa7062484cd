import { expect } from 'chai';
import { type AlertCondition, selectorsOf, windowOf } from '../../../src/telemetry/alerts/alert.ts';
import { holds, isSelected, type MetricSample, type Scrape } from '../../../src/telemetry/alerts/evaluate.ts';

const MINUTE = 60_000;
const sample = (
  name: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): MetricSample => ({
  name,
  labels,
  value,
});
const at = (minutes: number, ...samples: readonly MetricSample[]): Scrape => ({
  at: minutes * MINUTE,
  samples,
});
const of = { metric: 'm' };

describe('The condition of an alert', () => {
  describe('about a level', () => {
    const level = (change: object): AlertCondition => ({
      kind: 'level',
      of,
      by: 'max',
      is: 'above',
      threshold: 10,
      ...change,
    });
    const levels = (...values: readonly number[]): readonly Scrape[] => [
      at(0, sample('m', 1_000)),
      at(1, ...values.map((value) => sample('m', value))),
    ];

    for (const [by, is, values, expected] of [
      ['max', 'above', [10], false],
      ['max', 'above', [10.1, 0], true],
      ['max', 'above', [-11], false],
      ['max', 'below', [9, 11], false],
      ['max', 'below', [9, 9.9], true],
      ['max', 'below', [10], false],
      ['min', 'above', [11, 10], false],
      ['min', 'above', [11, 12], true],
      ['min', 'below', [9, 11], true],
      ['abs', 'above', [-11], true],
      ['abs', 'above', [-10, 10], false],
      ['max', 'below', [], false],
    ] as const)
      it(`${expected ? 'holds' : 'does not hold'} where the ${by} of ${values.join(' and ') || 'nothing'} has to be ${is} 10`, () => {
        expect(holds(level({ by, is }), levels(...values))).to.equal(expected);
      });
  });

  describe('about an increase', () => {
    const condition: AlertCondition = { kind: 'increase', of, above: 2, overMinutes: 5 };

    it('holds above the threshold, not at it', () => {
      expect(holds(condition, [at(0, sample('m', 1)), at(5, sample('m', 3))])).to.equal(false);
      expect(holds(condition, [at(0, sample('m', 1)), at(5, sample('m', 4))])).to.equal(true);
    });

    it('is counted from the last scrape before the window, else from the first', () => {
      const history = [at(0, sample('m', 0)), at(4, sample('m', 9)), at(10, sample('m', 9.5))];
      expect(holds(condition, history)).to.equal(false);
      expect(holds(condition, history.slice(1))).to.equal(false);
      expect(holds(condition, [at(5, sample('m', 0)), at(10, sample('m', 3))]), 'at its beginning').to.equal(
        true,
      );
    });

    it('adds up all that is selected, and takes what is not there for not counted yet', () => {
      const now = at(5, sample('m', 2, { a: '1' }), sample('m', 1, { a: '2' }), sample('other', 99));
      expect(holds(condition, [at(0), now])).to.equal(true);
      expect(holds({ ...condition, of: { metric: 'm', labels: { a: ['1'] } } }, [at(0), now])).to.equal(
        false,
      );
    });
  });

  it('about a share holds above the threshold, and never of nothing', () => {
    const condition: AlertCondition = {
      kind: 'share',
      bad: { metric: 'bad' },
      all: { metric: 'all' },
      above: 0.5,
      overMinutes: 5,
    };
    const after = (bad: number, all: number): readonly Scrape[] => [
      at(0, sample('bad', 10), sample('all', 10)),
      at(5, sample('bad', 10 + bad), sample('all', 10 + all)),
    ];
    expect(holds(condition, after(5, 10))).to.equal(false);
    expect(holds(condition, after(6, 10))).to.equal(true);
    expect(holds(condition, after(0, 0))).to.equal(false);
  });

  it('about a burn rate holds where both windows use up the objective faster than that', () => {
    const condition: AlertCondition = {
      kind: 'burn-rate',
      objective: { name: 'o', share: 0.9, good: { metric: 'good' }, all: { metric: 'all' } },
      factor: 2,
      overMinutes: [60, 5],
    };
    const history = (early: number, late: number): readonly Scrape[] => [
      at(0, sample('good', 0), sample('all', 0)),
      at(55, sample('good', 100 - early), sample('all', 100)),
      at(60, sample('good', 200 - early - late), sample('all', 200)),
    ];
    expect(holds(condition, history(30, 30))).to.equal(true);
    expect(holds(condition, history(60, 10)), 'the short window is well').to.equal(false);
    expect(holds(condition, history(0, 30)), 'the long window is well').to.equal(false);
    expect(holds(condition, [at(0), at(60)]), 'nothing was asked').to.equal(false);
  });

  it('does not hold before the first scrape', () => {
    expect(holds({ kind: 'increase', of, above: -1, overMinutes: 5 }, [])).to.equal(false);
  });

  it('means samples of its metric with one of the named values in each label', () => {
    const selector = { metric: 'm', labels: { a: ['1', '2'], b: ['x'] } };
    expect(isSelected(sample('m', 0, { a: '2', b: 'x', c: 'y' }), selector)).to.equal(true);
    expect(isSelected(sample('m', 0, { a: '3', b: 'x' }), selector)).to.equal(false);
    expect(isSelected(sample('m', 0, { a: '1' }), selector)).to.equal(false);
    expect(isSelected(sample('n', 0, { a: '1', b: 'x' }), selector)).to.equal(false);
    expect(isSelected(sample('m', 0), { metric: 'm', labels: { a: [''] } })).to.equal(true);
  });

  it('looks at these numbers, and so far back', () => {
    const [bad, all, good] = [{ metric: 'bad' }, { metric: 'all' }, { metric: 'good' }];
    const conditions: readonly (readonly [AlertCondition, readonly object[], number])[] = [
      [{ kind: 'level', of, by: 'max', is: 'above', threshold: 1 }, [of], 0],
      [{ kind: 'increase', of, above: 1, overMinutes: 7 }, [of], 7],
      [{ kind: 'share', bad, all, above: 1, overMinutes: 8 }, [bad, all], 8],
      [
        {
          kind: 'burn-rate',
          objective: { name: 'o', share: 0.9, good, all },
          factor: 1,
          overMinutes: [60, 5],
        },
        [good, all],
        60,
      ],
    ];
    for (const [condition, selectors, minutes] of conditions) {
      expect(selectorsOf(condition)).to.deep.equal(selectors);
      expect(windowOf(condition)).to.equal(minutes);
    }
  });
});
