import type { SettingProperty } from './gateway-package.ts';

/** What is wrong with a value for a setting, as a sentence for the administrator; undefined when nothing is. */
export function problemWith(property: SettingProperty, value: unknown): string | undefined {
  const { id, required = false } = property;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return required ? `${id} is required.` : undefined;
  }
  switch (property.type) {
    case 'sectionTitleType':
      return `${id} is a title, not a setting.`;
    case 'booleanType':
      return value === true || value === false || value === 'true' || value === 'false'
        ? undefined
        : `${id} is either true or false.`;
    case 'optionType':
      return typeof value === 'string' && optionsOf(property).includes(value)
        ? undefined
        : `${id} is one of: ${optionsOf(property).join(', ')}.`;
    case 'multiSelectOptionType':
      return selected(value)?.every((each) => optionsOf(property).includes(each)) === true
        ? undefined
        : `${id} takes any of: ${optionsOf(property).join(', ')}.`;
    case 'stringType':
    case 'passwordType':
      return problemWithText(property, value);
  }
}

function problemWithText(
  { id, pattern, minLength, maxLength }: SettingProperty,
  value: unknown,
): string | undefined {
  if (typeof value !== 'string') return `${id} is a text.`;
  if (minLength !== undefined && value.length < minLength)
    return `${id} has at least ${minLength} characters.`;
  if (maxLength !== undefined && value.length > maxLength)
    return `${id} has at most ${maxLength} characters.`;
  // As in an HTML input, the pattern has to fit the whole text.
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    return `${id} does not have the expected form (${pattern}).`;
  }
  return undefined;
}

function optionsOf({ options = [] }: SettingProperty): readonly string[] {
  return options.map(({ value }) => value);
}

/** OCC returns a multiple choice as a list or as one text with commas. */
function selected(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((each) => each.trim());
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
