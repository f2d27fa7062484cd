import type { AlertCondition, SampleSelector } from './alert.ts';

/** One number of a scrape. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All numbers of a process at a moment. */
export interface Scrape {
  /** Milliseconds, by any clock that goes forward. */
  readonly at: number;
  readonly samples: readonly MetricSample[];
}

const MINUTE_MS = 60_000;

/**
 * Whether the condition holds at the last scrape, as Prometheus would find. A counter that is not there has not counted yet.
 *
 * @param history of one process, oldest first, as far back as the windows of the condition.
 */
export function holds(condition: AlertCondition, history: readonly Scrape[]): boolean {
  const last = history.at(-1);
  if (last === undefined) return false;
  const since = (of: SampleSelector, minutes: number): number =>
    sumOf(last, of) - sumOf(scrapeAt(history, last.at - minutes * MINUTE_MS), of);
  switch (condition.kind) {
    case 'level': {
      const values = selected(last, condition.of).map(({ value }) => value);
      if (values.length === 0) return false;
      const value = reduced(condition.by, values);
      return condition.is === 'above' ? value > condition.threshold : value < condition.threshold;
    }
    case 'increase':
      return since(condition.of, condition.overMinutes) > condition.above;
    case 'share': {
      const { bad, all, overMinutes, above } = condition;
      return shareOf(since(bad, overMinutes), since(all, overMinutes)) > above;
    }
    case 'burn-rate': {
      const { objective, factor, overMinutes } = condition;
      const allowed = factor * (1 - objective.share);
      return overMinutes.every((minutes) => {
        const all = since(objective.all, minutes);
        return shareOf(all - since(objective.good, minutes), all) > allowed;
      });
    }
  }
}

function reduced(by: 'max' | 'min' | 'abs', values: readonly number[]): number {
  if (by === 'min') return Math.min(...values);
  return Math.max(...(by === 'abs' ? values.map(Math.abs) : values));
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sumOf(scrape: Scrape | undefined, of: SampleSelector): number {
  return scrape === undefined ? 0 : selected(scrape, of).reduce((sum, { value }) => sum + value, 0);
}

function selected({ samples }: Scrape, of: SampleSelector): readonly MetricSample[] {
  return samples.filter((sample) => isSelected(sample, of));
}

/** Whether the selector means this number. */
export function isSelected(sample: MetricSample, { metric, labels = {} }: SampleSelector): boolean {
  return (
    sample.name === metric &&
    Object.entries(labels).every(([name, values]) => values.includes(sample.labels[name] ?? ''))
  );
}

/** The scrape nearest before that moment, else the first one. */
function scrapeAt(history: readonly Scrape[], at: number): Scrape | undefined {
  return history.findLast((scrape) => scrape.at <= at) ?? history[0];
}
