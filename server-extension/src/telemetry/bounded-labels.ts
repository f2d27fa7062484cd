import { type LabelValues, OTHER_VALUE } from './catalogue/metric-definition.ts';

/** Makes the labels of a metric fit its definition: a value that a label may not have is `other`. */
export type BoundLabels = (given: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

/** @param labels of the metric's definition. Open ones remember which values came first. */
export function createBoundLabels(labels: Readonly<Record<string, LabelValues>>): BoundLabels {
  const bounds = Object.entries(labels).map(([name, values]) => [name, boundOf(values)] as const);
  return (given) => {
    const bounded: Record<string, string> = {};
    for (const [name, bound] of bounds) bounded[name] = bound(given[name] ?? OTHER_VALUE);
    return bounded;
  };
}

function boundOf(values: LabelValues): (value: string) => string {
  if ('values' in values) {
    const known: ReadonlySet<string> = new Set(values.values);
    return (value) => (known.has(value) ? value : OTHER_VALUE);
  }
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= values.most) return OTHER_VALUE;
    seen.add(value);
    return value;
  };
}
