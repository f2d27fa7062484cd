/** Keys with a certificate of their own: CyberSource names them by the `serialNumber` in the certificate's subject. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { createKey, toCertificate, type KeyPair } from './certificate.ts';

/** A key, the certificate over its public half, and the name that both go by. */
export interface CertifiedKey {
  /** `serialNumber` of the certificate's subject: the `kid` of tokens and of encrypted messages. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly certificate: X509Certificate;
  /** The same two as the library holds them that writes PKCS #12. */
  readonly forged: { readonly key: forge.pki.rsa.PrivateKey; readonly certificate: forge.pki.Certificate };
}

/** What the subject says. */
export interface KeySubject {
  readonly commonName: string;
  readonly serialNumber: string;
}

/** The gateway's own: its common name is the alias under which CyberSource's client library looks for it. */
export const GATEWAY: KeySubject = {
  commonName: 'CyberSource_SJC_US',
  serialNumber: '6700000000000000000001',
};

/** `testrest`'s, under the serial number that it has in CyberSource's sample file. */
export const TESTREST_SUBJECT: KeySubject = {
  commonName: 'testrest',
  serialNumber: '5746642430690177107046',
};

/** A new key with a self-signed certificate. */
export async function createIdentity(subject: KeySubject, now: Date): Promise<CertifiedKey> {
  const pair: KeyPair = await createKey();
  const certificate = toCertificate(
    pair,
    [
      { name: 'commonName', value: subject.commonName },
      { name: 'serialNumber', value: subject.serialNumber },
    ],
    now,
  );
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(pair.privateKey, forge.md.sha256.create());
  return {
    kid: subject.serialNumber,
    privateKey: createPrivateKey(forge.pki.privateKeyToPem(pair.privateKey)),
    certificate: new X509Certificate(forge.pki.certificateToPem(certificate)),
    forged: { key: pair.privateKey, certificate },
  };
}
