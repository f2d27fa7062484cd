import { createHmac, createSecretKey } from 'node:crypto';
import { encode, toClaims } from './claims.ts';
import type { Sign } from './request.ts';

/**
 * Signs with a JSON Web Token (HS256) under the same key pair as HTTP Signature. CyberSource: JWT with shared secret.
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
