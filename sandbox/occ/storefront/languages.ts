/** The languages of the shop, as BCP 47 spells them. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt-BR', 'nl', 'ja', 'zh-CN', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** In which direction a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** A typeface for writing that Inter does not have; the sheet of its npm package loads the parts that a page needs. */
export function typefaceOf(language: Language): string | undefined {
  return TYPEFACES[language];
}

const TYPEFACES: Readonly<Partial<Record<Language, string>>> = {
  ja: 'noto-sans-jp',
  'zh-CN': 'noto-sans-sc',
  ar: 'noto-sans-arabic',
};

/** The languages by their own names, for the language menu. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  'pt-BR': 'Português (Brasil)',
  nl: 'Nederlands',
  ja: '日本語',
  'zh-CN': '简体中文',
  ar: 'العربية',
};
