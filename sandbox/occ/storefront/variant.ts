/** Which library versions the page loads and how often it places each widget. OCC: supporting modules, versions. */
export interface Variant {
  readonly knockout: '3.4' | '3.5';
  readonly jquery: '2' | '3';
  readonly widgets: 1 | 2;
}

/** What the session remembers is carried in this cookie, as `3.5-3-1`: Knockout, jQuery, widgets. */
const COOKIE = 'storefront-variant';

const DEFAULT: Variant = { knockout: '3.5', jquery: '3', widgets: 1 };

/** The query decides, then the cookie, then today's versions. Unknown values are as good as none. */
export function toVariant(query: Readonly<Record<string, unknown>>, cookies: string | undefined): Variant {
  const remembered = fromCookie(cookies);
  return {
    knockout: oneOf(['3.4', '3.5'], query['knockout']) ?? remembered.knockout,
    jquery: oneOf(['2', '3'], query['jquery']) ?? remembered.jquery,
    widgets: query['widgets'] === '2' ? 2 : query['widgets'] === '1' ? 1 : remembered.widgets,
  };
}

/** A `Set-Cookie` value that lasts as long as the browser's session. */
export function toCookie({ knockout, jquery, widgets }: Variant): string {
  return `${COOKIE}=${knockout}-${jquery}-${widgets}; Path=/; SameSite=Lax; HttpOnly`;
}

function fromCookie(cookies = ''): Variant {
  const found = /(?:^|;\s*)storefront-variant=(3\.[45])-([23])-([12])(?:;|$)/.exec(cookies);
  if (found === null) return DEFAULT;
  return {
    knockout: found[1] === '3.4' ? '3.4' : '3.5',
    jquery: found[2] === '2' ? '2' : '3',
    widgets: found[3] === '2' ? 2 : 1,
  };
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((each) => each === value);
}
