/** The gateway's own signature under capture contexts, and its public key for callers that verify it. */
import { randomInt } from 'node:crypto';
import { SignJWT, type JWK, type JWTPayload } from 'jose';
import { generateRsaKeyPair } from './one-time-keys.ts';

/** Signs capture contexts with one key per start of the sandbox. */
export interface ContextSigner {
  sign(claims: JWTPayload): Promise<string>;
  /** The public key of that name, as `GET /flex/v2/public-keys/{kid}` shows it. */
  publicKey(kid: string): Promise<JWK | undefined>;
}

/** A signer with a new key. */
export function createContextSigner(): ContextSigner {
  const kid = shortKeyId();
  const pair = generateRsaKeyPair();

  return {
    async sign(claims) {
      const { privateKey } = await pair;
      return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
    },
    async publicKey(wanted) {
      if (wanted !== kid) return undefined;
      const { publicKey } = await pair;
      const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
      return { kty: 'RSA', use: 'sig', kid, n, e };
    },
  };
}

/** CyberSource names its keys with two characters: `zu`, `3g`. A new name per start, because clients cache keys by name. */
function shortKeyId(): string {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
  return Array.from({ length: 2 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
