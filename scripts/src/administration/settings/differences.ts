import { normalized, settingOf } from '../../../../gateway-settings/rules/effective-values.ts';
import type { ChannelId, ChannelSettings } from './channel-settings.ts';

/** One setting that is not as it should be. Holds values, secrets too: never printed as it is. */
export interface SettingDifference {
  readonly site: string;
  readonly channel: ChannelId;
  readonly setting: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A difference as it is shown: a secret is `(set)` or `(not set)`. */
export interface ListedDifference {
  readonly site: string;
  readonly channel: ChannelId;
  readonly setting: string;
  readonly before: string;
  readonly after: string;
}

/** Every setting of `wanted` whose value is another one in `current`, in the order of `wanted`. */
export function differencesTo(
  current: readonly ChannelSettings[],
  wanted: readonly ChannelSettings[],
): readonly SettingDifference[] {
  return wanted.flatMap(({ site, channel, values }) => {
    const now = current.find((each) => each.site === site && each.channel === channel)?.values ?? {};
    return Object.entries(values).flatMap(([setting, after]) =>
      normalized(setting, now[setting]) === normalized(setting, after)
        ? []
        : [{ site, channel, setting, before: now[setting], after }],
    );
  });
}

/** The values as they will be. */
export function withDifferences(
  current: readonly ChannelSettings[],
  differences: readonly SettingDifference[],
): readonly ChannelSettings[] {
  return current.map(({ site, channel, values }) => {
    const changed = differences.filter((each) => each.site === site && each.channel === channel);
    return {
      site,
      channel,
      values: { ...values, ...Object.fromEntries(changed.map(({ setting, after }) => [setting, after])) },
    };
  });
}

export function shownDifference({
  site,
  channel,
  setting,
  before,
  after,
}: SettingDifference): ListedDifference {
  return { site, channel, setting, before: shownValue(setting, before), after: shownValue(setting, after) };
}

/** A value for people and programs: never a secret's own. */
export function shownValue(setting: string, value: unknown): string {
  const text = normalized(setting, value);
  // What is no setting of ours may be a secret of another version.
  const isSecret = settingOf(setting)?.type === 'passwordType' || settingOf(setting) === undefined;
  if (!isSecret) return text;
  return text === '' ? '(not set)' : '(set)';
}
