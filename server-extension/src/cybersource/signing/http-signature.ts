import { createHmac, createSecretKey } from 'node:crypto';
import { toDigest } from './digest.ts';
import type { OutgoingRequest, Sign } from './request.ts';
import { present } from '../../domain/present.ts';

/**
 * Signs with HTTP Signature: HMAC-SHA256 over the listed headers in their fixed order. CyberSource takes it until
 * March 2027.
 *
 * @param secret base64, as CyberSource's Business Center shows it.
 */
export function createHttpSignature(merchantId: string, keyId: string, secret: string): Sign {
  const key = createSecretKey(secret, 'base64');
  return (request, at) => {
    const date = at.toUTCString();
    const digest = request.body === undefined ? undefined : `SHA-256=${toDigest(request.body)}`;
    const signature = createHmac('sha256', key)
      .update(toSigningString(request, date, digest, merchantId))
      .digest('base64');
    const names = digest === undefined ? 'host date request-target' : 'host date request-target digest';
    return {
      'v-c-merchant-id': merchantId,
      date,
      ...present({ digest }),
      signature: `keyid="${keyId}", algorithm="HmacSHA256", headers="${names} v-c-merchant-id", signature="${signature}"`,
    };
  };
}

function toSigningString(
  { method, host, path }: OutgoingRequest,
  date: string,
  digest: string | undefined,
  merchantId: string,
): string {
  const digestLine = digest === undefined ? '' : `digest: ${digest}\n`;
  return `host: ${host}\ndate: ${date}\nrequest-target: ${method.toLowerCase()} ${path}\n${digestLine}v-c-merchant-id: ${merchantId}`;
}
