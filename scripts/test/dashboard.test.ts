import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { MetricDefinitions } from '../../server-extension/src/telemetry/catalogue/metric-definition.ts';
import { metrics } from '../../server-extension/src/telemetry/catalogue/metrics.ts';
import { createMetrics } from '../../server-extension/src/telemetry/registry.ts';
import { inRepository } from '../src/program/repository.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

/** Words of PromQL that the queries use (https://prometheus.io/docs/prometheus/latest/querying/functions/). */
const PROMQL_WORDS = new Set('sum min max abs rate increase histogram_quantile vector by and or'.split(' '));
const ofNode = (await createMetrics({ instance: 'test', withRuntime: true }).read()).text;
/** Metrics of Node.js, as prom-client offers them. */
const nodeMetrics = new Set([...ofNode.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));

const dashboard = JSON.parse(
  readFileSync(inRepository('deploy', 'grafana', 'dashboard.json'), 'utf8'),
) as Dashboard;
const rules = parse(readFileSync(inRepository('deploy', 'prometheus', 'alerts.yaml'), 'utf8')) as RuleFile;
const targets = dashboard.panels.flatMap(({ title, targets: shown }) =>
  shown.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

/** The words of a query that are neither PromQL's nor inside a text. */
function wordsOf(expr: string): readonly string[] {
  const words =
    expr
      .replace(/"[^"]*"/g, '')
      .replace(/\[\d+m\]/g, '')
      .match(/[a-z_]\w*/gi) ?? [];
  return words.filter((word) => !PROMQL_WORDS.has(word));
}

/** Labels of the metric with which Prometheus has it; undefined for one that does not exist. */
function labelsOf(name: string): readonly string[] | undefined {
  if (nodeMetrics.has(name)) return ['instance'];
  const definition = (metrics as MetricDefinitions)[name.replace(/_(?:bucket|count|sum)$/, '')];
  if (definition === undefined) return undefined;
  // Only a histogram has these endings.
  const isDistribution = definition.type === 'histogram';
  if (isDistribution !== /_(?:bucket|count|sum)$/.test(name)) return undefined;
  return ['instance', ...(isDistribution ? ['le'] : []), ...Object.keys(definition.labels)];
}

/** What the query says that the extension does not have. */
function unknownIn(expr: string): readonly string[] {
  const words = wordsOf(expr);
  const labels = new Set(words.flatMap((word) => labelsOf(word) ?? []));
  return words.filter((word) => labelsOf(word) === undefined && !labels.has(word));
}

describe('The dashboard for Grafana', () => {
  it('asks for metrics of the catalogue and of Node.js, by labels that they have', () => {
    expect(targets).to.have.length.greaterThan(8);
    for (const { title, expr } of targets) expect(unknownIn(expr), `${title}: ${expr}`).to.deep.equal([]);
  });

  it('names its lines by labels that the queries keep', () => {
    for (const { title, expr, legendFormat } of targets)
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        const kept = expr.includes(' by (') ? wordsOf(/ by \(([^)]*)\)/.exec(expr)?.[1] ?? '') : ['instance'];
        expect(kept, title).to.include(label);
      }
  });

  it('would be found out: a metric or label that does not exist is named', () => {
    expect(unknownIn('sum by (outcome) (rate(payment_attempt_total[5m]))')).to.deep.equal([
      'outcome',
      'payment_attempt_total',
    ]);
    expect(unknownIn('sum by (peer) (payment_guard_active)')).to.deep.equal(['peer']);
    expect(unknownIn('rate(db_client_operation_duration_seconds[5m])')).to.have.length(1);
  });
});

describe('The rules for Prometheus', () => {
  const alertRules = rules.groups.flatMap((group) => group.rules);

  it('ask for metrics of the catalogue, by labels that they have', () => {
    expect(alertRules).to.have.length.greaterThan(10);
    for (const { alert, expr } of alertRules) expect(unknownIn(expr), alert).to.deep.equal([]);
  });

  it('are taken by promtool, and so are the dashboard’s queries (not run where it is not installed)', function () {
    if (!hasPromtool()) this.skip();
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'promtool-'));
    const file = path.join(folder, 'queries.yaml');
    // JSON is YAML. A query is checked as the rule that would record it.
    const recorded = targets.map(({ expr }, nth) => ({ record: `dashboard:query:${nth}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
    try {
      const said = [inRepository('deploy', 'prometheus', 'alerts.yaml'), file].map((each) =>
        execFileSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', each], {
          encoding: 'utf8',
        }),
      );
      expect(said[0]).to.include(`SUCCESS: ${alertRules.length} rules found`);
      expect(said[1]).to.include(`SUCCESS: ${targets.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
