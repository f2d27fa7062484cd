import ar from '../../../locales/ar.json' with { type: 'json' };
import de from '../../../locales/de.json' with { type: 'json' };
import type en from '../../../locales/en.json';
import es from '../../../locales/es.json' with { type: 'json' };
import fr from '../../../locales/fr.json' with { type: 'json' };
import it from '../../../locales/it.json' with { type: 'json' };
import ja from '../../../locales/ja.json' with { type: 'json' };
import nl from '../../../locales/nl.json' with { type: 'json' };
import ptBR from '../../../locales/pt-BR.json' with { type: 'json' };
import zhCN from '../../../locales/zh-CN.json' with { type: 'json' };

/** Every no that has words of its own. */
export type TextName = keyof typeof en;

type ShopperTexts = Readonly<Record<TextName, string>>;

/** What shoppers read in languages other than English, by language; a text that one of them lacks does not compile. */
const BY_LANGUAGE: ReadonlyMap<string, ShopperTexts> = new Map<string, ShopperTexts>([
  ['ar', ar],
  ['de', de],
  ['es', es],
  ['fr', fr],
  ['it', it],
  ['ja', ja],
  ['nl', nl],
  ['pt', ptBR],
  ['zh', zhCN],
]);

/**
 * The sentence in the shopper's language; undefined where it is spoken in English. OCC's locales are `de`, `pt_BR`,
 * `zh-CN`: a country without texts of its own reads those of its language.
 */
export function shopperTextIn(locale: string | null | undefined, name: TextName): string | undefined {
  const language = locale?.toLowerCase().replace(/[-_].*/s, '');
  return language === undefined ? undefined : BY_LANGUAGE.get(language)?.[name];
}
