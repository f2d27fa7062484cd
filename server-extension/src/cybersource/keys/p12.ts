import { type KeyObject, X509Certificate, createPrivateKey } from 'node:crypto';
import type Forge from 'node-forge';

/** What a key file holds: PKCS #12, as CyberSource's Business Center makes it. */
export interface P12 {
  readonly privateKeys: readonly KeyObject[];
  readonly certificates: readonly NamedCertificate[];
}

export interface NamedCertificate {
  /** The name beside it in the file, `serialNumber=…,CN=…` in CyberSource's; often there is none. */
  readonly friendlyName: string | undefined;
  readonly certificate: X509Certificate;
}

/** RFC 7292: object identifiers of what a file holds: a key as it is, a key under a password, a certificate. */
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';

/** The password does not open the file. */
export class WrongPassword extends Error {}

/**
 * Opens a key file. Node reads PKCS #12 for TLS only, so a library does it, loaded when the first file is opened.
 *
 * @throws WrongPassword, and Error when the bytes are no key file.
 */
export async function openP12(bytes: Buffer, password: string): Promise<P12> {
  const { default: forge } = await import('./forge.ts');
  const asn1 = forge.asn1.fromDer(bytes.toString('binary'));
  const contents = unlock(forge, asn1, password);
  const bags = (bagType: string): readonly Forge.pkcs12.Bag[] => contents.getBags({ bagType })[bagType] ?? [];
  return {
    privateKeys: [...bags(KEY_BAG), ...bags(SHROUDED_KEY_BAG)].flatMap(({ key }) =>
      key ? [createPrivateKey(forge.pki.privateKeyToPem(key))] : [],
    ),
    certificates: bags(CERTIFICATE_BAG).flatMap(({ cert, attributes }) =>
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

function unlock(forge: typeof Forge, asn1: Forge.asn1.Asn1, password: string): Forge.pkcs12.Pkcs12Pfx {
  let problem: unknown;
  let isRight = false;
  for (const spelling of spellingsOf(password, hasMac(asn1))) {
    try {
      return unlockWith(forge, asn1, spelling);
    } catch (error) {
      if (isMacProblem(error)) continue;
      // The password was believed, or there is nothing in the file that could tell.
      isRight ||= hasMac(asn1);
      problem = error;
    }
  }
  if (isRight || !isKeyFile(asn1)) throw problem;
  throw new WrongPassword();
}

/** One password in the two forms that a key file wants of it. */
interface Spelling {
  /** RFC 7292: the characters, for the check of the whole file and for the older ciphers. */
  readonly characters: string;
  /** RFC 8018 leaves it open which bytes PBES2 takes: one character for each byte. */
  readonly bytes: string;
}

/**
 * What programs have made of a password, most likely first. All are the same for plain English letters.
 *
 * @param isProven the file itself proves that the characters are right.
 */
function spellingsOf(password: string, isProven: boolean): readonly Spelling[] {
  const spellings = [password, password.normalize('NFC'), password.normalize('NFD')].flatMap((characters) => {
    const utf8 = Buffer.from(characters, 'utf8').toString('latin1');
    // Of a character beyond Latin-1 the library takes a part, as programs with it have done: without a proof, another password.
    const isLatin1 = Array.from(characters).every((character) => character <= '\u00ff');
    return [
      { characters, bytes: utf8 },
      ...(isLatin1 || isProven ? [{ characters, bytes: characters }] : []),
      // OpenSSL before 1.1: each byte for a character.
      { characters: utf8, bytes: utf8 },
    ];
  });
  return [...new Map(spellings.map((each) => [`${each.characters}\n${each.bytes}`, each])).values()];
}

interface Ciphers {
  getCipherForPBES2: (oid: unknown, parameters: unknown, password: string) => unknown;
}

/** The library takes the characters of a password for its bytes, which is right for English letters only. */
function unlockWith(
  forge: typeof Forge,
  asn1: Forge.asn1.Asn1,
  { characters, bytes }: Spelling,
): Forge.pkcs12.Pkcs12Pfx {
  const { pbe } = forge.pki as unknown as { readonly pbe: Ciphers };
  const { getCipherForPBES2 } = pbe;
  pbe.getCipherForPBES2 = (oid, parameters) => getCipherForPBES2(oid, parameters, bytes);
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, characters);
  } finally {
    pbe.getCipherForPBES2 = getCipherForPBES2;
  }
}

function isMacProblem(error: unknown): boolean {
  return error instanceof Error && error.message.includes('MAC could not be verified');
}

/** RFC 7292: `PFX` is a version, the contents, and what proves the password, which may be missing. */
function hasMac({ value }: Forge.asn1.Asn1): boolean {
  return value.length > 2;
}

/** RFC 7292: the only version of `PFX`, which is what it begins with. Certificates and keys for themselves do not. */
const PFX_VERSION = '\u0003';

function isKeyFile({ value }: Forge.asn1.Asn1): boolean {
  const [version] = value;
  return typeof version === 'object' && version.value === PFX_VERSION;
}

function friendlyNameOf(attributes: unknown): string | undefined {
  const { friendlyName } = attributes as { readonly friendlyName?: readonly string[] };
  return friendlyName?.[0];
}
