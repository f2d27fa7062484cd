import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Language } from './languages.ts';

/** From the shop's English to another language; what is not in it stays English. */
export type Dictionary = Readonly<Record<string, string>>;

const FOLDER = path.join(import.meta.dirname, 'texts');

/** The dictionary of a language; English needs none. */
export async function readDictionary(language: Language): Promise<Dictionary> {
  if (language === 'en') return {};
  const text = await readFile(path.join(FOLDER, `${language}.json`), 'utf8');
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

/** Replaces whole texts between tags, and whole `aria-label`s, that the dictionary knows. */
export function translate(html: string, dictionary: Dictionary): string {
  const say = (text: string): string => dictionary[text.replace(/\s+/g, ' ')] ?? text;
  return html
    .replace(/(>\s*)([^<>\s][^<>]*?)(\s*<)/g, (_all, before: string, text: string, after: string) =>
      [before, say(text), after].join(''),
    )
    .replace(/aria-label="([^"]+)"/g, (_all, text: string) => `aria-label="${say(text)}"`);
}
