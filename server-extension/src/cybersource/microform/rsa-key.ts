import { type KeyObject, createPublicKey } from 'node:crypto';
import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';

/** An RSA public key as CyberSource writes it: JSON Web Key. */
export const rsaJwk = lazy(() => z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }));

const MODULUS_BITS_MIN = 2048;

/** The key, ready to verify with; undefined when it is too short to prove anything, or no key at all. */
export function toPublicKey({ kty, n, e }: Shape<typeof rsaJwk>): KeyObject | undefined {
  const key = createPublicKey({ format: 'jwk', key: { kty, n, e } });
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MODULUS_BITS_MIN ? key : undefined;
}

/**
 * The same as text (PEM), for a key that verifies one signature: Node needs half the time for that which it needs to import a JSON
 * Web Key, and leaves nothing behind (decision 47). Undefined as with {@link toPublicKey}.
 */
export function toPem({ n, e }: Shape<typeof rsaJwk>): string | undefined {
  const [modulus, exponent] = [n, e].map((part) => withoutZeros(Buffer.from(part, 'base64url')));
  if (modulus === undefined || exponent === undefined || exponent.length === 0) return undefined;
  if (bitsOf(modulus) < MODULUS_BITS_MIN) return undefined;
  const key = der(SEQUENCE, der(INTEGER, positive(modulus)), der(INTEGER, positive(exponent)));
  const spki = der(SEQUENCE, RSA_ENCRYPTION, der(BIT_STRING, Buffer.of(0), key));
  return `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----`;
}

// ITU-T X.690, 8: tags.
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;
/** RFC 8017, appendix C: the algorithm `rsaEncryption` without parameters, as it stands before a key (RFC 5280, 4.1). */
const RSA_ENCRYPTION = Buffer.from('300d06092a864886f70d0101010500', 'hex');

/** ITU-T X.690, 8.1 and 10.1: tag, length and content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const digits = withoutZeros(Buffer.of(length >> 16, (length >> 8) & 255, length & 255));
  const head = length < 128 ? [tag, length] : [tag, 128 + digits.length, ...digits];
  return Buffer.concat([Buffer.from(head), ...content]);
}

/** A leading bit would be a sign. */
function positive(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) < 128 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
}

function withoutZeros(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(first === -1 ? bytes.length : first);
}

function bitsOf(bytes: Buffer): number {
  return 8 * bytes.length - (Math.clz32(bytes[0] ?? 0) - 24);
}
