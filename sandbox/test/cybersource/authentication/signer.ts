/** The client's half of CyberSource's authentication, written independently of the sandbox's. */
import { createHash, createHmac, randomUUID } from 'node:crypto';

/** CyberSource's public test credential. */
export const testrest = {
  merchantId: 'testrest',
  keyId: '08c94330-f618-42a3-b09d-e1e43be5efda',
  secret: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
} as const;

export interface Credential {
  readonly merchantId: string;
  readonly keyId: string;
  readonly secret: string;
}

export interface Unsigned {
  readonly method: string;
  readonly target: string;
  readonly body?: string | undefined;
}

export const digestOf = (body: string): string => createHash('sha256').update(body).digest('base64');

/** Headers of an HTTP Signature; `order` changes what is signed, `more` what is sent. */
export function httpSignature(
  { method, target, body }: Unsigned,
  { merchantId, keyId, secret }: Credential = testrest,
  { host = 'apitest.cybersource.com', date = new Date().toUTCString(), order = '', dateHeader = 'date' } = {},
): Record<string, string> {
  const values: Record<string, string> = {
    host,
    [dateHeader]: date,
    'request-target': `${method.toLowerCase()} ${target}`,
    '(request-target)': `${method.toLowerCase()} ${target}`,
    digest: `SHA-256=${digestOf(body ?? '')}`,
    'v-c-merchant-id': merchantId,
  };
  const listed =
    order || `host ${dateHeader} request-target${body === undefined ? '' : ' digest'} v-c-merchant-id`;
  const text = listed
    .split(' ')
    .map((name) => `${name}: ${values[name] ?? ''}`)
    .join('\n');
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest('base64');
  return {
    [dateHeader]: date,
    'v-c-merchant-id': merchantId,
    ...(body !== undefined && { digest: `SHA-256=${digestOf(body)}` }),
    signature: `keyid="${keyId}", algorithm="HmacSHA256", headers="${listed}", signature="${signature}"`,
  };
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of version 2. */
export function claimsFor({ method, target, body }: Unsigned, { merchantId }: Credential = testrest): Claims {
  const iat = Math.floor(Date.now() / 1000);
  return {
    ...(body !== undefined && { digest: digestOf(body), 'digest-algorithm': 'SHA-256' }),
    iat,
    exp: iat + 120,
    'request-host': 'apitest.cybersource.com',
    'request-resource-path': target,
    'request-method': method.toLowerCase(),
    iss: merchantId,
    jti: randomUUID(),
    'v-c-jwt-version': '2',
    'v-c-merchant-id': merchantId,
  };
}

export type Claims = Readonly<Record<string, unknown>>;

/** A token signed with a shared secret. */
export function sharedSecretToken(claims: Claims, { keyId, secret }: Credential = testrest): string {
  const text = `${base64url({ typ: 'JWT', alg: 'HS256', kid: keyId })}.${base64url(claims)}`;
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest('base64url');
  return `${text}.${signature}`;
}
