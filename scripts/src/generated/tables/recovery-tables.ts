import {
  attemptConditions,
  RECOVERY_TASKS,
  RECOVERY_TIMINGS,
} from '../../../../server-extension/src/payments/recovery/recovery-task.ts';
import { CONFIRMATION_TABLE } from '../../../../server-extension/src/payments/recovery/confirm-order-table.ts';
import { RECOVERY_TABLE } from '../../../../server-extension/src/payments/recovery/recovery-table.ts';
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

/** How the outcome of an attempt is resolved. */
export function resolveOutcomeTable(): string {
  return decisionTable(RECOVERY_TABLE);
}

/** What becomes of an authorization whose order OCC has to place. */
export function confirmOrderTable(): string {
  return decisionTable(CONFIRMATION_TABLE);
}

/** A decision table as the code has it: the first row that fits decides. */
export function decisionTable<Evidence extends object>(
  table: readonly DecisionRow<Evidence, string>[],
): string {
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
