import { LANGUAGES, type Language } from './languages.ts';

/**
 * How the page is shown: library versions, how often it places each widget (OCC: supporting modules, versions), the
 * language, and whether an administrator looks at it before shoppers do.
 */
export interface StorefrontVariant {
  readonly knockout: '3.4' | '3.5';
  readonly jquery: '2' | '3';
  readonly widgets: 1 | 2;
  readonly preview: boolean;
  readonly locale: Language;
}

/** What the session remembers is carried in this cookie, as `3.5-3-1-shop-pt-BR`. */
const COOKIE = 'storefront-variant';

const DEFAULT: StorefrontVariant = { knockout: '3.5', jquery: '3', widgets: 1, preview: false, locale: 'en' };

/** The query decides, then the cookie, then today's versions. Unknown values are as good as none. */
export function toVariant(
  query: Readonly<Record<string, unknown>>,
  cookies: string | undefined,
): StorefrontVariant {
  const remembered = fromCookie(cookies);
  return {
    knockout: oneOf(['3.4', '3.5'], query['knockout']) ?? remembered.knockout,
    jquery: oneOf(['2', '3'], query['jquery']) ?? remembered.jquery,
    widgets: query['widgets'] === '2' ? 2 : query['widgets'] === '1' ? 1 : remembered.widgets,
    preview: query['preview'] === '1' || (query['preview'] !== '0' && remembered.preview),
    locale: oneOf(LANGUAGES, query['locale']) ?? remembered.locale,
  };
}

/** A `Set-Cookie` value that lasts as long as the browser's session. */
export function toCookie({ knockout, jquery, widgets, preview, locale }: StorefrontVariant): string {
  const value = [knockout, jquery, widgets, preview ? 'preview' : 'shop', locale].join('-');
  return `${COOKIE}=${value}; Path=/; SameSite=Lax; HttpOnly`;
}

function fromCookie(cookies = ''): StorefrontVariant {
  const pattern = /(?:^|;\s*)storefront-variant=(3\.[45])-([23])-([12])-(shop|preview)-([\w-]+)(?:;|$)/;
  const found = pattern.exec(cookies);
  if (found === null) return DEFAULT;
  return {
    knockout: found[1] === '3.4' ? '3.4' : '3.5',
    jquery: found[2] === '2' ? '2' : '3',
    widgets: found[3] === '2' ? 2 : 1,
    preview: found[4] === 'preview',
    locale: oneOf(LANGUAGES, found[5]) ?? DEFAULT.locale,
  };
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((each) => each === value);
}
