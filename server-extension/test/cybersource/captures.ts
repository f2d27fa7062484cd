import { type KeyObject, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** Plays CyberSource's Flex: a signing key, capture contexts, and the tokens that come of them. */
export interface Flex {
  readonly keyId: string;
  /** JWK of the key that signs capture contexts. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** @param changes replaces claims; `undefined` leaves one out. */
  captureContext(changes?: object, header?: object, hash?: string): string;
  transientToken(changes?: object, header?: object): string;
}

export const NOW = new Date('2026-11-20T10:00:00Z');
const NOW_S = NOW.getTime() / 1000;
export const SHOP = 'https://shop.example';
export const LIBRARY = 'https://testflex.cybersource.com/microform/bundle/v2.0/flex-microform.min.js';

const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
const oneTime = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const flex: Flex = {
  keyId: 'zu',
  publicJwk: { ...signing.publicKey.export({ format: 'jwk' }), kid: 'zu', use: 'sig' },
  captureContext: (changes = {}, header = {}, hash = 'sha256') =>
    signed(
      { kid: 'zu', alg: 'RS256', ...header },
      {
        flx: {
          path: '/flex/v2/tokens',
          origin: 'https://testflex.cybersource.com',
          jwk: { ...oneTime.publicKey.export({ format: 'jwk' }), use: 'enc', kid: 'one-time' },
        },
        ctx: [{ type: 'mf-2.0.0', data: { clientLibrary: LIBRARY, targetOrigins: [SHOP] } }],
        iss: 'Flex API',
        iat: NOW_S,
        exp: NOW_S + 900,
        jti: '8fXR5QtzZsBoqOMO',
        ...changes,
      },
      signing.privateKey,
      hash,
    ),
  transientToken: (changes = {}, header = {}) =>
    signed(
      { kid: 'one-time', alg: 'RS256', ...header },
      {
        iss: 'Flex/08',
        type: 'mf-2.0.0',
        iat: NOW_S,
        exp: NOW_S + 900,
        jti: randomUUID().toUpperCase(),
        ...changes,
      },
      oneTime.privateKey,
    ),
};

export function signed(header: object, claims: object, key: KeyObject, hash = 'sha256'): string {
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${sign(hash, Buffer.from(content), key).toString('base64url')}`;
}

/** The same token with one bit of its signature turned. */
export function forged(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  return [header, claims, bytes.toString('base64url')].join('.');
}
