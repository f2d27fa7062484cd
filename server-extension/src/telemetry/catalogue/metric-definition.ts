/** Which values a label may have. Every label is bounded: an unbounded one would fill the database of the monitoring. */
export type LabelValues =
  /** One of these; every other value is counted as `other`. */
  | { readonly values: readonly string[] }
  /** Names of the installation, such as its sites: the first so many that are seen, every further one is `other`. */
  | { readonly most: number; readonly meaning: string };

/** What a metric counts in, as Prometheus names it at the end of a metric's name. */
export type MetricUnit = 'seconds' | 'attempts' | 'tasks' | 'yes or no';

/** One metric: what is registered, and its row in the operators’ guide. */
export interface MetricDefinition {
  /** `counter`: only rises. `gauge`: read at each scrape. `histogram`: a distribution of durations. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: MetricUnit;
  readonly labels: Readonly<Record<string, LabelValues>>;
  readonly meaning: string;
}

/** Metrics by name. */
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;

/** What stands in the place of a value that a label may not have. */
export const OTHER_VALUE = 'other';
