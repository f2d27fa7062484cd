import type { Setting } from '../setting.ts';
import { type SettingId, settings } from '../settings.ts';

/** One channel's values by setting id, as OCC gives them: a choice of several is a list or a text with commas. */
export type ChannelValues = Readonly<Record<string, unknown>>;

/** One channel's values with the defaults filled in, so that rules need not know how OCC stores them. */
export interface EffectiveValues {
  text(id: SettingId): string;
  toggle(id: SettingId): boolean;
  choices(id: SettingId): readonly string[];
}

const BY_ID = new Map<string, Setting>(settings.map((setting) => [setting.id, setting]));

/** The setting with this id, unless it is a heading. */
export function settingOf(id: string): Exclude<Setting, { type: 'sectionTitleType' }> | undefined {
  const setting = BY_ID.get(id);
  return setting?.type === 'sectionTitleType' ? undefined : setting;
}

export function effectiveValues(values: ChannelValues): EffectiveValues {
  const text = (id: SettingId): string => normalized(id, values[id]);
  return {
    text,
    toggle: (id) => text(id) === 'true',
    choices: (id) =>
      text(id)
        .split(',')
        .filter((choice) => choice !== ''),
  };
}

/**
 * The one text for a value in any of the forms in which it is stored, the default where there is none: two values are the
 * same if their texts are.
 */
export function normalized(id: string, value: unknown): string {
  const setting = settingOf(id);
  const given = storedText(value);
  // The replaced plugin saved a setting's own name where an administrator had entered nothing.
  const isAbsent = given === undefined || given === '' || given.toLowerCase() === id.toLowerCase();
  const text = isAbsent ? defaultOf(setting, given) : given;
  return setting?.type === 'multiSelectOptionType' ? listed(text) : text;
}

/** A stored value as one text; undefined where there is none. */
export function storedText(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'string') return value.trim();
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

/** Several choices may be emptied on purpose: then the default does not come back. */
function defaultOf(setting: Setting | undefined, given: string | undefined): string {
  if (setting === undefined || !('default' in setting)) return '';
  if (setting.type === 'multiSelectOptionType') return given === '' ? '' : setting.default.join(',');
  return String(setting.default);
}

function listed(text: string): string {
  const choices = text
    .split(',')
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '');
  return [...new Set(choices)].sort().join(',');
}
