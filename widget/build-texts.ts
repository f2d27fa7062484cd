import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The languages that shoppers can read the widgets in, by OCC's locale folders. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt-BR', 'nl', 'ja', 'zh-CN', 'ar'] as const;

/** What a locale file holds. */
export interface LocaleFile {
  readonly resources: Readonly<Record<string, string>>;
}

/**
 * Compares a widget's locale files with each other and with its code. Throws with everything that is wrong: a language
 * that is missing, a text that is missing, empty or has other placeholders than the English one, a text that is never shown.
 */
export async function checkTexts(folder: string, keys: readonly string[], code: string): Promise<void> {
  const asked = new Set(code.match(/[a-z][A-Za-z0-9]+/g));
  const unused = keys.filter((key) => !asked.has(key)).map((key) => `${key} is shown nowhere`);
  const english = await readTexts(folder, 'en');
  const problems = await Promise.all(
    LANGUAGES.map(async (language) => problemsOf(language, keys, english, await readTexts(folder, language))),
  );
  const all = [...unused, ...problems.flat()];
  if (all.length > 0) throw new Error(`${folder}:\n${all.join('\n')}`);
}

function problemsOf(
  language: string,
  keys: readonly string[],
  english: LocaleFile['resources'],
  texts: LocaleFile['resources'],
): string[] {
  const unknown = Object.keys(texts).filter((key) => !keys.includes(key));
  const wrong = keys.filter((key) => {
    const text = texts[key] ?? '';
    return text.trim() === '' || placeholdersOf(text) !== placeholdersOf(english[key] ?? '');
  });
  return [
    ...unknown.map((key) => `${language}: ${key} is shown nowhere`),
    ...wrong.map((key) => `${language}: ${key} is missing or has other placeholders than in English`),
  ];
}

/** `__brand__ __last4__`, in one order whatever the language's is. */
function placeholdersOf(text: string): string {
  return (text.match(/__\w+?__/g) ?? []).sort().join(' ');
}

/** A language that is missing has no texts. */
async function readTexts(folder: string, language: string): Promise<LocaleFile['resources']> {
  const [file] = await readdir(join(folder, language)).catch(() => []);
  if (file === undefined) return {};
  return (JSON.parse(await readFile(join(folder, language, file), 'utf8')) as LocaleFile).resources;
}
