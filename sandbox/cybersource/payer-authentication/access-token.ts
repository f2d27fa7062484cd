/** The tokens that open the issuer's pages: JWT, HS256, good for an hour (CyberSource: payer authentication, setup). */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

export interface AccessTokens {
  readonly issue: (claims: Readonly<Record<string, unknown>>) => string;
  /** The claims of a token of ours that is still good. */
  readonly read: (token: string) => Readonly<Record<string, unknown>> | undefined;
}

const HOUR = 3_600;
const ORGANIZATION = '5c8a9f204ef4e0b21ba4b32b';

/** With a key of this process. */
export function createAccessTokens(now: () => Date): AccessTokens {
  const key = randomBytes(32);
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const seconds = (): number => Math.floor(now().getTime() / 1000);

  return {
    issue: (claims) => {
      const iat = seconds();
      const text = [
        { typ: 'JWT', alg: 'HS256' },
        { jti: randomUUID(), iat, iss: 'sandbox', exp: iat + HOUR, OrgUnitId: ORGANIZATION, ...claims },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${text}.${sign(text).toString('base64url')}`;
    },
    read: (token) => {
      const [header = '', body = '', signature = ''] = token.split('.');
      const [given, right] = [Buffer.from(signature, 'base64url'), sign(`${header}.${body}`)];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
      return Number(claims['exp']) > seconds() ? claims : undefined;
    },
  };
}
