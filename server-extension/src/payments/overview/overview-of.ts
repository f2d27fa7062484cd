import { Problem } from '../../domain/problem.ts';
import type { AttemptWithTask } from '../ports/recovery-task.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import type { MethodRulesFor } from '../ports/method-rules.ts';
import { holdRulesOf } from '../rules/follow-on/holds.ts';
import { type PaymentOverview, toOverview } from './payment-overview.ts';

/** A payment by the rules of its site now. */
export type OverviewOf = (entries: readonly AttemptWithTask[]) => Promise<PaymentOverview>;

/** A site whose settings are wrong shows its payments all the same, without what only the settings tell. */
export function createOverviewOf(
  methodRules: MethodRulesFor,
  settingsFor: SettingsFor,
  now: () => Date,
): OverviewOf {
  return async (entries) => {
    const [first] = entries;
    const settings =
      first && (await settingsFor(first.attempt.site, first.attempt.channel).catch(unlessProblem));
    return toOverview(entries, { methodRules, ...(settings && { holdRules: holdRulesOf(settings, now()) }) });
  };
}

function unlessProblem(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}
