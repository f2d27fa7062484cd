import type {
  LabelValues,
  MetricDefinition,
  MetricDefinitions,
} from '../../../server-extension/src/telemetry/catalogue/metric-definition.ts';
import { metrics } from '../../../server-extension/src/telemetry/catalogue/metrics.ts';
import type { AlertCatalogue } from '../../../server-extension/src/telemetry/alerts/alert.ts';
import { alertTests } from './monitoring/alert-tests.ts';
import { type AlertName, alerts } from '../../../server-extension/src/telemetry/alerts/alerts.ts';
import { code, markdownTable } from './tables/markdown.ts';
import { toPromQl } from './monitoring/prom-ql.ts';

/** A list of more values than this is told by its number. */
const SHOWN_MAX = 8;

/** Every metric: its type and unit, its labels with the values that they may have, and what it means. */
export function metricsTable(catalogue: MetricDefinitions = metrics): string {
  const rows = Object.entries(catalogue).map(([name, metric]) => [
    code(name),
    metric.type,
    metric.unit,
    labelsCell(metric),
    metric.meaning,
  ]);
  return markdownTable(['Metric', 'Type', 'Unit', 'Labels', 'Meaning'], rows);
}

/** The labels of a metric with the values that they may have. */
export function labelsCell({ labels }: MetricDefinition): string {
  const cells = Object.entries(labels).map(([name, values]) => `${code(name)}: ${valuesOf(values)}`);
  return cells.length === 0 ? code('') : cells.join('; ');
}

function valuesOf(values: LabelValues): string {
  if ('most' in values) return `${values.meaning} (at most ${values.most})`;
  return values.values.length <= SHOWN_MAX
    ? values.values.map(code).join(' ')
    : `one of ${values.values.length} words: ${values.values.slice(0, 3).map(code).join(' ')} …`;
}

/** Where the tests are in which alerts ring. */
const ALERT_TESTS = '../server-extension/test/app/alerts.test.ts';

/** Every alert with its runbook and the test in which it rings, for the operators’ guide. */
export function alertsTable(catalogue: AlertCatalogue = alerts): string {
  return markdownTable(
    ['Alert', 'Severity', 'Meaning', 'Condition', 'For', 'Runbook', 'Test'],
    Object.entries(catalogue).map(([name, { severity, summary, condition, forMinutes, runbook }]) => [
      code(name),
      severity,
      summary,
      code(toPromQl(condition)),
      `${forMinutes} min`,
      `[${runbook}](runbooks/${runbook}.md)`,
      `[${alertTests[name as AlertName]}](${ALERT_TESTS})`,
    ]),
  );
}
