import { toDigest } from './digest.ts';
import type { OutgoingRequest } from './request.ts';
import { present } from '../../domain/present.ts';

/** CyberSource takes a token for two minutes at most. */
const LIFETIME_S = 120;

/** CyberSource: JSON Web Token, claims of version 2: who asks what, and a digest of the body. */
export function toClaims(request: OutgoingRequest, merchantId: string, at: Date, uniqueId: string): object {
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
    ...present({ 'v-c-response-mle-kid': request.responseKeyId }),
  };
}

/** A part of a token: JSON in base64url. */
export function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
