import type {
  AlertCondition,
  SampleSelector,
} from '../../../../server-extension/src/telemetry/alerts/alert.ts';

/** The condition in PromQL. What stands in a shared journal is reported by every process: the largest counts, not the sum. */
export function toPromQl(condition: AlertCondition): string {
  switch (condition.kind) {
    case 'level': {
      const { of, by, is, threshold } = condition;
      const value = by === 'abs' ? `max(abs(${toSelector(of)}))` : `${by}(${toSelector(of)})`;
      return `${value} ${is === 'above' ? '>' : '<'} ${threshold}`;
    }
    case 'increase':
      return `sum(increase(${toSelector(condition.of, condition.overMinutes)})) > ${condition.above}`;
    case 'share': {
      const { bad, all, overMinutes, above } = condition;
      return `${rate(bad, overMinutes)} / ${rate(all, overMinutes)} > ${above}`;
    }
    case 'burn-rate': {
      const { objective, factor, overMinutes } = condition;
      const allowed = Number((factor * (1 - objective.share)).toPrecision(6));
      return overMinutes
        .map(
          // Where nothing succeeded since the start there is no series of successes.
          (minutes) =>
            `1 - (${rate(objective.good, minutes)} or vector(0)) / ${rate(objective.all, minutes)} > ${allowed}`,
        )
        .map((part) => `(${part})`)
        .join(' and ');
    }
  }
}

/** Events a second, over so many minutes, of all processes together. */
export function rate(of: SampleSelector, minutes: number): string {
  return `sum(rate(${toSelector(of, minutes)}))`;
}

function toSelector({ metric, labels = {} }: SampleSelector, overMinutes?: number): string {
  const matchers = Object.entries(labels).map(([name, values]) =>
    values.length === 1 ? `${name}="${values[0] ?? ''}"` : `${name}=~"${values.join('|')}"`,
  );
  const range = overMinutes === undefined ? '' : `[${overMinutes}m]`;
  return `${metric}${matchers.length > 0 ? `{${matchers.join(',')}}` : ''}${range}`;
}
