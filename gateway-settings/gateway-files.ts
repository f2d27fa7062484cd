/** The settings in the shape that OCC takes: `gateway.json`, `config.json` and the texts of one language. */
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';
import type { GatewayTexts } from './texts.ts';

/** OCC: gateway extension, `gateway.json`. `card3ds` makes OCC send cards to the generic payment webhook. */
export function toGatewayJson(): object {
  return {
    provider: 'CyberSource',
    paymentMethodTypes: ['generic', 'card'],
    transactionTypes: {
      generic: ['initiate', 'retrieve', 'authorization', 'void', 'refund'],
      card: ['authorization', 'void', 'refund'],
    },
    processors: { card: 'card3ds' },
  };
}

/** OCC: gateway extension, `config.json`. */
export function toConfigJson(): object {
  return {
    configType: 'payment',
    titleResourceId: 'title',
    descriptionResourceId: 'description',
    instances: ['agent', 'preview', 'storefront'].map((id) => ({
      id,
      instanceName: id,
      labelResourceId: `${id}InstanceLabel`,
    })),
    properties: settings.map(toProperty),
  };
}

function toProperty(setting: Setting): object {
  const { id, type } = setting;
  const labelResourceId = `${id}Label`;
  if (type === 'sectionTitleType') return { id, type, labelResourceId };
  return {
    id,
    type,
    name: id,
    labelResourceId,
    helpTextResourceId: `${id}HelpText`,
    required: setting.required ?? false,
    public: setting.public ?? false,
    ...valueRules(setting),
  };
}

function valueRules(setting: Exclude<Setting, { type: 'sectionTitleType' }>): object {
  switch (setting.type) {
    case 'stringType':
      return {
        defaultValue: setting.default,
        ...(setting.pattern === undefined ? {} : { pattern: setting.pattern }),
      };
    case 'passwordType':
      return {};
    case 'booleanType':
      return { defaultValue: setting.default };
    case 'optionType':
      return { defaultValue: setting.default, options: setting.options.map(toOption) };
    case 'multiSelectOptionType':
      return {
        defaultValue: setting.default.join(','),
        displayAsCheckboxes: true,
        options: setting.options.map(toOption),
      };
  }
}

function toOption(value: string): object {
  return { id: value, value, labelResourceId: `${value}OptionLabel` };
}

/** OCC: `config/locales/<language>.json`. */
export function toLocaleJson(texts: GatewayTexts): { readonly resources: Readonly<Record<string, string>> } {
  const { title, description, instances, sections, options } = texts;
  return {
    resources: {
      title,
      description,
      ...renamed(instances, (id) => `${id}InstanceLabel`),
      ...renamed(options, (value) => `${value}OptionLabel`),
      ...renamed(sections, (id) => `${id}Label`),
      ...Object.fromEntries(settings.flatMap((setting) => settingTexts(setting, texts))),
    },
  };
}

function settingTexts(
  setting: (typeof settings)[number],
  texts: GatewayTexts,
): [key: string, text: string][] {
  if (setting.type === 'sectionTitleType') return [];
  const { label, help } = texts.settings[setting.id];
  return [
    [`${setting.id}Label`, label],
    [`${setting.id}HelpText`, help],
  ];
}

function renamed(
  texts: Readonly<Record<string, string>>,
  name: (id: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [name(id), text]));
}
