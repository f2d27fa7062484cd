/** OCC's vocabulary for a gateway's settings (OCC: gateway extension, `config.json`), as far as we use it. */
export type Setting =
  TextSetting | PasswordSetting | ToggleSetting | ChoiceSetting | MultipleChoiceSetting | SectionTitle;

interface Described {
  /** Unique; also the name under which OCC hands the value to the extension. Never renamed once released. */
  readonly id: string;
}

interface Valued extends Described {
  /** The administrator cannot save without a value. */
  readonly required?: true;
  /** OCC serves the value to every browser. Never on a password. */
  readonly public?: true;
}

/** One line of text. */
export interface TextSetting extends Valued {
  readonly type: 'stringType';
  readonly default: string;
  /** A regular expression that the whole value has to match; OCC checks it before saving. */
  readonly pattern?: string;
}

/** A secret. OCC never shows it again in the admin pages, but hands it in clear to a caller with an admin token. */
export interface PasswordSetting extends Valued {
  readonly type: 'passwordType';
}

/** Yes or no. */
export interface ToggleSetting extends Valued {
  readonly type: 'booleanType';
  readonly default: boolean;
}

/** One of several. */
export interface ChoiceSetting extends Valued {
  readonly type: 'optionType';
  readonly default: string;
  readonly options: readonly string[];
}

/** Any of several. OCC keeps them as one comma-joined string or as an array: readers accept both. */
export interface MultipleChoiceSetting extends Valued {
  readonly type: 'multiSelectOptionType';
  readonly default: readonly string[];
  readonly options: readonly string[];
}

/** A heading above the settings that follow it. Holds no value. */
export interface SectionTitle extends Described {
  readonly type: 'sectionTitleType';
}
