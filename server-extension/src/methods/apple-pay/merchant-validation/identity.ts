import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Problem } from '../../../domain/problem.ts';
import type { CertificateExpiry } from '../../../payments/health/configuration/expiry.ts';

/** PEM: the Merchant Identity certificate and its private key. */
export interface MerchantIdentity {
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/** Reads a file of the folder `certs` beside the extension. Rejects with the error of `node:fs`. */
export type ReadIdentityFile = (name: string) => Promise<Buffer>;

/** Apple: the Merchant Identity certificate and its key, under the names that the earlier plugin gave them. */
const CERTIFICATE = 'applePayIdentityCert.pem';
const KEY = 'applePayIdentityKey.key';

/** Read anew for each sheet: sheets are rare, and a renewed certificate counts at once. */
export async function readIdentity(read: ReadIdentityFile): Promise<MerchantIdentity> {
  try {
    const [certificate, key] = await Promise.all([
      read(CERTIFICATE),
      // OCC takes no .key files: in the package it travels as text.
      read(KEY).catch(() => read(`${KEY}.txt`)),
    ]);
    return { certificate, key };
  } catch {
    throw new Problem(
      'not-configured',
      `Apple Pay needs the Merchant Identity certificate: put ${CERTIFICATE} and ${KEY} into the folder certs of the extension.`,
    );
  }
}

/** Until when Apple knows the shop by it. @throws Problem (by rejecting) `not-configured` for files that do not belong together */
export async function readIdentityExpiry(read: ReadIdentityFile): Promise<CertificateExpiry> {
  const { certificate: pem, key } = await readIdentity(read);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('another key');
  } catch {
    throw new Problem(
      'not-configured',
      `certs/${CERTIFICATE} and certs/${KEY} are no certificate with its key, both in PEM: Apple refuses the shop.`,
    );
  }
  return { file: CERTIFICATE, setting: 'applePayMerchantId', validUntil: new Date(certificate.validTo) };
}
