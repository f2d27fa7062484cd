/** The files that a merchant gets from CyberSource's Business Center, made at start for `testrest`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import forge from 'node-forge';
import { TESTREST_SUBJECT, type CertifiedKey } from './identity.ts';

/** Where they were written. */
export interface SandboxKeyFiles {
  /** `testrest.p12`, password `testrest`: the merchant's key and certificate, and the gateway's certificate. */
  readonly p12File: string;
  /** `cybersource-mle.pem`: the gateway's certificate alone, for merchants that sign with a shared secret. */
  readonly mleFile: string;
}

/** Writes both files; the directory is made when it is not there. */
export async function writeKeyFiles(
  directory: string,
  { gateway, merchant }: { readonly gateway: CertifiedKey; readonly merchant: CertifiedKey },
): Promise<SandboxKeyFiles> {
  const p12File = path.resolve(directory, 'testrest.p12');
  const mleFile = path.resolve(directory, 'cybersource-mle.pem');
  await mkdir(path.dirname(p12File), { recursive: true });
  await writeFile(p12File, toPkcs12(merchant, gateway, 'testrest'), { mode: 0o600 });
  await writeFile(mleFile, gateway.certificate.toString());
  return { p12File, mleFile };
}

// CyberSource's library looks for the merchant's certificate by this friendly name, for the gateway's by subject.
function toPkcs12(merchant: CertifiedKey, gateway: CertifiedKey, password: string): Buffer {
  const { serialNumber, commonName } = TESTREST_SUBJECT;
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    merchant.forged.key,
    [merchant.forged.certificate, gateway.forged.certificate],
    password,
    { algorithm: 'aes256', friendlyName: `serialNumber=${serialNumber},CN=${commonName}` },
  );
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
