import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import forge from 'node-forge';
import { toSerialNumber } from '../../../cybersource/access/encryption/certificate.ts';

describe('The serial number of a certificate', () => {
  const keys = forge.pki.rsa.generateKeyPair(1024);

  for (const [what, byte] of [
    ['zeros', 0],
    ['ones', 0xff],
  ] as const)
    it(`can be read by every tool when nothing but ${what} are drawn`, () => {
      const certificate = forge.pki.createCertificate();
      certificate.publicKey = keys.publicKey;
      certificate.serialNumber = toSerialNumber(Buffer.alloc(15, byte));
      certificate.sign(keys.privateKey, forge.md.sha256.create());
      const pem = forge.pki.certificateToPem(certificate);
      expect(() => createSecureContext({ ca: pem })).not.to.throw();
      expect(new X509Certificate(pem).serialNumber).to.match(/^01/);
    });
});
