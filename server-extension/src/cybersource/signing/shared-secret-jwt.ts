import { createHmac, createSecretKey } from 'node:crypto';
import { toDigest } from './digest.ts';
import type { OutgoingRequest, Sign } from './request.ts';

/** CyberSource takes a token for two minutes at most. */
const LIFETIME_S = 120;

/**
 * Signs with a JSON Web Token (HS256) under the same key pair as HTTP Signature. CyberSource: JWT with shared secret,
 * claims of version 2.
 *
 * @param secret base64, as CyberSource's Business Center shows it.
 */
export function createSharedSecretJwt(merchantId: string, keyId: string, secret: string): Sign {
  const key = createSecretKey(secret, 'base64');
  const header = encode({ typ: 'JWT', alg: 'HS256', kid: keyId });
  return (request, at, uniqueId) => {
    const content = `${header}.${encode(toClaims(request, merchantId, at, uniqueId))}`;
    const signature = createHmac('sha256', key).update(content).digest('base64url');
    return { authorization: `Bearer ${content}.${signature}` };
  };
}

function toClaims(request: OutgoingRequest, merchantId: string, at: Date, uniqueId: string): object {
  const issuedAt = Math.floor(at.getTime() / 1000);
  return {
    ...(request.body !== undefined && { digest: toDigest(request.body), 'digest-algorithm': 'SHA-256' }),
    iat: issuedAt,
    exp: issuedAt + LIFETIME_S,
    'request-host': request.host,
    'request-resource-path': request.path,
    'request-method': request.method.toLowerCase(),
    iss: merchantId,
    jti: uniqueId,
    'v-c-jwt-version': '2',
    'v-c-merchant-id': merchantId,
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
