import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { zipFiles } from '../../package/zip.ts';
import { keepRecord, readRecord } from '../deployment/record.ts';
import { toldOnce, uploadAndRun } from '../deployment/restart.ts';
import { EXTENSION_ZIP } from '../deployment/tenant-state.ts';
import { digestOf, type ZipStore } from '../deployment/zips.ts';
import { downloadServerExtension } from '../occ/server-extensions.ts';
import type { SecretTask } from './secret-task.ts';

/** A Merchant Identity certificate of Apple's with its key, both PEM. */
export interface NewAppleCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Names under which the extension reads them, and under which the package carries them. */
const CERTIFICATE = 'applePayIdentityCert.pem';
const KEY = 'applePayIdentityKey.key';

/**
 * Puts a new Merchant Identity certificate into the extension that runs, and changes nothing else in it. Apple takes the
 * older one until it expires, so sheets go on while the servers restart one after the other.
 *
 * @param folder where the package takes key files from: the next deployment brings the same certificate
 * @returns until when it is valid, ISO 8601
 */
export async function rotateAppleCertificate(
  { tenant, occ, progress, wait, now }: SecretTask,
  { certificate, key }: NewAppleCertificate,
  { folder, archive }: { readonly folder: string; readonly archive: ZipStore },
): Promise<string> {
  const validTo = requirePair({ certificate, key }, now());
  const record = await readRecord(occ);
  const running = await downloadServerExtension(occ, EXTENSION_ZIP);
  if (running === undefined) {
    throw new CommandProblem('not-deployed', `Tenant ${tenant.name} runs no extension of ours.`, {
      remedy: 'occ-cybersource deploy installs it.',
    });
  }
  await archive.keep(running);
  const zip = zipFiles({
    ...unzipSync(running),
    [`certs/${CERTIFICATE}`]: Buffer.from(certificate),
    // OCC takes no .key files: in the package it travels as text.
    [`certs/${KEY}.txt`]: Buffer.from(key),
  });
  await archive.keep(zip);
  progress('Uploading the extension with the new certificate …');
  await uploadAndRun(occ, EXTENSION_ZIP, zip, toldOnce(progress, wait));
  if (record !== undefined)
    await keepRecord(occ, record, now).write({
      installed: { ...record.installed, extension: digestOf(zip) },
    });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, CERTIFICATE), certificate);
  await writeFile(path.join(folder, KEY), key, { mode: 0o600 });
  return validTo.toISOString();
}

/** @throws CommandProblem unless the certificate is valid now and the key is its own */
function requirePair({ certificate, key }: NewAppleCertificate, now: Date): Date {
  const parsed = parse(() => new X509Certificate(certificate), 'certificate');
  const privateKey = parse(() => createPrivateKey(key), 'key');
  const validTo = new Date(parsed.validTo);
  if (validTo <= now)
    throw new CommandProblem('certificate', `The certificate has expired (${parsed.validTo}).`);
  if (!parsed.checkPrivateKey(privateKey))
    throw new CommandProblem('certificate', 'The key is not that of the certificate.', {
      remedy: 'take the key that the certificate’s request was signed with.',
    });
  return validTo;
}

function parse<Value>(read: () => Value, what: string): Value {
  try {
    return read();
  } catch {
    throw new CommandProblem('certificate', `The ${what} is no PEM that can be read.`, {
      remedy: `Apple’s .cer is made PEM with: openssl x509 -inform der -in merchant_id.cer -out certificate.pem`,
    });
  }
}
