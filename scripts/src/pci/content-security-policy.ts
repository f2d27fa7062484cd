/** The content security policies of the payment pages (W3C: Content Security Policy Level 3), and what relaxes one. */
import { type OriginDirective, type PageOrigin, type PageKind, pageOrigins } from './page-origins.ts';

/** Sources by directive. */
export type PagePolicy = ReadonlyMap<string, readonly string[]>;

export interface PolicyOptions {
  /** CyberSource's test hosts instead of the live ones. */
  readonly isTest?: boolean;
  /** Other origins in place of some: for a machine on which the others are played. */
  readonly instead?: Readonly<Record<string, readonly string[]>>;
}

/** What each page has, beside the origins of others. */
const BASE: PagePolicy = new Map([
  ['default-src', ["'self'"]],
  ['base-uri', ["'self'"]],
  ['object-src', ["'none'"]],
  ['frame-ancestors', ["'none'"]],
  ['form-action', ["'self'"]],
  // Knockout turns bindings into functions; OCC's Storefront Classic is built on it.
  ['script-src', ["'unsafe-eval'"]],
  // Themes and Google's and Apple's buttons set styles of elements; styles run nothing.
  ['style-src', ["'self'", "'unsafe-inline'"]],
  ['img-src', ["'self'", 'data:', 'https://www.gstatic.com']],
  ['font-src', ["'self'", 'data:']],
]);

/** The policy of a page: what every page has, and the origins that this one needs. */
export function policyOf(page: PageKind, { isTest = false, instead = {} }: PolicyOptions = {}): PagePolicy {
  const policy = new Map([...BASE].map(([name, sources]) => [name, new Set(sources)]));
  for (const origin of pageOrigins.filter(({ pages }) => pages.includes(page)))
    for (const directive of origin.directives)
      for (const source of sourcesOf(origin, isTest, instead)) sourcesIn(policy, directive).add(source);
  return new Map([...policy].map(([name, sources]) => [name, [...sources]]));
}

function sourcesIn(policy: Map<string, Set<string>>, directive: OriginDirective): Set<string> {
  const sources = policy.get(directive) ?? new Set();
  policy.set(directive, sources);
  return sources;
}

function sourcesOf(
  { origins: [live, test] }: PageOrigin,
  isTest: boolean,
  instead: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const origin = (isTest ? test : undefined) ?? live;
  if (origin === undefined) return [];
  return instead[live ?? origin] ?? [origin];
}

/** The value of the header. */
export function toHeader(policy: PagePolicy): string {
  return [...policy].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}

/** Reads a header's value; of a directive that comes twice the first one counts. */
export function parsePolicy(header: string): PagePolicy {
  const policy = new Map<string, readonly string[]>();
  for (const part of header.split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/);
    if (name !== undefined && name !== '' && !policy.has(name.toLowerCase()))
      policy.set(name.toLowerCase(), sources);
  }
  return policy;
}

/** Directives that fall back to `default-src`; the others restrict nothing where they are missing. */
const FALLS_BACK = /^(script|style|img|font|connect|frame|child|worker|manifest|media|object)-src$/;

/** A sentence for each thing that a page's policy allows and the expected one does not. */
export function relaxations(expected: PagePolicy, live: PagePolicy): readonly string[] {
  return [...expected].flatMap(([name, allowed]) => {
    const found = live.get(name) ?? (FALLS_BACK.test(name) ? live.get('default-src') : undefined);
    if (found === undefined) return [`${name} is missing: everything is allowed`];
    const none = found.every((source) => source === "'none'");
    const added = none ? [] : found.filter((source) => !allowed.includes(source));
    return added.map((source) => `${name} allows ${source} too`);
  });
}
