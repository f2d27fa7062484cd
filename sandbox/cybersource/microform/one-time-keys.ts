/** One RSA key pair per capture context: its public half encrypts the card and later verifies the token. */
import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair that serves a single capture context. */
export interface OneTimeKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** `flx.jwk` of the capture context. */
  readonly publicJwk: {
    readonly kty: 'RSA';
    readonly e: string;
    readonly use: 'enc';
    readonly n: string;
    readonly kid: string;
  };
}

/** CyberSource: capture-context JWT, RSA of at least 2048 bits. */
const MODULUS_LENGTH = 2048;
const generate = promisify(generateKeyPair);

/** A fresh RSA key pair; the thread pool does the work. */
export async function generateRsaKeyPair(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return generate('rsa', { modulusLength: MODULUS_LENGTH });
}

/**
 * Hands out one-time keys. Primes take a tenth of a second to find, so `spare` keys are made ahead and each one
 * taken is replaced in the background.
 */
export function createOneTimeKeys(spare = 4): () => Promise<OneTimeKey> {
  const ready = Array.from({ length: spare }, makeKey);
  return async () => {
    ready.push(makeKey());
    return ready.shift() ?? makeKey();
  };
}

async function makeKey(): Promise<OneTimeKey> {
  const { publicKey, privateKey } = await generateRsaKeyPair();
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  const kid = randomBytes(16).toString('base64url');
  return { kid, privateKey, publicJwk: { kty: 'RSA', e, use: 'enc', n, kid } };
}
