import { createHmac } from 'node:crypto';

/** The two keys of a function webhook, base64. OCC: webhook security; the key is decoded before use. */
export interface WebhookSecrets {
  readonly secretKeySHA512: string;
  readonly secretKey: string;
}

/** Both signatures over the body's bytes, in the header names that OCC's releases use. */
export function toSignatureHeaders(body: Buffer, secrets: WebhookSecrets): Readonly<Record<string, string>> {
  const sign = (algorithm: string, key: string): string =>
    createHmac(algorithm, Buffer.from(key, 'base64')).update(body).digest('base64');
  return {
    'x-oracle-cc-webhook-signature-sha512': sign('sha512', secrets.secretKeySHA512),
    'X-Oracle-CC-WebHook-Signature': sign('sha1', secrets.secretKey),
  };
}
