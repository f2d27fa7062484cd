/** Scheme, host and port of an address, `https` where it names no scheme; undefined when the text is no web address. */
export function originOf(address: string): string | undefined {
  const text = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

/** A host name or an IPv4 address, or an IPv6 address in brackets. */
const HOST = /^(?:[\w](?:[\w-]*[\w])?(?:\.[\w](?:[\w-]*[\w])?)*|\[[0-9a-f:.]+\])$/;

/**
 * Reads a list of origins that are joined by commas: each has its full host name, a scheme or none, and nothing after it but
 * a port and a slash. `*`, a path and other patterns are refused, because they would allow pages that the list does not name.
 *
 * @returns undefined when one of them is not an origin.
 */
export function parseOrigins(text: string): readonly string[] | undefined {
  const listed = text.split(',').map((item) => item.trim());
  const origins: string[] = [];
  for (const item of listed) {
    if (item === '') continue;
    const origin = originOf(item);
    if (origin === undefined || !isOnly(origin, item)) return undefined;
    origins.push(origin);
  }
  return origins;
}

function isOnly(origin: string, item: string): boolean {
  const { hostname, pathname, search, hash, username, password } = new URL(
    /^https?:\/\//i.test(item) ? item : `https://${item}`,
  );
  const beside = [pathname.replace(/^\/$/, ''), search, hash, username, password].join('');
  return beside === '' && HOST.test(hostname) && origin !== 'null';
}
