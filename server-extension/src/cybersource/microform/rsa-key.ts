import { type KeyObject, createPublicKey } from 'node:crypto';
import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';

/** An RSA public key as CyberSource writes it: JSON Web Key. */
export const rsaJwk = lazy(() => z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }));

const MIN_MODULUS_BITS = 2048;

/** The key, ready to verify with; undefined when it is too short to prove anything, or no key at all. */
export function toPublicKey({ kty, n, e }: Shape<typeof rsaJwk>): KeyObject | undefined {
  const key = createPublicKey({ format: 'jwk', key: { kty, n, e } });
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS ? key : undefined;
}
