import { policyOf, toHeader } from './content-security-policy.ts';
import { pageOrigins } from './page-origins.ts';

/** Every origin of others, played by one server of the sandbox. */
export function playedBy(cybersourceUrl: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    pageOrigins
      .filter(({ owner }) => owner !== 'The shop')
      .map(({ origins: [live = ''] }) => [live, [new URL(cybersourceUrl).origin]]),
  );
}

/** The policy of the sandbox's shop: the checkout's, because its browser moves from page to page without loading one. */
export function sandboxPolicy(cybersourceUrl: string): string {
  return toHeader(policyOf('checkout', { instead: playedBy(cybersourceUrl) }));
}
