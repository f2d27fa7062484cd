import { dig } from '../../../values/dig.ts';
import { parseJwtPayload } from '../../../values/jwt.ts';
import { isSafeAddress } from '../../../payment/script.ts';

/** What the page needs of a capture context (CyberSource: Microform, capture context). */
export interface CaptureContext {
  /** Address of CyberSource's browser library. */
  readonly library: string;
  /** The library's Subresource Integrity, so that no other script can run in its place. */
  readonly integrity: string;
  /** Names of the cards that are accepted, with commas between. */
  readonly accepted: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * The extension has verified the context's signature before it left, and it came over our own origin. A context
 * without integrity, or with a library that is neither on https nor on this machine, throws: the fields stay closed.
 */
export function parseCaptureContext(jwt: string): CaptureContext {
  const payload = parseJwtPayload(jwt);
  const library = dig(payload, ['ctx', 0, 'data', 'clientLibrary']);
  const integrity = dig(payload, ['ctx', 0, 'data', 'clientLibraryIntegrity']);
  const expiresAt = dig(payload, ['exp']);
  const isWhole =
    isSafeAddress(library) &&
    typeof integrity === 'string' &&
    /^sha(256|384|512)-/.test(integrity) &&
    typeof expiresAt === 'number';
  if (!isWhole) throw new Error('No capture context');
  const networks = dig(payload, ['ctx', 0, 'data', 'allowedCardNetworks']);
  const accepted = Array.isArray(networks) ? networks.join() : '';
  return { library, integrity, accepted, expiresAt: expiresAt * 1000 };
}
