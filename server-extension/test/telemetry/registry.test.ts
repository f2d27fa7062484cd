import { expect } from 'chai';
import { attemptLabels } from '../../src/telemetry/payment-metrics.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/registry.ts';
import { createBoundLabels } from '../../src/telemetry/bounded-labels.ts';
import { metrics as catalogue } from '../../src/telemetry/catalogue/metrics.ts';
import type { MetricDefinitions } from '../../src/telemetry/catalogue/metric-definition.ts';
import type { SiteId } from '../../src/domain/ids.ts';
import { approved, declined } from '../builders/reported-results.ts';

const site = 'siteUS' as SiteId;
const anAttempt = { operation: 'authorize', paymentType: 'card', site } as const;

function valueOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = createMetrics({ instance: 'shop-1', withRuntime: false });
  });

  it('count what happened before their client was loaded, and after', async () => {
    const labels = attemptLabels({ ...anAttempt, result: approved() });
    metrics.count('payment_attempts_total', labels!);
    await metrics.read();
    metrics.count('payment_attempts_total', labels!);
    const { text } = await metrics.read();
    const series =
      'payment_attempts_total{operation="authorize",outcome="approved",reason="none",method="card",site="siteUS",instance="shop-1"}';
    expect(valueOf(text, series)).to.equal(2);
  });

  it('do not show a metric that has no source', async () => {
    metrics.provide('payment_ready', () => [{ labels: {}, value: 1 }]);
    const { text } = await metrics.read();
    const shown = Object.keys(catalogue).filter((name) => text.includes(name));
    expect(shown).to.deep.equal(['payment_ready']);
    expect(valueOf(text, 'payment_ready{instance="shop-1"}')).to.equal(1);
  });

  it('leave a gauge out whose source fails, and show it again with the next scrape', async () => {
    let fails = false;
    metrics.provide('payment_ready', () => {
      if (fails) throw new Error('The journal is gone.');
      return [{ labels: {}, value: 1 }];
    });
    expect((await metrics.read()).text).to.include('payment_ready{');
    fails = true;
    expect((await metrics.read()).text).not.to.include('payment_ready{');
    fails = false;
    expect((await metrics.read()).text).to.include('payment_ready{');
  });

  it('of Node.js are there for those who want them', async () => {
    const { text } = await createMetrics({ instance: 'shop-1', withRuntime: true }).read();
    expect(text).to.include('nodejs_eventloop_lag_seconds');
  });
});

describe('labels of a metric', () => {
  it('have values of their list only', () => {
    const bound = createBoundLabels({ state: { values: ['due', 'scheduled'] } });
    expect(bound({ state: 'due' })).to.deep.equal({ state: 'due' });
    expect(bound({ state: 'invented' })).to.deep.equal({ state: 'other' });
  });

  it('have no more values than they may: who invents sites fills no database', () => {
    const bound = createBoundLabels({ site: { most: 2, meaning: 'site' } });
    const values = ['a', 'b', 'c', 'a', 'd'].map((name) => bound({ site: name })['site']);
    expect(values).to.deep.equal(['a', 'b', 'other', 'a', 'other']);
  });

  it('of an attempt say how it ended and why', () => {
    const reasonOf = (result: Parameters<typeof attemptLabels>[0]['result']): string =>
      `${attemptLabels({ ...anAttempt, ...(result && { result }) })?.outcome} ${attemptLabels({ ...anAttempt, ...(result && { result }) })?.reason}`;
    expect(reasonOf(approved())).to.equal('approved none');
    expect(reasonOf(declined('PROCESSOR_DECLINED'))).to.match(/^declined [a-z-]+$/);
    expect(reasonOf({ outcome: 'unknown', problem: 'No answer.' })).to.equal('unknown none');
    expect(reasonOf({ outcome: 'refused', problem: 'A limit.', blockedBy: 'network' })).to.equal(
      'refused limit',
    );
    expect(reasonOf({ outcome: 'not-sent', problem: 'No key.', notConfigured: true })).to.equal(
      'not-sent not-configured',
    );
    expect(attemptLabels(anAttempt)).to.equal(undefined);
  });

  it('are few enough for each metric: its series stay below 250,000 at the very most', () => {
    for (const [name, { labels }] of Object.entries(catalogue as MetricDefinitions)) {
      const series = Object.values(labels).reduce(
        (product, values) =>
          product * ('values' in values ? values.values.length : Math.min(values.most, 10)),
        1,
      );
      expect(series, name).to.be.lessThan(250_000);
    }
  });
});
