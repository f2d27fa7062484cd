import { type KeyObject, X509Certificate } from 'node:crypto';
import { Problem } from '../../domain/problem.ts';
import type { KeyFile } from '../../domain/settings.ts';
import { LRUCache } from 'lru-cache';
import { subjectOf } from './certificate.ts';
import { type NamedCertificate, type P12, WrongPassword, openP12 } from './p12.ts';
import { sha256 } from '../../domain/sha256.ts';

/** Reads a file of the folder `certs` beside the extension. Rejects with the error of `node:fs`. */
export type ReadKeyFile = (name: string) => Promise<Buffer>;

/** Gets the end of the validity of a certificate that is used, by the file that holds it. */
export type ObserveCertificate = (file: string, validUntil: Date) => void;

/** The merchant's own key: signs requests, opens encrypted answers. */
export interface MerchantKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** CyberSource's key: requests are encrypted for it. */
export interface GatewayKey {
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

/** All reject with a Problem `not-configured` that names the file and the setting to put right. */
export interface KeyFiles {
  merchantKey(file: KeyFile): Promise<MerchantKey>;
  /** CyberSource's certificate, which its key files hold as well. */
  gatewayKeyIn(file: KeyFile): Promise<GatewayKey>;
  /** @param name of the PEM file, without its ending. */
  gatewayKey(name: string): Promise<GatewayKey>;
}

/** CyberSource: message-level encryption, the name of its certificate. */
const GATEWAY_ALIAS = 'CyberSource_SJC_US';
const FILES_MAX = 50;

/** Key files are opened once for each file and password; one that could not be opened is tried again. */
export function createKeyFiles(readKeyFile: ReadKeyFile, observe?: ObserveCertificate): KeyFiles {
  const opened = new LRUCache<string, Promise<P12>, KeyFile>({
    max: FILES_MAX,
    memoMethod: (key, _stale, { context: { keyFileName, keyPassword } }) => {
      const p12 = openFile(readKeyFile, keyFileName, keyPassword.reveal());
      p12.catch(() => opened.delete(key));
      return p12;
    },
  });

  function open(file: KeyFile): Promise<P12> {
    const key = `${file.keyFileName}\n${sha256(file.keyPassword.reveal(), 'base64')}`;
    return opened.memo(key, { context: file });
  }

  function used(certificate: X509Certificate, file: string): void {
    observe?.(file, new Date(certificate.validTo));
  }

  return {
    async merchantKey(file) {
      const { privateKeys, certificates } = await open(file);
      const { keyFileName, keyAlias } = file;
      const certificate = certificateNamed(keyAlias, certificates);
      if (certificate === undefined)
        throw wrong(`certs/${keyFileName}.p12 holds no certificate ${keyAlias} (setting keyAlias)`);
      const privateKey = privateKeys.find((key) => certificate.checkPrivateKey(key));
      if (privateKey === undefined)
        throw wrong(`certs/${keyFileName}.p12 holds no private key for ${keyAlias} (setting keyAlias)`);
      used(certificate, `${keyFileName}.p12`);
      return { keyId: requireKeyId(certificate, `certs/${keyFileName}.p12`), privateKey };
    },
    async gatewayKeyIn(file) {
      const { certificates } = await open(file);
      const certificate = certificateNamed(GATEWAY_ALIAS, certificates);
      if (certificate === undefined)
        throw wrong(
          `certs/${file.keyFileName}.p12 holds no certificate ${GATEWAY_ALIAS}: set messageEncryptionCertificate`,
        );
      used(certificate, `${file.keyFileName}.p12 ${GATEWAY_ALIAS}`);
      return toGatewayKey(certificate, `certs/${file.keyFileName}.p12`);
    },
    async gatewayKey(name) {
      const file = `${name}.pem`;
      const pem = await readNamed(readKeyFile, file, 'messageEncryptionCertificate');
      try {
        const certificate = new X509Certificate(pem);
        used(certificate, file);
        return toGatewayKey(certificate, `certs/${file}`);
      } catch (error) {
        if (error instanceof Problem) throw error;
        throw wrong(`certs/${file} is no certificate in PEM (setting messageEncryptionCertificate)`);
      }
    },
  };
}

async function openFile(readKeyFile: ReadKeyFile, name: string, password: string): Promise<P12> {
  const file = `${name}.p12`;
  const bytes = await readP12(readKeyFile, file);
  try {
    return await openP12(bytes, password);
  } catch (error) {
    if (error instanceof WrongPassword)
      throw wrong(`the password of certs/${file} is wrong (setting keyPass)`);
    throw wrong(`certs/${file} is no key file of CyberSource's (setting keyFileName)`);
  }
}

/** OCC: extensions, files that end in .p12 are not taken: the package carries the same in base64, as .p12.txt. */
async function readP12(readKeyFile: ReadKeyFile, file: string): Promise<Buffer> {
  requireName(`${file}.txt`, 'keyFileName');
  const bytes = await readKeyFile(file).catch(() => undefined);
  if (bytes !== undefined) return bytes;
  const text = await readNamed(readKeyFile, `${file}.txt`, 'keyFileName');
  return Buffer.from(text.toString('latin1'), 'base64');
}

async function readNamed(readKeyFile: ReadKeyFile, file: string, setting: string): Promise<Buffer> {
  requireName(file, setting);
  try {
    return await readKeyFile(file);
  } catch {
    throw wrong(
      `certs/${file.replace(/\.txt$/, '')} cannot be read (setting ${setting}): ship it with the extension`,
    );
  }
}

/** A name from the settings never leaves the folder. */
function requireName(file: string, setting: string): string {
  if (/^[\w-][\w.-]{0,99}$/.test(file)) return file;
  throw wrong(`setting ${setting} must be the name of a file: letters, digits, dots and hyphens, no folder`);
}

/** By the name beside it or by its subject, in any case. */
function certificateNamed(
  alias: string,
  certificates: readonly NamedCertificate[],
): X509Certificate | undefined {
  const intent = alias.toLowerCase();
  return certificates.find(
    ({ friendlyName, certificate }) =>
      subjectOf(certificate).commonName?.toLowerCase() === intent || friendlyName?.toLowerCase() === intent,
  )?.certificate;
}

function toGatewayKey(certificate: X509Certificate, file: string): GatewayKey {
  return { keyId: requireKeyId(certificate, file), publicKey: certificate.publicKey };
}

function requireKeyId(certificate: X509Certificate, file: string): string {
  const { keyId } = subjectOf(certificate);
  if (keyId === undefined) throw wrong(`the certificate in ${file} has no serialNumber in its subject`);
  return keyId;
}

function wrong(what: string): Problem {
  return new Problem('not-configured', `Requests to CyberSource cannot be signed: ${what}.`);
}
