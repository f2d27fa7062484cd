/** Options of fields and tokens, as pages write them. */

/** The fields there are. */
export const FIELD_TYPES = ['number', 'securityCode'] as const;

/** A field inside a frame. */
export type FieldType = (typeof FIELD_TYPES)[number];

/** States of an input that can be styled. */
export const STYLE_STATES = [
  'input',
  '::placeholder',
  ':focus',
  ':hover',
  ':disabled',
  'valid',
  'invalid',
] as const;

/** Style rules by state: CSS property to value. */
export type MicroformFieldStyles = Readonly<
  Partial<Record<(typeof STYLE_STATES)[number], Readonly<Record<string, string>>>>
>;

/** How a field looks and reads. */
export interface MicroformFieldOptions {
  readonly placeholder?: string;
  readonly title?: string;
  readonly description?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-required'?: boolean;
  readonly disabled?: boolean;
  readonly styles?: MicroformFieldStyles;
  /** Digits of the security code while the brand is not known: 3 or 4. */
  readonly maxLength?: number;
  /** Whether the card number is written in groups. Settled when the field is created. */
  readonly autoformat?: boolean;
}

/** The part of a card that the merchant's own inputs collect. */
export interface TokenOptions {
  /** `01` to `12`. */
  readonly expirationMonth?: string;
  /** Four digits. */
  readonly expirationYear?: string;
  /** CyberSource's card type code, where the shopper chose between brands. */
  readonly type?: string;
}

/** Keeps what is an option and of its type; everything else is dropped. */
export function readFieldOptions(given: unknown): MicroformFieldOptions {
  const options = isRecord(given) ? given : {};
  const kept: Record<string, unknown> = {};
  for (const name of ['placeholder', 'title', 'description', 'aria-label']) {
    if (typeof options[name] === 'string') kept[name] = options[name];
  }
  for (const name of ['aria-required', 'disabled', 'autoformat']) {
    if (typeof options[name] === 'boolean') kept[name] = options[name];
  }
  if (options['maxLength'] === 3 || options['maxLength'] === 4) kept['maxLength'] = options['maxLength'];
  if (isRecord(options['styles'])) kept['styles'] = readStyles(options['styles']);
  return kept;
}

/** Which token options are malformed, by name. Source: CyberSource, createToken. */
export function faultyTokenOptions(options: TokenOptions): string[] {
  const patterns: Readonly<Record<keyof TokenOptions, RegExp>> = {
    type: /^\d{3}$/,
    expirationMonth: /^(0[1-9]|1[0-2])$/,
    expirationYear: /^20[1-9]\d$/,
  };
  return (Object.keys(patterns) as (keyof TokenOptions)[]).filter((name) => {
    const value: unknown = options[name];
    return value !== undefined && !(typeof value === 'string' && patterns[name].test(value));
  });
}

/** Whether a value is an object that can be read by property name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readStyles(styles: Readonly<Record<string, unknown>>): MicroformFieldStyles {
  const kept: Record<string, Record<string, string>> = {};
  for (const state of STYLE_STATES) {
    const rules = styles[state];
    if (!isRecord(rules)) continue;
    kept[state] = {};
    for (const [property, value] of Object.entries(rules)) {
      if (typeof value === 'string' || typeof value === 'number') kept[state][property] = String(value);
    }
  }
  return kept;
}
