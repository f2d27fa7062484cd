import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** A key with the certificate that CyberSource would make for it. */
export interface Identity {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly pem: string;
  readonly certificate: X509Certificate;
  readonly forged: { readonly key: forge.pki.rsa.PrivateKey; readonly certificate: forge.pki.Certificate };
}

/** @param keyId left out, the subject has no serial number. */
export function anIdentity(commonName: string, keyId?: string): Identity {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '0102';
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [
    { name: 'commonName', value: commonName },
    ...(keyId === undefined ? [] : [{ name: 'serialNumber', value: keyId }]),
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(privateKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(certificate);
  return {
    keyId: keyId ?? '',
    privateKey: createPrivateKey(forge.pki.privateKeyToPem(privateKey)),
    pem,
    certificate: new X509Certificate(pem),
    forged: { key: privateKey, certificate },
  };
}

/** A `.p12` file: the first one's key, and the certificates of all. */
export function aP12(
  [own, ...others]: readonly [Identity, ...Identity[]],
  password: string,
  friendlyName?: string,
): Buffer {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    own.forged.key,
    [own, ...others].map(({ forged }) => forged.certificate),
    password,
    { algorithm: 'aes256', ...(friendlyName !== undefined && { friendlyName }) },
  );
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** Files as a folder would have them. */
export function files(content: Readonly<Record<string, Buffer | string>>): (name: string) => Promise<Buffer> {
  return async (name) => {
    const found = content[name];
    if (found === undefined) throw new Error('ENOENT');
    return Buffer.from(found);
  };
}
