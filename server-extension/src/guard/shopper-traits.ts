import type { IncomingMessage } from 'node:http';
import { sha256 } from '../domain/sha256.ts';

/** Headers in which proxies of any kind name the address of their client. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'true-client-ip', 'cf-connecting-ip'];

/**
 * What tells clients apart where their network is unknown: the addresses in the proxies’ headers, else the connection; and the
 * subject of the request. All of it can be forged. It may admit a client that sends few requests; it must never be the only
 * reason to refuse one.
 *
 * @param subject see `RequestLimit`
 */
export function shopperTraitsOf(
  { headers, socket }: IncomingMessage,
  subject: string | undefined,
): readonly string[] {
  const forwarded = FORWARDED.flatMap((name) => headers[name] ?? []).join(',');
  const route =
    forwarded === ''
      ? `connection ${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`
      : `forwarded ${forwarded}`;
  return [route, ...(subject === undefined ? [] : [`subject ${subject}`])].map(nameOf);
}

/** Short, whatever was sent, and nothing to read in a store. */
function nameOf(trait: string): string {
  return sha256(trait, 'base64url').slice(0, 22);
}
