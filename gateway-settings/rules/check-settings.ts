/**
 * What is wrong in one channel's settings, also in combinations that OCC itself does not look at. The command line refuses
 * to save what is a fault here, and the doctor names it.
 */
import type { SettingId } from '../settings.ts';
import { accountFindings } from './account-rules.ts';
import { checkoutFindings } from './checkout-rules.ts';
import { problemWithValue } from './check-value.ts';
import { type ChannelValues, effectiveValues } from './effective-values.ts';
import type { SettingFinding, SettingContext } from './setting-finding.ts';
import { walletFindings } from './wallet-rules.ts';

/** Everything that the rules find in one channel's values. */
export function checkSettings(values: ChannelValues, context: SettingContext): readonly SettingFinding[] {
  const effective = effectiveValues(values);
  const found = [
    ...accountFindings(effective, context),
    ...checkoutFindings(effective),
    ...walletFindings(effective, context),
  ];
  const named = new Set(found.filter(({ status }) => status === 'fault').map(({ setting }) => setting));
  // A rule says more about a value than its form does.
  return [...valueFindings(values).filter(({ setting }) => !named.has(setting)), ...found];
}

function valueFindings(values: ChannelValues): readonly SettingFinding[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const problem = problemWithValue(id, value);
    if (problem === undefined || problem.startsWith('there is no setting')) return [];
    return [
      {
        id: 'value',
        setting: id as SettingId,
        status: 'fault' as const,
        problem: `${id} ${problem}.`,
        remedy: `Correct ${id}; its help text in OCC’s admin pages says what it takes.`,
      },
    ];
  });
}
