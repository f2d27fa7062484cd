import { type AlertCatalogue, type SampleSelector, selectorsOf, windowOf } from './alert.ts';
import { holds, isSelected, type MetricSample, type Scrape } from './evaluate.ts';

/** Judges all alerts of one process, again with every scrape. */
export interface AlertEvaluation {
  /** The names of the alerts that fire now: their conditions have held for as long as they have to. */
  evaluate(scrape: Scrape): ReadonlySet<string>;
}

const MINUTE_MS = 60_000;

/**
 * Keeps as many scrapes as the longest window needs, and of each only the numbers that a condition looks at.
 *
 * @param startedAt when the process began to count, in the milliseconds of the scrapes: everything was 0 then.
 */
export function createAlertEvaluation(catalogue: AlertCatalogue, startedAt: number): AlertEvaluation {
  const definitions = Object.entries(catalogue);
  const reduce = createReduction(definitions.flatMap(([, { condition }]) => selectorsOf(condition)));
  const longestMs = Math.max(...definitions.map(([, { condition }]) => windowOf(condition))) * MINUTE_MS;
  const heldSince = new Map<string, number>();
  let history: readonly Scrape[] = [{ at: startedAt, samples: [] }];

  function forget(until: number): void {
    // The last one before the window is what its increases are counted from.
    const first = history.findLastIndex(({ at }) => at <= until);
    if (first > 0) history = history.slice(first);
  }

  return {
    evaluate({ at, samples }) {
      forget(at - longestMs);
      history = [...history, { at, samples: reduce(samples) }];
      const firing = new Set<string>();
      for (const [name, { condition, forMinutes }] of definitions) {
        // A gauge that cannot be read now says nothing about an alert that was there a moment ago.
        const isUnread =
          condition.kind === 'level' && !samples.some((each) => isSelected(each, condition.of));
        if (!(isUnread && heldSince.has(name)) && !holds(condition, history)) {
          heldSince.delete(name);
          continue;
        }
        const since = heldSince.get(name) ?? at;
        heldSince.set(name, since);
        if (at - since >= forMinutes * MINUTE_MS) firing.add(name);
      }
      return firing;
    },
  };
}

/** Names that Prometheus gives to what only rises: of these, numbers that no condition tells apart are added up. */
const COUNTED = /_(?:total|count|bucket)$/;

/** What of a scrape the selectors look at, with the labels that they name. */
function createReduction(
  selectors: readonly SampleSelector[],
): (samples: readonly MetricSample[]) => readonly MetricSample[] {
  const byMetric = new Map<string, { readonly wanted: SampleSelector[]; readonly labels: Set<string> }>();
  for (const selector of selectors) {
    const { wanted, labels } = byMetric.get(selector.metric) ?? { wanted: [], labels: new Set<string>() };
    byMetric.set(selector.metric, { wanted, labels });
    wanted.push(selector);
    for (const label of Object.keys(selector.labels ?? {})) labels.add(label);
  }
  return (samples) => {
    const kept: MetricSample[] = [];
    const sums = new Map<string, MetricSample>();
    for (const sample of samples) {
      const looked = byMetric.get(sample.name);
      if (looked?.wanted.some((selector) => isSelected(sample, selector)) !== true) continue;
      const labels = Object.fromEntries([...looked.labels].map((name) => [name, sample.labels[name] ?? '']));
      const { name, value } = sample;
      if (!COUNTED.test(name)) {
        kept.push({ name, labels, value });
        continue;
      }
      const key = JSON.stringify([name, labels]);
      sums.set(key, { name, labels, value: value + (sums.get(key)?.value ?? 0) });
    }
    return [...kept, ...sums.values()];
  };
}
