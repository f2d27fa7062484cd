import { fitsPattern } from '../../../../gateway-settings/rules/check-value.ts';
import { settings } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { Channel, PaymentType } from '../../domain/settings.ts';
import type { WebhookMethod } from '../webhook/webhook.ts';

/** One channel's values by their ids, as OCC gives them. */
export type SiteSettingValues = Readonly<Record<string, unknown>>;

/**
 * Typed access to one channel's values, defaults filled in. A method's own settings may have ids that the gateway's list
 * does not have; they have no default.
 */
export interface SettingsReading<Id extends string = string> {
  /** @param placeholder what the replaced plugin saved where there is no value, beside the id itself */
  text(id: Id, placeholder?: string): string;
  /** A text that payments cannot do without. @param placeholder as of {@link SettingsReading.text} */
  required(id: Id, placeholder?: string): string;
  toggle(id: Id): boolean;
  choices(id: Id): readonly string[];
  /** A text whose parts are joined by commas. */
  list(id: Id): readonly string[];
  /**
   * @param parse gives undefined for a text that makes no sense
   * @param what completes "Gateway setting …" for such a text
   */
  parsed<Value>(id: Id, parse: (text: string) => Value | undefined, what?: string): Value;
}

/** A payment method as its site's settings know it. */
export interface ConfiguredMethod {
  readonly type: PaymentType;
  readonly webhook: Pick<WebhookMethod['webhook'], 'arrivesAs'>;
  /** Its own settings. Absent where it has none. */
  readonly settings?: (read: SettingsReading) => unknown;
}

const SETTING = new Map<string, (typeof settings)[number]>(settings.map((setting) => [setting.id, setting]));

/** @throws (each of its functions) Problem `not-configured` that names the setting, the site and the channel, never a value. */
export function settingsReading(values: SiteSettingValues, site: SiteId, channel: Channel): SettingsReading {
  function text(id: string, placeholder: string = id): string {
    const setting = SETTING.get(id);
    const fallback =
      setting && 'default' in setting && typeof setting.default === 'string' ? setting.default : '';
    const given = textOf(values[id]);
    const value = given === '' || isPlaceholder(given, placeholder) ? fallback : given;
    if (setting && !fits(setting, value)) throw wrong(id, 'has a value that is not allowed');
    return value;
  }

  function wrong(id: string, what: string): Problem {
    return new Problem(
      'not-configured',
      `Gateway setting ${id} of site ${site}, channel ${channel}, ${what}: correct it in OCC's admin pages.`,
      [],
      { details: { setting: id, site, channel } },
    );
  }

  return {
    text,
    required(id, placeholder) {
      const value = text(id, placeholder);
      if (value === '') throw wrong(id, 'is empty');
      return value;
    },
    parsed(id, parse, what = 'has a value that makes no sense') {
      const value = parse(text(id));
      if (value === undefined) throw wrong(id, what);
      return value;
    },
    toggle(id) {
      const given = values[id];
      if (given === true || given === 'true') return true;
      if (given === false || given === 'false') return false;
      const setting = SETTING.get(id);
      return setting?.type === 'booleanType' && setting.default;
    },
    list: (id) => toList(text(id)),
    choices(id) {
      const given = values[id];
      // OCC hands several choices over as an array or as one text joined by commas.
      if (typeof given === 'string') return toList(given);
      if (Array.isArray(given)) return given.filter((choice): choice is string => typeof choice === 'string');
      const setting = SETTING.get(id);
      return setting?.type === 'multiSelectOptionType' ? setting.default : [];
    },
  };
}

/** OCC hands a choice that was once one of several over as an array. */
function textOf(given: unknown): string {
  const value: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * The replaced plugin's defaults: the name of the setting itself, which is saved where an administrator had nothing to say.
 * Taken for a value, `merchantsecretKey` would sign requests of a shop that has a key file.
 */
function isPlaceholder(value: string, placeholder: string): boolean {
  return value.toLowerCase() === placeholder.toLowerCase();
}

function fits(setting: (typeof settings)[number], value: string): boolean {
  if (setting.type === 'optionType') return (setting.options as readonly string[]).includes(value);
  if ('pattern' in setting && value !== '') return fitsPattern(value, setting.pattern);
  return true;
}

function toList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
