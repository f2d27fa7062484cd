import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** One household's or office's neighbours: providers hand out at least these to one customer. */
const PREFIX_V4 = 24;
const PREFIX_V6 = 56;

/**
 * The network that an address belongs to, in CIDR notation: the owner of one address has its neighbours too.
 *
 * @returns undefined for text that is not an address, and for an address that is not routed on the internet (private,
 *   loopback, link-local …): that is a proxy of the shop's own, not a shopper.
 */
export function networkOf(address: string): string | undefined {
  const text = address
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '');
  // ipaddr.js also reads octal and hexadecimal parts, which no header means.
  if (isIP(text) === 0) return undefined;
  const parsed = ipaddr.process(text);
  if (NOT_ROUTED.has(parsed.range())) return undefined;
  return parsed instanceof ipaddr.IPv4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${PREFIX_V4}`).toString()}/${PREFIX_V4}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${PREFIX_V6}`).toString()}/${PREFIX_V6}`;
}

/** ipaddr.js: `range()`; after the IANA registries of special-purpose addresses. */
const NOT_ROUTED: ReadonlySet<string> = new Set([
  'unspecified',
  'private',
  'loopback',
  'carrierGradeNat',
  'linkLocal',
  'uniqueLocal',
]);
