/** Who may call: the merchants that this sandbox knows, and what each signs with. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { decimalsOf, UNCONFIGURED_CURRENCY } from './currencies.ts';

/** One account. `currencies` undefined: all but the one that ISO reserves for tests. */
export interface Merchant {
  readonly id: string;
  readonly sharedSecrets: ReadonlyMap<string, Buffer>;
  readonly certificates: readonly X509Certificate[];
  readonly currencies?: ReadonlySet<string>;
}

/** Finds the owner of what a request was signed with. */
export interface MerchantDirectory {
  readonly bySharedSecret: (keyId: string) => { merchant: Merchant; secret: Buffer } | undefined;
  /** By the `serialNumber` in the certificate's subject: that is CyberSource's `kid`. */
  readonly byCertificateId: (kid: string) => { merchant: Merchant; certificate: X509Certificate } | undefined;
  readonly byCertificate: (certificate: X509Certificate) => Merchant | undefined;
}

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
};

const configuration = z.array(
  z.strictObject({
    merchantId: z.string().min(1),
    keys: z.array(z.strictObject({ keyId: z.string().min(1), secret: z.base64().min(1) })).default([]),
    certificates: z.array(z.string()).default([]),
    currencies: z.array(z.string().refine((code) => decimalsOf(code) !== undefined)).optional(),
  }),
);

/** Reads the list that `CYBERSOURCE_MERCHANTS` names; throws on what it does not understand. */
export function parseMerchants(json: string): readonly Merchant[] {
  return configuration.parse(JSON.parse(json)).map(({ merchantId, keys, certificates, currencies }) => ({
    id: merchantId,
    sharedSecrets: new Map(keys.map(({ keyId, secret }) => [keyId, Buffer.from(secret, 'base64')])),
    certificates: certificates.map((pem) => new X509Certificate(pem)),
    ...(currencies && { currencies: new Set(currencies) }),
  }));
}

/** The directory over all merchants. Throws when two of them claim one key id: it would name two owners. */
export function createMerchantDirectory(merchants: readonly Merchant[]): MerchantDirectory {
  const secrets = new Map<string, { merchant: Merchant; secret: Buffer }>();
  const certificates = new Map<string, { merchant: Merchant; certificate: X509Certificate }>();
  const fingerprints = new Map<string, Merchant>();
  for (const merchant of merchants) {
    for (const [keyId, secret] of merchant.sharedSecrets) {
      if (secrets.has(keyId)) throw new Error(`Two merchants have the key id ${keyId}.`);
      secrets.set(keyId, { merchant, secret });
    }
    for (const certificate of merchant.certificates) {
      fingerprints.set(certificate.fingerprint256, merchant);
      const kid = subjectSerialNumber(certificate);
      if (kid !== undefined) certificates.set(kid, { merchant, certificate });
    }
  }
  return {
    bySharedSecret: (keyId) => secrets.get(keyId),
    byCertificateId: (kid) => certificates.get(kid),
    byCertificate: (certificate) => fingerprints.get(certificate.fingerprint256),
  };
}

/** Whether the account can take this currency. */
export function takes(merchant: Merchant, currency: string): boolean {
  return merchant.currencies?.has(currency) ?? currency !== UNCONFIGURED_CURRENCY;
}

function subjectSerialNumber(certificate: X509Certificate): string | undefined {
  return /^serialNumber=(.+)$/m.exec(certificate.subject)?.[1];
}
