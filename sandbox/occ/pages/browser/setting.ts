import ko from 'knockout';

/** A property of the gateway's `config.json`. OCC: gateway settings extension. */
export interface ConfigProperty {
  readonly id: string;
  readonly type: string;
  readonly labelResourceId: string;
  readonly helpTextResourceId?: string;
  readonly required?: boolean;
  readonly public?: boolean;
  readonly options?: readonly { readonly value: string; readonly labelResourceId: string }[];
}

/** The texts of the gateway package by resource id. */
export type ResourceTexts = Readonly<Record<string, string>>;

export type SettingKind = 'text' | 'password' | 'toggle' | 'choice' | 'choices';

/** One setting on the page. Its value is text, a flag or a list, as its kind wants it. */
export interface SettingViewModel {
  readonly id: string;
  readonly kind: SettingKind;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  readonly isPublic: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: ko.Observable<unknown> | ko.ObservableArray<string>;
  readonly error: ko.Observable<string>;
  readonly shown: ko.Observable<boolean>;
  readonly describedBy: string;
  toggle(): void;
  fill(value: unknown): void;
}

export interface SettingSection {
  readonly title: string;
  readonly settings: readonly SettingViewModel[];
}

const KINDS: Readonly<Record<string, SettingKind>> = {
  stringType: 'text',
  passwordType: 'password',
  booleanType: 'toggle',
  optionType: 'choice',
  multiSelectOptionType: 'choices',
};

/** The settings under their titles, in the order of the package. */
export function toSections(
  properties: readonly ConfigProperty[],
  texts: ResourceTexts,
): readonly SettingSection[] {
  const sections: { title: string; settings: SettingViewModel[] }[] = [];
  for (const property of properties) {
    const label = texts[property.labelResourceId] ?? property.id;
    if (property.type === 'sectionTitleType') sections.push({ title: label, settings: [] });
    else {
      if (sections.length === 0) sections.push({ title: texts['title'] ?? 'Settings', settings: [] });
      sections[sections.length - 1]?.settings.push(toSetting(property, label, texts));
    }
  }
  return sections.filter(({ settings }) => settings.length > 0);
}

function toSetting(property: ConfigProperty, label: string, texts: ResourceTexts): SettingViewModel {
  const {
    id,
    type,
    helpTextResourceId = '',
    required = false,
    public: isPublic = false,
    options = [],
  } = property;
  const kind = KINDS[type] ?? 'text';
  const value =
    kind === 'choices'
      ? ko.observableArray<string>([])
      : ko.observable<unknown>(kind === 'toggle' ? false : '');
  const setting: SettingViewModel = {
    id,
    kind,
    label,
    help: texts[helpTextResourceId] ?? '',
    required,
    isPublic,
    options: options.map((option) => ({
      value: option.value,
      label: texts[option.labelResourceId] ?? option.value,
    })),
    value,
    error: ko.observable(''),
    shown: ko.observable<boolean>(false),
    describedBy: `help-${id} error-${id}`,
    toggle: () => {
      setting.shown(!setting.shown());
    },
    fill: (stored) => {
      value(fromStored(kind, stored) as never);
      setting.error('');
      setting.shown(false);
    },
  };
  return setting;
}

/** OCC stores a multiple choice as a list or as one text with commas, and a flag as itself or as text. */
function fromStored(kind: SettingKind, stored: unknown): unknown {
  switch (kind) {
    case 'choices':
      return Array.isArray(stored)
        ? stored.map(String)
        : typeof stored === 'string' && stored !== ''
          ? stored.split(',')
          : [];
    case 'toggle':
      return stored === true || stored === 'true';
    case 'text':
    case 'password':
    case 'choice':
      return typeof stored === 'string' ? stored : '';
  }
}

/** As OCC's own admin page sends it: a multiple choice as one text with commas. */
export function toStored({ kind, value }: SettingViewModel): unknown {
  const current: unknown = value();
  return kind === 'choices' && Array.isArray(current) ? current.join(',') : current;
}
