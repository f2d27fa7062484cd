import { type KeyObject, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** CyberSource's microform as far as a payment sees it: contexts and tokens with real signatures. */
export interface MicroformStub {
  /** The key that signs capture contexts, as `GET /flex/v2/public-keys/{kid}` shows it. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  captureContext(targetOrigin: string): string;
  /** A token made with that context, as a browser would get it. */
  transientToken(captureContext: string): string;
}

const LIFETIME_S = 900;

export function createFlex(): MicroformStub {
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const oneTime = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyId = 'bench';
  return {
    publicJwk: { ...signing.publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' },
    captureContext(targetOrigin) {
      const jwk = { ...oneTime.publicKey.export({ format: 'jwk' }), use: 'enc', kid: randomUUID() };
      return signed({ kid: keyId, alg: 'RS256' }, toContextClaims(targetOrigin, jwk), signing.privateKey);
    },
    transientToken(captureContext) {
      const kid = keyIdOf(captureContext);
      const claims = { iss: 'Flex/08', type: 'mf-2.0.0', jti: randomUUID(), ...lifetime() };
      return signed({ kid, alg: 'RS256' }, claims, oneTime.privateKey);
    },
  };
}

function toContextClaims(targetOrigin: string, jwk: object): object {
  const clientLibrary = 'https://testflex.cybersource.com/microform/bundle/v2.0/flex-microform.min.js';
  return {
    flx: { path: '/flex/v2/tokens', origin: 'https://testflex.cybersource.com', jwk },
    ctx: [{ type: 'mf-2.0.0', data: { clientLibrary, targetOrigins: [targetOrigin] } }],
    iss: 'Flex API',
    jti: randomUUID(),
    ...lifetime(),
  };
}

function lifetime(): { readonly iat: number; readonly exp: number } {
  const iat = Math.floor(Date.now() / 1000);
  return { iat, exp: iat + LIFETIME_S };
}

function keyIdOf(captureContext: string): string {
  const claims = JSON.parse(
    Buffer.from(captureContext.split('.')[1] ?? '', 'base64url').toString('utf8'),
  ) as { readonly flx: { readonly jwk: { readonly kid: string } } };
  return claims.flx.jwk.kid;
}

function signed(header: object, claims: object, key: KeyObject): string {
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}
