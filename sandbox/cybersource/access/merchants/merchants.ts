/** Who may call: the merchants that this sandbox knows, and what each signs with. */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { decimalsOf, UNCONFIGURED_CURRENCY } from '../../values/currencies.ts';

/** One account. `currencies` undefined: all but the one that ISO reserves for tests. */
export interface Merchant {
  readonly id: string;
  readonly sharedSecrets: ReadonlyMap<string, Buffer>;
  readonly certificates: readonly X509Certificate[];
  readonly currencies?: ReadonlySet<string>;
  /** What payment credentials of network tokens are encrypted for; without it, the last certificate. */
  readonly credentialsKey?: KeyObject;
}

/** The public half of the key that CyberSource's samples decrypt payment credentials with. */
const SAMPLES_CREDENTIALS_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2tNGgpyJKgviPHjuNmcF
+5tPjFsxBKebsto9swyebVcJVYu5Mp4Yz8VnhPbEdkyzckTtAulXQYA82iPYG/BH
EbChR/PHwO3yCsbTDDNQlkB0R5c5Py/Ts4BSLvIwkbJEvd/SQxTPaPOOYjqbqSfz
J4oKsCGzW+K94UnZic8b5II8CrKlLZLZSO2RoURFg+4htjXhikBJXqJdDhneZCgn
MxbWU8MKbdXXJUIDZq0jMkNUNOi1xdzLHhZQl464kD+VocTUS06Ky8h/FBU6xRJc
iLQW7/VieqzVxG5MGxwcSNfbiozG7aHw+Nt4Awkt6N2VpcxL6AmOXoKRH5om1yCN
hwIDAQAB
-----END PUBLIC KEY-----`;

/** CyberSource's public test merchant with the credential that its samples print. */
export const TESTREST: Merchant = {
  id: 'testrest',
  sharedSecrets: new Map([
    [
      '08c94330-f618-42a3-b09d-e1e43be5efda',
      Buffer.from('yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=', 'base64'),
    ],
  ]),
  certificates: [],
  credentialsKey: createPublicKey(SAMPLES_CREDENTIALS_KEY),
};

const certificate = z.string().transform((pem, context) => {
  try {
    return new X509Certificate(pem);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a certificate in PEM' });
    return z.NEVER;
  }
});

const publicKey = z.string().transform((pem, context) => {
  try {
    return createPublicKey(pem);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a public key in PEM' });
    return z.NEVER;
  }
});

/** One merchant, as configuration and control API write it. */
export const merchantSchema = z
  .strictObject({
    merchantId: z.string().min(1),
    keys: z.array(z.strictObject({ keyId: z.string().min(1), secret: z.base64().min(1) })).default([]),
    certificates: z.array(certificate).default([]),
    credentialsKey: publicKey.optional(),
    currencies: z.array(z.string().refine((code) => decimalsOf(code) !== undefined)).optional(),
  })
  .transform(({ merchantId, keys, certificates, credentialsKey, currencies }): Merchant => ({
    id: merchantId,
    sharedSecrets: new Map(keys.map(({ keyId, secret }) => [keyId, Buffer.from(secret, 'base64')])),
    certificates,
    ...(credentialsKey && { credentialsKey }),
    ...(currencies && { currencies: new Set(currencies) }),
  }));

/** Reads the list that `CYBERSOURCE_MERCHANTS` names; throws on what it does not understand. */
export function parseMerchants(json: string): readonly Merchant[] {
  return z.array(merchantSchema).parse(JSON.parse(json));
}

/** Whether the account can take this currency. */
export function takes(merchant: Merchant, currency: string): boolean {
  return merchant.currencies?.has(currency) ?? currency !== UNCONFIGURED_CURRENCY;
}
