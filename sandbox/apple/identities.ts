/**
 * Who is who at Apple's door, made at start and valid for a week: an authority, the certificate of Apple's host, and
 * the Merchant Identity certificate that a shop would fetch from its Apple developer account.
 */
import forge from 'node-forge';
import { createKey, toCertificate, type KeyPair } from '../cybersource/access/encryption/certificate.ts';

/** A key and its certificate, PEM. */
export interface PemPair {
  readonly key: string;
  readonly cert: string;
}

/** All of them; `ca` is what both sides trust. */
export interface AppleIdentities {
  readonly ca: string;
  readonly host: PemPair;
  readonly merchant: PemPair;
}

/** Apple's hosts of merchant validation. Apple: setting up your server, domains for the sandbox and production. */
const HOSTS = [
  'apple-pay-gateway.apple.com',
  'apple-pay-gateway-cert.apple.com',
  'cn-apple-pay-gateway.apple.com',
  'cn-apple-pay-gateway-cert.apple.com',
  'localhost',
];

const AUTHORITY = [{ name: 'commonName', value: 'Apple sandbox, made at start' }];

/** Issues everything for one merchant identifier. */
export async function createAppleIdentities(merchantId: string, now: Date): Promise<AppleIdentities> {
  const [authorityKey, hostKey, merchantKey] = await Promise.all([createKey(), createKey(), createKey()]);
  const issue = (
    pair: KeyPair,
    subject: forge.pki.CertificateField[],
    extensions: object[],
  ): forge.pki.Certificate => {
    const certificate = toCertificate(pair, subject, now);
    certificate.setIssuer(AUTHORITY);
    certificate.setExtensions(extensions);
    certificate.sign(authorityKey.privateKey, forge.md.sha256.create());
    return certificate;
  };
  const ca = issue(authorityKey, AUTHORITY, [
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const altNames = [...HOSTS.map((value) => ({ type: 2, value })), { type: 7, ip: '127.0.0.1' }];
  const host = issue(
    hostKey,
    [{ name: 'commonName', value: HOSTS[0] }],
    [
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  );
  // Apple writes the merchant identifier into the subject's UID and nowhere else that a client could choose.
  const merchant = issue(
    merchantKey,
    [
      { type: UID, value: merchantId },
      { name: 'commonName', value: `Apple Pay Merchant Identity:${merchantId}` },
    ],
    [{ name: 'extKeyUsage', clientAuth: true }],
  );
  return {
    ca: forge.pki.certificateToPem(ca),
    host: toPem(hostKey, host),
    merchant: toPem(merchantKey, merchant),
  };
}

/** The attribute `userId` of a certificate's subject. */
const UID = '0.9.2342.19200300.100.1.1';

function toPem({ privateKey }: KeyPair, certificate: forge.pki.Certificate): PemPair {
  const key = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(privateKey));
  return { key: forge.pki.privateKeyInfoToPem(key), cert: forge.pki.certificateToPem(certificate) };
}
