/** A certificate authority and a server certificate, made at start and valid for a week: nothing secret to keep. */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const DAY_MS = 86_400_000;

/** A key and its certificate, and what the other side has to trust. All PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** Issues a certificate for the names given and for this machine. */
export function createServerCertificate(names: readonly string[], now: Date): Promise<ServerCertificate> {
  return issue(names[0] ?? 'localhost', now, [
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        ...[...names, 'localhost'].map((value) => ({ type: 2, value })),
        ...['127.0.0.1', '::1'].map((ip) => ({ type: 7, ip })),
      ],
    },
  ]);
}

/** Issues a certificate with which a client shows who it is. */
export function createClientCertificate(commonName: string, now: Date): Promise<ServerCertificate> {
  return issue(commonName, now, [{ name: 'extKeyUsage', clientAuth: true }]);
}

async function issue(
  commonName: string,
  now: Date,
  extensions: readonly object[],
): Promise<ServerCertificate> {
  const [caKey, serverKey] = await Promise.all([createKey(), createKey()]);
  const issuer = [{ name: 'commonName', value: 'CyberSource sandbox, made at start' }];

  const ca = toCertificate(caKey, issuer, now);
  ca.setIssuer(issuer);
  ca.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  ca.sign(caKey.privateKey, forge.md.sha256.create());

  const server = toCertificate(serverKey, [{ name: 'commonName', value: commonName }], now);
  server.setIssuer(issuer);
  server.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    ...extensions,
  ]);
  server.sign(caKey.privateKey, forge.md.sha256.create());

  return {
    key: forge.pki.privateKeyToPem(serverKey.privateKey),
    cert: forge.pki.certificateToPem(server),
    ca: forge.pki.certificateToPem(ca),
  };
}

/** An RSA key pair in the form that certificates are made with. */
export type KeyPair = forge.pki.rsa.KeyPair;

/** A new pair of 2048 bits; the thread pool does the work. */
export async function createKey(): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(publicKey),
    privateKey: forge.pki.privateKeyFromPem(privateKey),
  };
}

/** An unsigned certificate without extensions, good from yesterday for a week. */
export function toCertificate(
  { publicKey }: KeyPair,
  subject: forge.pki.CertificateField[],
  now: Date,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = toSerialNumber(randomBytes(15));
  certificate.validity.notBefore = new Date(now.getTime() - DAY_MS);
  certificate.validity.notAfter = new Date(now.getTime() + 7 * DAY_MS);
  certificate.setSubject(subject);
  return certificate;
}

/** A positive number in as few bytes as it needs, which is the only way DER knows: whatever was drawn stays behind a one. */
export function toSerialNumber(drawn: Buffer): string {
  return `01${drawn.toString('hex')}`;
}
