import type { Setting } from '../../../../gateway-settings/setting.ts';
import { settings } from '../../../../gateway-settings/settings.ts';
import { en } from '../../../../gateway-settings/texts/en.ts';
import { code, markdownTable } from './markdown.ts';

/** Every gateway setting as an administrator sees it, a table for each heading of OCC's page. */
export function settingsTable(): string {
  const sections: string[] = [];
  let rows: string[][] = [];
  for (const setting of settings.toReversed()) {
    if (setting.type === 'sectionTitleType') {
      const table = markdownTable(['Setting', 'Id', 'Default', 'What it does'], rows);
      sections.unshift(`### ${en.sections[setting.id]}\n\n${table}`);
      rows = [];
      continue;
    }
    const { label, help } = en.settings[setting.id];
    rows.unshift([label, code(setting.id), defaultOf(setting), help]);
  }
  return sections.join('\n\n');
}

/** A setting's default as the guides show it. */
export function defaultOf(setting: Setting): string {
  switch (setting.type) {
    case 'stringType':
    case 'optionType':
      return code(setting.default);
    case 'booleanType':
      return setting.default ? 'on' : 'off';
    case 'multiSelectOptionType':
      return code(setting.default.join(','));
    case 'passwordType':
    case 'sectionTitleType':
      return code('');
  }
}
