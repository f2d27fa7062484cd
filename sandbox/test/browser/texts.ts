/** What the page says, by language: the widgets' own locale files and the shop's dictionaries. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
/** Where both widgets have a text, that of the checkout counts. */
const FILES = [
  'cybersourceSavedCards/locales/{}/ns.cybersource-saved-cards.json',
  'cybersourcePayment/locales/{}/ns.cybersource-payment.json',
];

/** Texts of one language. */
export interface Texts {
  /** A text of a widget by its key, with `__name__` filled in. Throws for a key that no widget has. */
  widget(key: string, params?: Readonly<Record<string, string>>): string;
  /** A text of the shop by its English. */
  shop(english: string): string;
}

export function textsOf(language: string): Texts {
  const widgets = Object.assign(
    {},
    ...FILES.map((file) =>
      resourcesOf(path.join(root, 'widget/extension/widget', file.replace('{}', language))),
    ),
  ) as Readonly<Record<string, string>>;
  const shop =
    language === 'en' ? {} : parsed(path.join(root, 'sandbox/occ/storefront/texts', `${language}.json`));
  return {
    widget: (key, params = {}) => {
      const text = widgets[key];
      if (text === undefined) throw new Error(`No widget says ${key} in ${language}.`);
      return text.replace(/__(\w+?)__/g, (_all, name: string) => params[name] ?? '');
    },
    shop: (english) => (shop as Readonly<Record<string, string>>)[english] ?? english,
  };
}

function resourcesOf(file: string): unknown {
  return (parsed(file) as { resources?: unknown }).resources;
}

function parsed(file: string): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}
