import { settingOf, storedText } from './effective-values.ts';

/** What is wrong with a value for a setting on its own, as OCC itself would refuse it; undefined when nothing is. */
export function problemWithValue(id: string, value: unknown): string | undefined {
  const setting = settingOf(id);
  if (setting === undefined) return `there is no setting ${id}`;
  const text = storedText(value) ?? '';
  if (text === '') return undefined;
  switch (setting.type) {
    case 'booleanType':
      return text === 'true' || text === 'false' ? undefined : 'is either true or false';
    case 'optionType':
      return setting.options.includes(text) ? undefined : `is one of ${setting.options.join(', ')}`;
    case 'multiSelectOptionType': {
      const unknown = text
        .split(',')
        .map((choice) => choice.trim())
        .filter((choice) => choice !== '' && !setting.options.includes(choice));
      return unknown.length === 0 ? undefined : `takes any of ${setting.options.join(', ')}`;
    }
    case 'stringType':
      return setting.pattern === undefined || fitsPattern(text, setting.pattern)
        ? undefined
        : 'does not have the expected form';
    case 'passwordType':
      return undefined;
  }
}

/** As OCC holds a value against a setting's pattern: as a whole. */
export function fitsPattern(text: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(text);
}
