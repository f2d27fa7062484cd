import { type KeyObject, X509Certificate, createPrivateKey } from 'node:crypto';
import type Forge from 'node-forge';

/** What a key file holds: PKCS #12, as CyberSource's Business Center makes it. */
export interface P12 {
  readonly privateKeys: readonly KeyObject[];
  readonly certificates: readonly NamedCertificate[];
}

export interface NamedCertificate {
  /** The name beside it in the file, `serialNumber=…,CN=…` in CyberSource's; often there is none. */
  readonly friendlyName: string;
  readonly certificate: X509Certificate;
}

/** The password does not open the file. */
export class WrongPassword extends Error {}

/**
 * Opens a key file. Node reads PKCS #12 for TLS only, so a library does it, loaded when the first file is opened.
 *
 * @throws WrongPassword, and Error when the bytes are no key file.
 */
export async function openP12(bytes: Buffer, password: string): Promise<P12> {
  const forge = await loadForge();
  const asn1 = forge.asn1.fromDer(bytes.toString('binary'));
  const contents = unlock(forge, asn1, password);
  const { certBag = '', keyBag = '', pkcs8ShroudedKeyBag = '' } = forge.pki.oids;
  const bags = (bagType: string): readonly Forge.pkcs12.Bag[] => contents.getBags({ bagType })[bagType] ?? [];
  return {
    privateKeys: [...bags(keyBag), ...bags(pkcs8ShroudedKeyBag)].flatMap(({ key }) =>
      key ? [createPrivateKey(forge.pki.privateKeyToPem(key))] : [],
    ),
    certificates: bags(certBag).flatMap(({ cert, attributes }) =>
      cert
        ? [
            {
              friendlyName: friendlyNameOf(attributes),
              certificate: new X509Certificate(forge.pki.certificateToPem(cert)),
            },
          ]
        : [],
    ),
  };
}

async function loadForge(): Promise<typeof Forge> {
  const { default: forge } = await import('node-forge/lib/forge.js');
  await import('node-forge/lib/sha256.js');
  await import('node-forge/lib/sha512.js');
  await import('node-forge/lib/pkcs12.js');
  await import('node-forge/lib/pki.js');
  return forge;
}

function unlock(forge: typeof Forge, asn1: Forge.asn1.Asn1, password: string): Forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, password);
  } catch (error) {
    const isPassword = error instanceof Error && /MAC could not be verified|password/i.test(error.message);
    throw isPassword ? new WrongPassword() : error;
  }
}

function friendlyNameOf(attributes: unknown): string {
  const { friendlyName } = attributes as { friendlyName?: unknown };
  const first: unknown = Array.isArray(friendlyName) ? friendlyName[0] : undefined;
  return typeof first === 'string' ? first : '';
}
