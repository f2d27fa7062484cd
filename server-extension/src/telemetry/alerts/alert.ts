/** Which samples of a scrape are meant: all that have one of the named values in each of these labels. */
export interface SampleSelector {
  /** A metric's name as it is scraped: of a histogram with `_count` or `_bucket`. */
  readonly metric: string;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

/** When an alert fires. From it follow the rule for Prometheus and what the extension itself evaluates. */
export type AlertCondition =
  /** A gauge is above or below a threshold. `abs`: how far it is from 0. */
  | {
      readonly kind: 'level';
      readonly of: SampleSelector;
      readonly by: 'max' | 'min' | 'abs';
      readonly is: 'above' | 'below';
      readonly threshold: number;
    }
  /** Something was counted more often than so, in the last so many minutes. */
  | {
      readonly kind: 'increase';
      readonly of: SampleSelector;
      readonly above: number;
      readonly overMinutes: number;
    }
  /** The share of what went wrong is above a threshold. */
  | {
      readonly kind: 'share';
      readonly bad: SampleSelector;
      readonly all: SampleSelector;
      readonly above: number;
      readonly overMinutes: number;
    }
  /** An objective's share of failures is used up so many times faster than allowed, in a long window and in a short one. */
  | {
      readonly kind: 'burn-rate';
      readonly objective: Objective;
      readonly factor: number;
      readonly overMinutes: readonly [long: number, short: number];
    };

/** What share of requests has to be good, over 30 days. */
export interface Objective {
  readonly name: string;
  /** From 0 to 1: 0.999. */
  readonly share: number;
  readonly good: SampleSelector;
  readonly all: SampleSelector;
}

/** One alert. */
export interface AlertDefinition {
  /** `page`: a person has to look at once. `ticket`: in working hours. */
  readonly severity: 'page' | 'ticket';
  readonly condition: AlertCondition;
  /** Minutes that the condition has to hold. */
  readonly forMinutes: number;
  readonly summary: string;
  /** File in docs/runbooks/, without its ending. */
  readonly runbook: string;
}

/** Alerts by name. */
export type AlertCatalogue = Readonly<Record<string, AlertDefinition>>;

/** All numbers that a condition looks at. */
export function selectorsOf(condition: AlertCondition): readonly SampleSelector[] {
  if (condition.kind === 'share') return [condition.bad, condition.all];
  if (condition.kind === 'burn-rate') return [condition.objective.good, condition.objective.all];
  return [condition.of];
}

/** How far back a condition looks, in minutes; 0 for one that looks at the last numbers only. */
export function windowOf(condition: AlertCondition): number {
  if (condition.kind === 'level') return 0;
  return condition.kind === 'burn-rate' ? Math.max(...condition.overMinutes) : condition.overMinutes;
}
