import { expect } from 'chai';
import type { AlertCatalogue } from '../../../src/telemetry/alerts/alert.ts';
import { createAlertEvaluation } from '../../../src/telemetry/alerts/evaluation.ts';
import type { MetricSample } from '../../../src/telemetry/alerts/evaluate.ts';

const MINUTE_MS = 60_000;
const REST = { severity: 'page', summary: 'It happens.', runbook: 'upgrade' } as const;
const catalogue: AlertCatalogue = {
  Counted: {
    ...REST,
    forMinutes: 0,
    condition: { kind: 'increase', of: { metric: 'failures_total' }, above: 1, overMinutes: 5 },
  },
  Level: {
    ...REST,
    forMinutes: 2,
    condition: { kind: 'level', of: { metric: 'age' }, by: 'max', is: 'above', threshold: 10 },
  },
};

const failures = (value: number, labels = {}): MetricSample => ({ name: 'failures_total', labels, value });
const age = (value: number): MetricSample => ({ name: 'age', labels: { site: 'siteUS' }, value });

describe('The evaluation of alerts in a process', () => {
  const started = 1_000;
  /** The alerts that fire after each scrape, a minute apart. */
  function firingAfter(...scrapes: readonly (readonly MetricSample[])[]): readonly (readonly string[])[] {
    const evaluation = createAlertEvaluation(catalogue, started);
    return scrapes.map((samples, nth) => [
      ...evaluation.evaluate({ at: started + (nth + 1) * MINUTE_MS, samples }),
    ]);
  }

  it('counts from the start of the process, where everything was 0', () => {
    expect(firingAfter([failures(2)])).to.deep.equal([['Counted']]);
  });

  it('adds up what no condition tells apart', () => {
    expect(firingAfter([failures(1, { path: '/a' }), failures(1, { path: '/b' })])).to.deep.equal([
      ['Counted'],
    ]);
  });

  it('tells apart what a condition names, of what only rises and of what does not', () => {
    const labelled: AlertCatalogue = {
      Refused: {
        ...REST,
        forMinutes: 0,
        condition: {
          kind: 'increase',
          of: { metric: 'failures_total', labels: { kind: ['refused'] } },
          above: 1,
          overMinutes: 5,
        },
      },
      Old: {
        ...REST,
        forMinutes: 0,
        condition: {
          kind: 'level',
          of: { metric: 'age', labels: { site: ['siteUS'] } },
          by: 'max',
          is: 'above',
          threshold: 10,
        },
      },
    };
    const fired = (...samples: readonly MetricSample[]): readonly string[] => [
      ...createAlertEvaluation(labelled, started).evaluate({ at: started + MINUTE_MS, samples }),
    ];
    expect(fired(failures(2, { kind: 'refused' }), age(11))).to.deep.equal(['Refused', 'Old']);
    expect(
      fired(failures(1, { kind: 'refused', path: '/a' }), failures(1, { kind: 'refused', path: '/b' })),
    ).to.deep.equal(['Refused']);
    expect(fired(failures(1, { kind: 'refused' }), failures(5, { kind: 'lost' }), failures(5))).to.deep.equal(
      [],
    );
    expect(fired({ ...age(11), labels: { site: 'siteJP' } })).to.deep.equal([]);
  });

  it('forgets what was before the window', () => {
    const scrapes = [[failures(2)], ...Array.from({ length: 6 }, () => [failures(2)])];
    expect(firingAfter(...scrapes).map((names) => names.length)).to.deep.equal([1, 1, 1, 1, 1, 0, 0]);
  });

  it('waits as long as a condition has to hold, and begins anew after a pause', () => {
    const fired = firingAfter([age(11)], [age(11)], [age(11)], [age(9)], [age(11)], [age(11)]);
    expect(fired.map((names) => names.length)).to.deep.equal([0, 0, 1, 0, 0, 0]);
  });

  it('keeps an alert whose gauge cannot be read for a moment, and begins none', () => {
    expect(firingAfter([age(11)], [age(11)], [age(11)], []).at(-1)).to.deep.equal(['Level']);
    expect(firingAfter([], [], [])).to.deep.equal([[], [], []]);
  });
});
