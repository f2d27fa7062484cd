import { isIP } from 'node:net';

/**
 * The shopper's address, without port, brackets and zone; of several, as proxies list them, the first.
 *
 * @returns undefined for what is no IP address.
 */
export function toIpAddress(text: string): string | undefined {
  const first = text.split(',', 1)[0]?.trim() ?? '';
  const bare = first
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(bare) === 0 ? undefined : bare;
}
