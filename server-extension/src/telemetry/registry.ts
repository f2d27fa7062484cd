import type { Counter, Gauge, Histogram, MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { MetricSample } from './alerts/evaluate.ts';
import { type BoundLabels, createBoundLabels } from './bounded-labels.ts';
import { type LabelsOf, type MetricName, type MetricNameOf, metrics } from './catalogue/metrics.ts';

/** One value of a gauge at the moment of a scrape. */
export interface GaugeValue<Name extends MetricName> {
  readonly labels: LabelsOf<Name>;
  readonly value: number;
}

/** Reads the values of a gauge. Called at each scrape; where it rejects, that scrape does without the metric. */
export type ReadGauge<Name extends MetricName> = () =>
  readonly GaugeValue<Name>[] | Promise<readonly GaugeValue<Name>[]>;

/** All metrics as text, for a scraper. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** The metrics of one process. Takes those of the catalogue, each with exactly its labels. */
export interface Metrics {
  count<Name extends MetricNameOf<'counter'>>(name: Name, labels: LabelsOf<Name>): void;
  observe<Name extends MetricNameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, seconds: number): void;
  /** Names the source of a gauge. A gauge without a source is not registered. */
  provide<Name extends MetricNameOf<'gauge'>>(name: Name, read: ReadGauge<Name>): void;
  /** Prometheus' text format, with the metrics of Node.js (`nodejs_eventloop_…`, `process_…`). */
  readonly read: () => Promise<MetricsText>;
  /** The same numbers for programs, without those of Node.js unless they were read before. */
  readonly samples: () => Promise<readonly MetricSample[]>;
}

export interface MetricsDeps {
  /** Label `instance` of every value: which process it is of. */
  readonly instance: string;
  /** The metrics of Node.js as well, from the first scrape on: they cost a timer and an observer of the garbage collector. */
  readonly withRuntime: boolean;
}

/** Seconds. CyberSource answers within a second as a rule, and is given up after 18 s; OCC gives up after 25 s. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 18, 25];
/** Kept until the client is loaded, which takes a fraction of a second. */
const PENDING_MAX = 10_000;

/** The client's registry, with a metric for each name that was used. */
interface Loaded {
  readonly registry: Registry;
  /** Adds the metrics of Node.js, once. */
  readonly addRuntime: () => void;
  readonly counter: (name: MetricName) => Counter;
  readonly histogram: (name: MetricName) => Histogram;
  readonly gauge: (name: MetricName) => Gauge;
}

/**
 * Keeps metrics in a registry of prom-client. The client is loaded after the first event, so that a start does not wait for it;
 * events until then are kept and entered afterwards.
 */
export function createMetrics({ instance, withRuntime }: MetricsDeps): Metrics {
  const gauges = new Map<MetricName, ReadGauge<MetricName>>();
  const bounds = new Map<string, BoundLabels>();
  let pending: ((to: Loaded) => void)[] = [];
  let loaded: Loaded | undefined;
  let loading: Promise<Loaded> | undefined;

  function boundLabels(name: MetricName, labels: Readonly<Record<string, string>>): Record<string, string> {
    let bound = bounds.get(name);
    if (bound === undefined) bounds.set(name, (bound = createBoundLabels(metrics[name].labels)));
    return bound(labels);
  }

  async function load(): Promise<Loaded> {
    const made = toRegistry(await import('prom-client'), instance, withRuntime);
    for (const enter of pending) enter(made);
    pending = [];
    loaded = made;
    return made;
  }

  function requireLoaded(): Promise<Loaded> {
    return (loading ??= load());
  }

  function record(enter: (to: Loaded) => void): void {
    if (loaded !== undefined) {
      enter(loaded);
      return;
    }
    if (pending.length < PENDING_MAX) pending.push(enter);
    if (loading === undefined) setImmediate(() => void requireLoaded());
  }

  async function readGauge(to: Loaded, name: MetricName, read: ReadGauge<MetricName>): Promise<void> {
    const gauge = to.gauge(name);
    gauge.reset();
    // One without labels starts with 0, which it may never have been.
    if (Object.keys(metrics[name].labels).length === 0) gauge.remove();
    try {
      for (const { labels, value } of await read()) gauge.set(boundLabels(name, labels), value);
    } catch {
      // What cannot be read is not shown: an old value would look like a new one.
    }
  }

  async function refreshed(): Promise<Loaded> {
    const to = await requireLoaded();
    await Promise.all([...gauges].map(([name, read]) => readGauge(to, name, read)));
    return to;
  }

  return {
    count(name, labels) {
      const bounded = boundLabels(name, labels);
      record((to) => {
        to.counter(name).inc(bounded);
      });
    },
    observe(name, labels, seconds) {
      const bounded = boundLabels(name, labels);
      record((to) => {
        to.histogram(name).observe(bounded, seconds);
      });
    },
    provide(name, read) {
      gauges.set(name, read);
    },
    async read() {
      (await requireLoaded()).addRuntime();
      const { registry } = await refreshed();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    async samples() {
      const { registry } = await refreshed();
      return (await registry.getMetricsAsJSON()).flatMap(toSamples);
    },
  };
}

/** Of a histogram each value has a name of its own, which prom-client's types leave out. */
type NamedValue = MetricObjectWithValues<MetricValue<string>>['values'][number] & {
  readonly metricName?: string;
};

function toSamples({ name, values }: MetricObjectWithValues<MetricValue<string>>): readonly MetricSample[] {
  return values.map(({ value, labels, metricName = name }: NamedValue) => ({
    name: metricName,
    labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
    value,
  }));
}

function toRegistry(
  { Counter, Gauge, Histogram, Registry, collectDefaultMetrics }: typeof import('prom-client'),
  instance: string,
  withRuntime: boolean,
): Loaded {
  const registry = new Registry();
  registry.setDefaultLabels({ instance });
  let wantsRuntime = withRuntime;
  const named = (
    name: MetricName,
  ): { name: string; help: string; labelNames: string[]; registers: Registry[] } => {
    const { meaning, labels } = metrics[name];
    return { name, help: meaning, labelNames: Object.keys(labels), registers: [registry] };
  };
  return {
    registry,
    addRuntime() {
      if (wantsRuntime) collectDefaultMetrics({ register: registry });
      wantsRuntime = false;
    },
    counter: onFirstUse((name) => new Counter(named(name))),
    gauge: onFirstUse((name) => new Gauge(named(name))),
    histogram: onFirstUse((name) => new Histogram({ ...named(name), buckets: BUCKETS })),
  };
}

function onFirstUse<Metric>(make: (name: MetricName) => Metric): (name: MetricName) => Metric {
  const made = new Map<MetricName, Metric>();
  return (name) => {
    let metric = made.get(name);
    if (metric === undefined) made.set(name, (metric = make(name)));
    return metric;
  };
}
