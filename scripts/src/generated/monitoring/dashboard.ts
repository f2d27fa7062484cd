import { objectives } from '../../../../server-extension/src/telemetry/alerts/alerts.ts';
import { rate } from './prom-ql.ts';

interface Graph {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
}

const quantile = (share: number, metric: string, by: string): string =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${metric}_bucket[5m])))`;

const graphs: readonly Graph[] = [
  {
    title: 'Attempts a second, by outcome',
    unit: 'reqps',
    queries: [{ expr: 'sum by (outcome) (rate(payment_attempts_total[5m]))', legend: '{{outcome}}' }],
  },
  {
    title: 'Declined attempts a second, by reason',
    unit: 'reqps',
    queries: [
      {
        expr: 'sum by (reason) (rate(payment_attempts_total{outcome="declined"}[5m]))',
        legend: '{{reason}}',
      },
    ],
  },
  {
    title: 'Payment webhooks: duration',
    unit: 's',
    queries: [0.5, 0.99].map((share) => ({
      expr: quantile(share, 'http_server_request_duration_seconds', 'http_route'),
      legend: `p${share * 100} {{http_route}}`,
    })),
  },
  {
    title: 'CyberSource and Commerce Cloud: duration, p99',
    unit: 's',
    queries: [
      {
        expr: quantile(0.99, 'http_client_request_duration_seconds', 'peer, url_template'),
        legend: '{{peer}} {{url_template}}',
      },
    ],
  },
  {
    title: 'Journal: duration, p99',
    unit: 's',
    queries: [
      {
        expr: quantile(0.99, 'db_client_operation_duration_seconds', 'db_operation_name'),
        legend: '{{db_operation_name}}',
      },
    ],
  },
  {
    title: 'Recovery tasks',
    unit: 'short',
    queries: [{ expr: 'max by (task, state) (payment_recovery_tasks)', legend: '{{task}} {{state}}' }],
  },
  {
    title: 'Age of the oldest unknown outcome',
    unit: 's',
    queries: [{ expr: 'max(payment_unknown_oldest_age_seconds)', legend: 'age' }],
  },
  {
    title: 'Objectives: share of good payment webhooks, 1 h',
    unit: 'percentunit',
    queries: objectives.map(({ name, good, all }) => ({
      expr: `${rate(good, 60)} / ${rate(all, 60)}`,
      legend: name,
    })),
  },
  {
    title: 'Card-testing guard',
    unit: 'short',
    queries: [{ expr: 'max by (site) (payment_guard_active)', legend: '{{site}}' }],
  },
  {
    title: 'Event loop lag, p99',
    unit: 's',
    queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{instance}}' }],
  },
];

/** Grafana counts in 24 columns: two graphs stand side by side. */
const WIDTH = 12;
const HEIGHT = 8;

/** A dashboard for Grafana, to import as JSON. Every graph shows metrics of the catalogue. */
export function dashboard(): string {
  return JSON.stringify({
    title: 'OCC CyberSource',
    uid: 'occ-cybersource',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' }],
    },
    panels: graphs.map(({ title, unit, queries }, index) => ({
      id: index + 1,
      type: 'timeseries',
      title,
      datasource: { type: 'prometheus', uid: '${datasource}' },
      fieldConfig: { defaults: { unit }, overrides: [] },
      gridPos: {
        x: (index % 2) * WIDTH,
        y: Math.floor(index / 2) * HEIGHT,
        w: WIDTH,
        h: HEIGHT,
      },
      targets: queries.map(({ expr, legend }, nth) => ({
        refId: String.fromCharCode('A'.charCodeAt(0) + nth),
        expr,
        legendFormat: legend,
      })),
    })),
  });
}
