import {
  attemptConditions,
  RECOVERY_TASKS,
  RECOVERY_TIMINGS,
} from '../../../../server-extension/src/payments/recovery/recovery-task.ts';
import {
  ADMISSION_TABLE,
  GUARD_TRANSITIONS,
  TRIAL_ADMISSION_TABLE,
} from '../../../../server-extension/src/guard/card-testing-table.ts';
import { PENDING_RESULT_TRANSITIONS } from '../../../../server-extension/src/journal/pending-results-table.ts';
import {
  CLASSIFICATION_TABLE,
  RECONCILIATION_TABLE,
} from '../../../../server-extension/src/payments/authorization-reconciliation/reconciliation-table.ts';
import { CONFIRMATION_TABLE } from '../../../../server-extension/src/payments/recovery/confirm-order-table.ts';
import { RECOVERY_TABLE } from '../../../../server-extension/src/payments/recovery/recovery-table.ts';
import * as checkoutEvents from '../../../../widget/src/occ/checkout-events.ts';
import * as checkoutStates from '../../../../widget/src/occ/checkout-states.ts';
import type { Conditions, DecisionRow } from '../../../../server-extension/src/domain/decision-table.ts';
import { code, markdownTable } from './markdown.ts';

const MS_PER_MINUTE = 60_000;

/** Which task each attempt leaves to recovery, and when it runs. */
export function recoveryTasksTable(): string {
  const rows = attemptConditions.map((condition) => {
    const rule = RECOVERY_TASKS[condition];
    if (rule === undefined) return [code(condition), '–', '–', 'Nothing is left to do.'];
    const minutes = rule.wait === undefined ? 0 : RECOVERY_TIMINGS[rule.wait] / MS_PER_MINUTE;
    const due = minutes === 0 ? 'at once' : `${minutes} min after ${code(rule.from)}`;
    return [code(condition), code(rule.task), due, rule.because];
  });
  return markdownTable(['The attempt is', 'Task', 'Runs', 'Why'], rows);
}

const TABLES: Readonly<Record<string, string>> = {
  'resolve outcome': decisionTable(RECOVERY_TABLE),
  'confirm order': decisionTable(CONFIRMATION_TABLE),
  'classify authorization': decisionTable(CLASSIFICATION_TABLE),
  'reconcile authorization': decisionTable(RECONCILIATION_TABLE),
  admission: decisionTable(ADMISSION_TABLE),
  'trial admission': decisionTable(TRIAL_ADMISSION_TABLE),
  'guard transitions': transitionTable('Position', GUARD_TRANSITIONS),
  'pending results': transitionTable('Result', PENDING_RESULT_TRANSITIONS),
  'checkout events': checkoutTable(),
};

/** The decision tables of the extension, by the name under which they stand in the developers' guide. */
export const decisionTables: readonly (readonly [name: string, table: () => string])[] = Object.entries(
  TABLES,
).map(([name, table]) => [name, (): string => table]);

interface Transition {
  readonly to: string;
  readonly actions?: readonly string[];
  readonly action?: string;
}

/** A table of transitions as the code has it: state × event → next state and actions. */
function transitionTable(
  state: string,
  transitions: Readonly<Record<string, Readonly<Record<string, Transition>>>>,
): string {
  const rows = Object.entries(transitions).flatMap(([from, events]) =>
    Object.entries(events).map(([event, { to, actions = [], action }]) => {
      const done = action === undefined ? actions : [action];
      return [code(from), code(event), code(to), done.map(code).join(', ') || '–'];
    }),
  );
  return markdownTable([state, 'Event', 'Becomes', 'Action'], rows);
}

/** The checkout host's events as the widget has them: event × state → next state. */
function checkoutTable(): string {
  const { NEXT, ...states } = checkoutStates;
  const names = Object.entries(states)
    .sort(([, one], [, other]) => one - other)
    .map(([name, bit]) => [name.toLowerCase(), bit] as const);
  const rows = Object.entries(checkoutEvents).map(([event, bits]) => [
    code(event),
    ...names.map(([name, bit]) => {
      if ((bits & bit) === 0) return '–';
      return code(names.find(([, next]) => next === bits >> NEXT)?.[0] ?? name);
    }),
  ]);
  return markdownTable(['Event', ...names.map(([name]) => code(name))], rows);
}

/** A decision table as the code has it: the first row that fits decides. */
function decisionTable<Evidence extends object>(table: readonly DecisionRow<Evidence, string>[]): string {
  const rows = table.map(({ when, action, because }, index) => [
    String(index + 1),
    conditionsText(when),
    code(action),
    because,
  ]);
  return markdownTable(['', 'Known', 'Action', 'Why'], rows);
}

function conditionsText<Evidence extends object>(when: Conditions<Evidence>): string {
  const parts = Object.entries(when).map(([part, values]) => `${part}: ${[values].flat().join(' or ')}`);
  return parts.length === 0 ? 'anything else' : parts.join('; ');
}
