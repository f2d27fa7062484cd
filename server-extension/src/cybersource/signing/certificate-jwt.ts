import { type KeyObject, sign as signWith } from 'node:crypto';
import { encode, toClaims } from './claims.ts';
import type { Sign } from './request.ts';

/**
 * Signs with a JSON Web Token (RS256) under the key of a .p12 file. CyberSource: JWT with certificate.
 *
 * @param keyId `serialNumber` in the subject of the key's certificate.
 */
export function createCertificateJwt(merchantId: string, keyId: string, key: KeyObject): Sign {
  const header = encode({ typ: 'JWT', alg: 'RS256', kid: keyId });
  return (request, at, uniqueId) => {
    const content = `${header}.${encode(toClaims(request, merchantId, at, uniqueId))}`;
    const signature = signWith('sha256', Buffer.from(content), key).toString('base64url');
    return { authorization: `Bearer ${content}.${signature}` };
  };
}
